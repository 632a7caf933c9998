import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { durable } from '../../local/dynamodb/dynamodb-local/durable.ts';
import { startEmulator } from '../../local/dynamodb/dynamodb-local/emulator.ts';
import { createBackend, type Backend } from '../../local/dynamodb/dynamodb-local/backend.ts';

const WRITERS = 4;
/** Without the barrier four of ten kills lose a write, so this many rounds all pass by luck once in some twenty runs. */
const ROUNDS = 6;

test('a write that was answered is there after DynamoDB Local was killed', { timeout: 120_000 }, async () => {
  for (let round = 0; round < ROUNDS; round += 1) expect(await lostByKill()).toEqual([]);
});

/** The ids of answered writes that are gone after a kill in the middle of writing. */
async function lostByKill(): Promise<string[]> {
  const directory = mkdtempSync(join(tmpdir(), 'onhand-durable-'));
  const options = { directory, databaseDirectory: join(directory, 'db'), accessKeyId: 'test', region: 'us-east-1' };
  try {
    const first = await startEmulator(options);
    const answered = await writeUntilKilled(createBackend(first.endpoint, 'test', 'us-east-1'), () => kill(directory));
    await first.crashed;
    const second = await startEmulator(options);
    const backend = createBackend(second.endpoint, 'test', 'us-east-1');
    const found = await Promise.all(
      answered.slice(-2 * WRITERS).map((id) => backend.call('DynamoDB_20120810.GetItem', { TableName: 'Notes', Key: { id: { S: id } } })),
    );
    backend.close();
    await second.stop();
    return answered.slice(-2 * WRITERS).filter((_, index) => !found[index]?.['Item']);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function writeUntilKilled(direct: Backend, end: () => void): Promise<string[]> {
  const call = durable(direct.call);
  await call('DynamoDB_20120810.CreateTable', {
    TableName: 'Notes',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  const answered: string[] = [];
  const write = async (writer: number): Promise<void> => {
    for (let count = 0; ; count += 1) {
      const id = `${writer}-${count}`;
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
  direct.close();
  return answered;
}

function kill(directory: string): void {
  const [note = ''] = readdirSync(directory).filter((name) => name.endsWith('.pid'));
  process.kill(Number(readFileSync(join(directory, note), 'utf8')), 'SIGKILL');
}
