import type { Database } from '../../../local/emulator/dynamodb/database.ts';
import { openDynamodbLocal } from '../../../local/emulator/dynamodb/dynamodb-local/database.ts';
import { startEmulator } from '../../../local/emulator/dynamodb/dynamodb-local/emulator.ts';
import { openEmbedded } from '../../../local/emulator/dynamodb/embedded/database.ts';
import { engine } from '../../support/engine.ts';
import { withDirectory } from './sample.ts';

/** Databases of a test file, by name; they outlive the stacks that are built on them. */
export interface Databases {
  /** The same name again finds what is there. */
  open: (name: string) => Database;
  stop: () => Promise<void>;
}

const REGION = 'us-east-1';

/** Starts whatever the engine of this run needs. */
export async function startDatabases(): Promise<Databases> {
  const emulator =
    engine === 'dynamodb-local'
      ? await withDirectory((directory) => startEmulator({ directory, accessKeyId: 'tests', region: REGION }))
      : undefined;
  const opened = new Map<string, Database>();

  function make(name: string): Database {
    if (emulator) return openDynamodbLocal({ endpoint: emulator.endpoint, accessKeyId: name, region: REGION, durable: false });
    return openEmbedded({ region: REGION, accountId: '000000000000', problem: (sentence) => void process.stderr.write(`${sentence}\n`) });
  }

  return {
    open: (name) => {
      const database = opened.get(name) ?? make(name);
      opened.set(name, database);
      return { ...database, close: async () => {} };
    },
    stop: async () => {
      for (const database of opened.values()) await database.close();
      await emulator?.stop();
    },
  };
}
