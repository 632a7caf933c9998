import { randomBytes, randomInt } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { JWK } from 'jose';
import { sentenceOf } from '../tools/sentences.ts';
import { newSigningKey } from './emulator/cognito/issuer.ts';
import type { Credentials, StackDescription } from '../infra/stack-outputs.ts';
import { takeLock } from './emulator/lib/processes.ts';

/**
 * What a stack must know again after a restart, so that its clients' keys and tokens go on working.
 */
interface Secrets {
  /** Names the database inside DynamoDB Local; who does not know it gets an empty one. */
  databaseKey: string;
  apiKey: string;
  signingKey: JWK;
  /** By principal ARN. */
  accessKeys: Record<string, Credentials>;
}

/** The directory of a stack: its secrets, its database and its `stack.json`. */
export interface State {
  secrets: Secrets;
  /**
   * For everything else that is stored; a temporary one, gone with the release, when nothing is to
   * be kept.
   */
  dataDirectory: string;
  keyFor: (principalArn: string) => Credentials;
  /** Writes the secrets, unless nothing is to be kept. */
  save: () => void;
  catalogueLoaded: () => boolean;
  noteCatalogue: () => void;
  /**
   * Writes `stack.json` in one step. Answers with the function that removes it, unless another
   * stack has replaced it since.
   */
  publish: (description: StackDescription) => () => void;
  /** Gives the directory back to the next stack. */
  release: () => void;
}

const LOWER_ALPHANUMERIC = 'abcdefghijklmnopqrstuvwxyz0123456789';

/**
 * Opens a stack's directory. A stack has it for itself, one that keeps nothing too, for it has a
 * `stack.json`: throws a sentence while another one runs there. With `memory` stored data is left
 * alone, and what is written goes with the release; with `fresh` stored data goes first.
 */
export async function openState(directory: string, { memory, fresh }: { memory: boolean; fresh: boolean }): Promise<State> {
  makeDirectory(directory);
  const lock = join(directory, 'stack.pid');
  const stackFile = join(directory, 'stack.json');
  const release = takeLock(lock, (pid) => alreadyRuns(directory, pid));
  // What a killed stack left behind would send clients to an address where nobody answers, or
  // somebody else.
  rmSync(stackFile, { force: true });
  const dataDirectory = memory ? mkdtempSync(join(directory, 'memory-')) : join(directory, 'data');
  if (fresh && !memory) rmSync(dataDirectory, { recursive: true, force: true });
  if (!memory) mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  const secretsFile = join(directory, 'secrets.json');
  const catalogueNote = join(dataDirectory, 'catalogue-loaded');
  const kept = memory ? undefined : readSecrets(secretsFile);
  const secrets = kept ?? (await newSecrets());
  // Another database key is another, empty database, also on a DynamoDB endpoint whose files are
  // not ours to delete.
  if (fresh) secrets.databaseKey = newDatabaseKey();
  return {
    secrets,
    dataDirectory,
    keyFor: (arn) => (secrets.accessKeys[arn] ??= newAccessKey()),
    save: () => {
      if (!memory) writeWhole(secretsFile, secrets);
    },
    catalogueLoaded: () => !memory && existsSync(catalogueNote),
    noteCatalogue: () => {
      if (!memory) writeFileSync(catalogueNote, '');
    },
    publish: (description) => publish(stackFile, description),
    release: () => {
      if (memory) rmSync(dataDirectory, { recursive: true, force: true });
      release();
    },
  };
}

/**
 * Like `mkdir -p`. Node's own recursion never ends where a directory refuses new entries as if it
 * were not there, as /proc does.
 */
function makeDirectory(path: string): void {
  if (existsSync(path)) return;
  makeDirectory(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    throw new Error(`The directory ${path} cannot be made. ${sentenceOf(error, path) ?? String(error)} Choose another one with --dir.`, {
      cause: error,
    });
  }
}

function alreadyRuns(directory: string, pid: number): string {
  return `A stack already runs with ${directory} (process ${pid}). Stop it first, or give this one another directory with --dir.`;
}

function readSecrets(path: string): Secrets | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Secrets;
  } catch {
    throw new Error(`${path} is damaged. Delete it and run with --fresh.`);
  }
}

function publish(path: string, description: StackDescription): () => void {
  writeWhole(path, description);
  const mine = readFileSync(path, 'utf8');
  return () => {
    if (existsSync(path) && readFileSync(path, 'utf8') === mine) rmSync(path);
  };
}

/** Nobody ever reads half a file: written beside, then renamed. Only the owner may read it. */
function writeWhole(path: string, content: unknown): void {
  const draft = `${path}.${process.pid}.tmp`;
  writeFileSync(draft, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, path);
}

async function newSecrets(): Promise<Secrets> {
  const apiKey = `da2-${randomText(26, LOWER_ALPHANUMERIC)}`;
  return { databaseKey: newDatabaseKey(), apiKey, signingKey: await newSigningKey(), accessKeys: {} };
}

/** Letters and digits only: DynamoDB Local takes no other access key. */
function newDatabaseKey(): string {
  return randomText(32, LOWER_ALPHANUMERIC);
}

function newAccessKey(): Credentials {
  return { accessKeyId: `AKIA${randomText(16, LOWER_ALPHANUMERIC).toUpperCase()}`, secretAccessKey: randomBytes(30).toString('base64') };
}

function randomText(length: number, alphabet: string): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}
