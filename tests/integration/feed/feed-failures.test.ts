import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { StockChange, StockKeyInput, StockLevel } from '../../../schema/types.ts';
import type { Template } from '../../../local/emulator/template/reader.ts';
import { type Callers, callersOf } from '../../support/client.ts';
import { arm, heal } from '../../support/faults.ts';
import { failedRecords } from '../../support/failed-records.ts';
import { expectFeedCaughtUp, expectSummaryIsCount } from '../../support/expect-feed.ts';
import { aLevel, aReservation, keyOf, levels, line, newId } from '../../support/fixtures.ts';
import { expectAllEvents } from '../../support/expect-events.ts';
import { adjustStock, stockHistory } from '../../support/operations.ts';
import { accepted } from '../../support/outcome.ts';
import { withOwnStack } from '../../support/own-stack.ts';
import { type SpawnedStack, spawnStack } from '../../support/process.ts';
import { isLocal, type StackDescription, useStack } from '../../support/stack.ts';
import { Connection, onStockChange, type Subscription } from '../../support/subscriber.ts';
import { operator } from '../../support/tables.ts';
import { eventually } from '../../support/wait.ts';

const local = isLocal(useStack());
const directory = mkdtempSync(join(tmpdir(), 'onhand-failures-'));
/** Instead of the eight of a deploy, whose pauses add up to half a minute. */
const retries = 1;
let stack: StackDescription;
let callers: Callers;
let staff: Connection;
let everything: Subscription<StockChange>;

afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

describe.runIf(local)('what the change feed cannot follow', () => {
  withOwnStack((description) => {
    stack = description;
    callers = callersOf(stack);
  }, withFewRetries);

  beforeAll(async () => {
    writeFileSync(join(directory, 'stack.json'), JSON.stringify(stack));
    staff = await Connection.open(stack, callers.viewer);
    everything = await onStockChange(staff);
  });

  afterEach(() => heal(stack));

  afterAll(() => {
    staff.close();
  });

  test('is kept with its payload in the failures bucket, and everything else flows on', async () => {
    const level = await aLevel({}, callers);
    const poison = { productId: level.productId, warehouseId: 'by hand' };
    await adjust(level, 1);
    await writeByHand(poison, { stock_count: 5 });
    await adjust(level, 2);
    await adjust(level, 3);
    const [failure, ...others] = await failedRecords(stack, 1);
    expect(others).toEqual([]);
    expect(failure).toMatchObject({ requestContext: { condition: 'RetryAttemptsExhausted' }, DDBStreamBatchInfo: { batchSize: 1 } });
    const { Records } = JSON.parse(failure?.payload ?? '') as { Records: { dynamodb: { NewImage: unknown } }[] };
    expect(Records.map(({ dynamodb }) => dynamodb.NewImage)).toMatchObject([
      { product_id: { S: poison.productId }, warehouse_id: { S: 'by hand' }, stock_count: { N: '5' } },
    ]);
    await expect.poll(async () => (await history(level)).length).toBe(4);
    expect(await history(poison)).toEqual([]);
    const received = everything.events.filter(({ warehouseId, productId }) => productId === level.productId && warehouseId === 'LONDON');
    expect(new Set(received.map(({ sequence }) => sequence))).toEqual(new Set([1, 2, 3, 4]));
  });

  test('stays there when it is redriven, with a word why', async () => {
    const { code, output } = await redrive();
    expect(output).toMatch(/^aws\/lambda\/\S+: 1 of its records still cannot be processed; the function's log says why\.$/m);
    expect(output).toContain('0 redriven, 1 left');
    expect(code).toBe(1);
    expect(await failedRecords(stack, 1)).toHaveLength(1);
  });

  test.each([
    ['history could not be written', { operation: 'BatchWriteItem' }],
    ['marks could not be stored', { operation: 'TransactWriteItems' }],
    ['nobody could be notified', { operation: 'graphql:publishStockChange' }],
  ])('because of bad luck is followed when it is redriven: %s', async (_, { operation }) => {
    const before = (await failedRecords(stack)).length;
    const table = operation.startsWith('graphql') ? {} : { table: stack.tables.movements };
    await arm(stack, [{ operation, ...table, kind: 'kill-before', times: 1 + retries }]);
    const level = await aLevel({ stock: 1 }, callers);
    await failedRecords(stack, before + 1);
    const { output } = await redrive();
    expect(output).toContain('1 redriven');
    expect(await failedRecords(stack)).toHaveLength(before);
    await expectFeedCaughtUp([level], { stack });
    await expectAllEvents(stack, everything, [level.productId]);
  });

  test('does not stop the level itself, whose later changes are followed, nor spoil the summary', async () => {
    await arm(stack, [{ operation: 'BatchWriteItem', table: stack.tables.movements, kind: 'kill-before', times: 1 + retries }]);
    const before = (await failedRecords(stack)).length;
    const level = await aLevel({}, callers);
    await failedRecords(stack, before + 1);
    await adjust(level, -9);
    await eventually(async () => expect((await history(level)).map(({ sequence }) => sequence)).toEqual([2]));
    await redrive();
    await expectFeedCaughtUp([level], { stack });
    await expectLateEvents(level);
  });

  test('leaves everything else right', async () => {
    const created = await levels(3, {}, callers);
    for (const level of created) await adjust(level, -9);
    await expectFeedCaughtUp(created, { stack });
  });

  async function expectLateEvents(level: StockLevel): Promise<void> {
    await eventually(async () => {
      const received = everything.events.filter(({ productId }) => productId === level.productId);
      expect(new Set(received.map(({ sequence }) => sequence))).toEqual(new Set([1, 2]));
    });
  }
});

describe.runIf(local)('a stack that is killed right after writes', () => {
  let running: SpawnedStack | undefined;
  afterAll(() => running?.stop());

  test('follows them when it starts again', async () => {
    running = await spawnStack({ directory, memory: false });
    const before = callersOf(running.description);
    const created = await levels(5, { threshold: 8 }, before);
    await expectFeedCaughtUp(created.slice(0, 1), { stack: running.description });
    for (const level of created) {
      await aReservation([line(level, 3)], {}, before);
      await accepted(adjustStock(before.admin, { adjustmentId: newId('adjustment'), ...keyOf(level), delta: -2, reason: 'LOST' }));
    }
    await running.kill();

    running = await spawnStack({ directory, memory: false });
    await expectFeedCaughtUp(created, { stack: running.description });
    await expectSummaryIsCount(running.description);
  });
});

function withFewRetries(template: Template): void {
  for (const { Type, Properties = {} } of Object.values(template.Resources)) {
    if (Type === 'AWS::Lambda::EventSourceMapping') Properties['MaximumRetryAttempts'] = retries;
  }
}

/** Somebody writes past the API and does not keep to the data model: no numbers, no story. */
async function writeByHand({ productId, warehouseId }: StockKeyInput, attributes: object): Promise<void> {
  const item = { product_id: productId, warehouse_id: warehouseId, ...attributes };
  await operator(stack).send(new PutCommand({ TableName: stack.tables.inventory, Item: item }));
}

async function adjust(level: StockLevel, delta: number): Promise<void> {
  const input = { adjustmentId: newId('adjustment'), ...keyOf(level), delta, reason: 'CORRECTION' } as const;
  await accepted(adjustStock(callers.admin, input));
}

async function history(level: StockKeyInput): Promise<StockChange[]> {
  return (await accepted(stockHistory(callers.viewer, { ...keyOf(level), afterSequence: 0 }))).items;
}

/** `npm run redrive`, for this stack. */
async function redrive(): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = execFile(
      'node_modules/.bin/node',
      ['scripts/redrive.ts', '--stack', join(directory, 'stack.json')],
      (_error, stdout, stderr) => {
        resolve({ code: child.exitCode ?? -1, output: stdout + stderr });
      },
    );
  });
}
