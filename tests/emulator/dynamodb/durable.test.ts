import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { durable } from '../../../local/emulator/dynamodb/dynamodb-local/durable.ts';
import { startEmulator } from '../../../local/emulator/dynamodb/dynamodb-local/emulator.ts';
import { createBackend, type Backend } from '../../../local/emulator/dynamodb/dynamodb-local/backend.ts';

const WRITERS = 4;
/**
 * Without the barrier four of ten kills lose a write, so this many rounds all pass by luck once in
 * some twenty runs.
 */
const ROUNDS = 6;

test('a write that was answered is there after DynamoDB Local was killed', { timeout: 120_000 }, async () => {
  const directory = mkdtempSync(join(tmpdir(), 'onhand-durable-'));
  const options = { directory, databaseDirectory: join(directory, 'db'), accessKeyId: 'test', region: 'us-east-1' };
  let emulator = await startEmulator(options);
  try {
    await createTable(emulator.endpoint);
    // What a round starts again is what the next one kills.
    for (let round = 0; round < ROUNDS; round += 1) {
      const answered = await writeUntilKilled(emulator.endpoint, round, () => kill(directory));
      await emulator.crashed;
      emulator = await startEmulator(options);
      expect(await missing(emulator.endpoint, answered.slice(-2 * WRITERS))).toEqual([]);
    }
  } finally {
    await emulator.stop();
    rmSync(directory, { recursive: true, force: true });
  }
});

async function createTable(endpoint: string): Promise<void> {
  await withBackend(endpoint, (backend) =>
    backend.call('DynamoDB_20120810.CreateTable', {
      TableName: 'Notes',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
}

/** Which of these writes are gone. */
async function missing(endpoint: string, ids: readonly string[]): Promise<string[]> {
  const found = await withBackend(endpoint, (backend) =>
    Promise.all(ids.map((id) => backend.call('DynamoDB_20120810.GetItem', { TableName: 'Notes', Key: { id: { S: id } } }))),
  );
  return ids.filter((_, index) => !found[index]?.['Item']);
}

/**
 * Answers with the ids of the writes that were answered, in that order, before a kill in the middle
 * of writing.
 */
async function writeUntilKilled(endpoint: string, round: number, end: () => void): Promise<string[]> {
  const answered: string[] = [];
  await withBackend(endpoint, async (backend) => {
    const call = durable(backend.call);
    const write = async (writer: number): Promise<void> => {
      for (let count = 0; ; count += 1) {
        const id = `${round}-${writer}-${count}`;
        try {
          await call('DynamoDB_20120810.TransactWriteItems', {
            TransactItems: [{ Put: { TableName: 'Notes', Item: { id: { S: id } } } }],
          });
        } catch {
          return;
        }
        answered.push(id);
      }
    };
    const writers = Array.from({ length: WRITERS }, (_, writer) => write(writer));
    while (answered.length < 50) await wait(5);
    end();
    await Promise.all(writers);
  });
  return answered;
}

async function withBackend<Result>(endpoint: string, work: (backend: Backend) => Promise<Result>): Promise<Result> {
  const backend = createBackend(endpoint, 'test', 'us-east-1');
  try {
    return await work(backend);
  } finally {
    backend.close();
  }
}

function kill(directory: string): void {
  const [note = ''] = readdirSync(directory).filter((name) => name.endsWith('.pid'));
  process.kill(Number(readFileSync(join(directory, note), 'utf8')), 'SIGKILL');
}
