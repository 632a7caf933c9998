import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Cleanups } from '../lib/cleanups.ts';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../template/reader.ts';
import type { Database, Engine } from './database.ts';
import { openDynamodbLocal } from './dynamodb-local/database.ts';
import { startEmulator } from './dynamodb-local/emulator.ts';
import { openEmbedded } from './embedded/database.ts';

/** Which database to open, and where it keeps its data. */
export interface DatabaseOptions {
  engine: Engine;
  /** Of the stack. */
  directory: string;
  /** In memory when left out. */
  dataDirectory?: string | undefined;
  /** Names the database inside DynamoDB Local. */
  accessKeyId: string;
  log: (line: string) => void;
}

/** What the engines write into the directory of the data; each knows the other's by it. */
const FILES: Readonly<Record<Engine, string>> = { embedded: 'database.sqlite', 'dynamodb-local': 'dynamodb' };

/**
 * Opens the database of a stack. `failed` resolves with a sentence when it can no longer work.
 * Throws a sentence when it cannot be used, and when the data of that directory were kept by the
 * other engine: neither reads the other's files.
 */
export async function openDatabase(options: DatabaseOptions, cleanups: Cleanups): Promise<{ database: Database; failed: Promise<string> }> {
  const { engine, dataDirectory } = options;
  if (dataDirectory !== undefined) refuseDataOfOther(engine, dataDirectory);
  const opened = engine === 'embedded' ? embedded(options) : await dynamodbLocal(options, cleanups);
  cleanups.add(opened.database.close);
  return opened;
}

function embedded({ dataDirectory, log }: DatabaseOptions) {
  if (dataDirectory !== undefined) mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  const path = dataDirectory === undefined ? {} : { path: join(dataDirectory, FILES.embedded) };
  const database = openEmbedded({ ...path, region: LOCAL_REGION, accountId: LOCAL_ACCOUNT, problem: log });
  return { database, failed: new Promise<string>(() => {}) };
}

async function dynamodbLocal({ directory, dataDirectory, accessKeyId }: DatabaseOptions, cleanups: Cleanups) {
  const region = LOCAL_REGION;
  const kept = dataDirectory === undefined ? {} : { databaseDirectory: join(dataDirectory, FILES['dynamodb-local']) };
  const emulator = await startEmulator({ directory, accessKeyId, region, ...kept });
  cleanups.add(emulator.stop);
  const database = openDynamodbLocal({ endpoint: emulator.endpoint, accessKeyId, region, durable: dataDirectory !== undefined });
  return { database, failed: emulator.crashed };
}

function refuseDataOfOther(engine: Engine, dataDirectory: string): void {
  const other: Engine = engine === 'embedded' ? 'dynamodb-local' : 'embedded';
  if (existsSync(join(dataDirectory, FILES[engine])) || !existsSync(join(dataDirectory, FILES[other]))) return;
  const wayBack = engine === 'embedded' ? 'with --engine dynamodb-local' : 'without --engine';
  throw new Error(
    `The data in ${dataDirectory} were kept by ${NAMES[other]}, which ${NAMES[engine]} does not read. Start ${wayBack} to go on with them, with --fresh to begin with empty data, or with another --dir. Nothing was changed.`,
  );
}

const NAMES: Readonly<Record<Engine, string>> = { embedded: 'the embedded database', 'dynamodb-local': 'DynamoDB Local' };
