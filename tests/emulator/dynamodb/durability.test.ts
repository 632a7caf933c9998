import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createCleanups } from '../../../local/emulator/lib/cleanups.ts';
import { openDatabase } from '../../../local/emulator/dynamodb/open.ts';
import { keyOf, level, openEngine, recordsOf } from './support/engine.ts';

const WRITER = fileURLToPath(new URL('support/writer.ts', import.meta.url));
const KILLS = 3;
const WRITES_BEFORE_KILL = 200;
const SMALL_DISK = '2m';

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'onhand-engine-'));
  path = join(directory, 'database.sqlite');
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

test('every write that was answered is there after the process was killed, whole', async () => {
  for (let kill = 0; kill < KILLS; kill += 1) {
    const answered = await writeUntilKilled();
    const { call, database } = await openEngine(path);
    const found = async (TableName: string, name: string) => {
      const items: Record<string, { S: string }>[] = [];
      let start = {};
      do {
        const page = await call('Scan', { TableName, ...start });
        items.push(...(page['Items'] as Record<string, { S: string }>[]));
        start = page['LastEvaluatedKey'] ? { ExclusiveStartKey: page['LastEvaluatedKey'] } : {};
      } while (Object.keys(start).length > 0);
      return new Set(items.map((item) => item[name]?.S));
    };
    const [reservations, requests] = [await found('reservations', 'reservation_id'), await found('requests', 'request_id')];
    await database.close();
    expect(answered.filter((id) => !reservations.has(id))).toEqual([]);
    expect(requests).toEqual(reservations);
  }
});

async function writeUntilKilled(): Promise<string[]> {
  const child = spawn(process.execPath, [WRITER, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    if (text.split('\n').length > WRITES_BEFORE_KILL) child.kill('SIGKILL');
  });
  await ended;
  return text
    .split('\n')
    .slice(0, -1)
    .map((number) => `r-${number}`);
}

test('a call that sees a write waits for it: neither is answered before both are on the file', async () => {
  const { call, database } = await openEngine(path);
  const answers: string[] = [];
  const write = call('PutItem', level('p')).then(() => answers.push('write'));
  const read = call('GetItem', keyOf('p')).then(({ Item }) => answers.push(Item ? 'read' : 'nothing'));
  await Promise.resolve();
  expect(answers).toEqual([]);
  await Promise.all([write, read]);
  expect(answers.toSorted()).toEqual(['read', 'write']);
  await database.close();
});

test('sequence numbers go on ascending after a restart, also when all records are gone', async () => {
  const first = await openEngine(path);
  await first.call('PutItem', level('p'));
  const [before] = await recordsOf(first, 'inventory');
  await first.database.close();
  const file = new DatabaseSync(path);
  file.exec('DELETE FROM stream_records');
  file.close();
  const second = await openEngine(path);
  await second.call('PutItem', level('q'));
  const [after] = await recordsOf(second, 'inventory');
  await second.database.close();
  expect(BigInt(after?.dynamodb.SequenceNumber ?? 0)).toBeGreaterThan(BigInt(before?.dynamodb.SequenceNumber ?? 0));
});

const UNUSABLE: [string, () => void][] = [
  ['is damaged', () => damage(1)],
  ['is damaged in one page far behind', () => damage(30)],
  ['is no database', () => writeFileSync(path, 'x'.repeat(8_192))],
  ['is of another version', () => changed('PRAGMA user_version = 99')],
  ['is another program’s', () => changed('PRAGMA application_id = 1')],
];

test.each(UNUSABLE)('a file that %s is refused with a sentence and not changed', async (_, spoil) => {
  const { database, call } = await openEngine(path);
  for (let count = 0; count < 300; count += 1) await call('PutItem', level(`p${count}`, { title: { S: 'x'.repeat(100) } }));
  await database.close();
  spoil();
  const before = readFileSync(path);
  await expect(openEngine(path)).rejects.toThrow(/The data file .*database.sqlite cannot be used: .* Nothing was changed\./s);
  expect(readFileSync(path).equals(before)).toBe(true);
});

const PAGE_BYTES = 4_096;

/** Spoils a page of the file; the head is whole. */
function damage(page: number): void {
  const bytes = readFileSync(path);
  expect(bytes.length).toBeGreaterThan((page + 1) * PAGE_BYTES);
  bytes.fill(0xa5, page * PAGE_BYTES, (page + 1) * PAGE_BYTES);
  writeFileSync(path, bytes);
}

function changed(sql: string): void {
  const file = new DatabaseSync(path);
  file.exec(sql);
  file.close();
}

test('data of DynamoDB Local are refused with a sentence that says how to go on with them', async () => {
  const dataDirectory = join(directory, 'data');
  mkdirSync(join(dataDirectory, 'dynamodb'), { recursive: true });
  const options = { engine: 'embedded' as const, directory, dataDirectory, accessKeyId: 'a', log: () => undefined };
  await expect(openDatabase(options, createCleanups())).rejects.toThrow(
    /kept by DynamoDB Local.*--engine dynamodb-local.*Nothing was changed/s,
  );
  expect(existsSync(join(dataDirectory, 'database.sqlite'))).toBe(false);
});

test('a full disk is said, loses nothing that was answered, and is over when there is space', async ({ skip }) => {
  const disk = join(directory, 'disk');
  mkdirSync(disk);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${SMALL_DISK}`, 'tmpfs', disk]).status === 0;
  if (!mounted) skip('no small disk can be mounted here');
  try {
    path = join(disk, 'database.sqlite');
    const { call, refusal, database, problems } = await openEngine(path);
    writeFileSync(join(disk, 'filler'), Buffer.alloc(600_000));
    const answered: string[] = [];
    const put = (name: string) => call('PutItem', level(name, { title: { S: 'x'.repeat(20_000) } }));
    const failed = await (async () => {
      for (;;) {
        try {
          await put(`p${answered.length}`);
        } catch (error) {
          return error as Error;
        }
        answered.push(`p${answered.length}`);
      }
    })();
    expect(failed.message).toBe('The disk is full, so nothing of this call was stored. Free some space and send it again.');
    expect(problems.at(-1)).toContain('The disk is full');
    expect((await refusal('PutItem', level('large', { title: { S: 'x'.repeat(300_000) } }))).status).toBe(500);
    expect(await missing(call, answered)).toEqual([]);
    rmSync(join(disk, 'filler'));
    await put('later');
    await database.close();
    const again = await openEngine(path);
    expect(await missing(again.call, [...answered, 'later'])).toEqual([]);
    await again.database.close();
  } finally {
    await wait(0);
    spawnSync('umount', ['-l', disk]);
  }
});

async function missing(
  call: (operation: string, body: Record<string, unknown>) => Promise<Record<string, unknown>>,
  names: readonly string[],
) {
  const found = await Promise.all(names.map((name) => call('GetItem', keyOf(name))));
  return names.filter((_, place) => !found[place]?.['Item']);
}
