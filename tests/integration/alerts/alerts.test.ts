import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, test } from 'vitest';
import type { StockKeyInput } from '../../../schema/types.ts';
import { type AlertMessage, deliveredAlerts, lapse, storedAlert, publishedAgo } from '../../support/alerts.ts';
import { type Callers, callersOf } from '../../support/client.ts';
import { arm, type Fault, withFaults } from '../../support/faults.ts';
import { aLevel, keyOf, type LevelOptions, newId } from '../../support/fixtures.ts';
import { importLevels } from '../../support/import.ts';
import { marksOf, type Marks } from '../../../domain/derived-status.ts';
import { removeStock, stock, updateStock } from '../../support/operations.ts';
import { accepted } from '../../support/outcome.ts';
import { withOwnStack } from '../../support/own-stack.ts';
import { runNow, tryRun } from '../../support/run-now.ts';
import { subscribedQueue } from '../../support/sns-queue.ts';
import { operator, type StoredLevel, storedLevels } from '../../support/tables.ts';
import { setLevel } from '../../support/tampering.ts';
import { isLocal, type StackDescription, useStack } from '../../support/stack.ts';
import { withoutFeed } from '../../support/without-feed.ts';

const dayMs = 86_400_000;
let stack: StackDescription;
let callers: Callers;

describe.runIf(isLocal(useStack()))('the topic', () => {
  test('takes nothing from a shop, whose policy does not name it', async () => {
    const { region, dynamodbEndpoint, credentials, alerts } = useStack();
    const sns = new SNSClient({ region, endpoint: dynamodbEndpoint, credentials: credentials.checkout, maxAttempts: 1 });
    const publishing = sns.send(new PublishCommand({ TopicArn: alerts.topicArn, Message: 'All is sold out' }));
    await expect(publishing).rejects.toMatchObject({ name: 'AuthorizationErrorException' });
  });
});

describe.runIf(isLocal(useStack()))('low stock', () => {
  withOwnStack((own) => {
    stack = own;
    callers = callersOf(own);
  }, withoutFeed);

  test('is published once, with all that a subscriber needs', async () => {
    const level = await aFallenLevel({ name: 'Café lamp', category: 'Lights', warehouseId: 'PARIS' }, 3);
    const { lastUpdated } = await accepted(stock(callers.viewer, level));
    await check();
    const [only, ...others] = await deliveredAlerts(stack, level);
    expect(others).toEqual([]);
    expect(only?.message).toEqual({
      messageId: only?.attributes['messageId']?.Value,
      ...{ kind: 'ALERT', part: 1, parts: 1 },
      alerts: [
        {
          ...{ ...keyOf(level), name: 'Café lamp', category: 'Lights', status: 'LOW_STOCK' },
          ...{ availableCount: 3, safetyStock: 0, sellableCount: 3 },
          ...{ stockCount: 3, thresholdLevel: 5, since: lastUpdated },
        },
      ],
    });
    expect(only?.subject).toBe('Onhand: low on stock: Cafe lamp, PARIS');
    expect(only?.email).toContain(`- Café lamp (${level.productId}), PARIS: 3 available, 3 in stock, threshold 5, since `);
    expect(only?.attributes).toMatchObject({
      status: { Type: 'String.Array', Value: '["LOW_STOCK"]' },
      warehouseId: { Type: 'String.Array', Value: '["PARIS"]' },
      category: { Type: 'String.Array', Value: '["Lights"]' },
    });
    await check();
    expect(await deliveredAlerts(stack, level)).toHaveLength(1);
  });

  test('counts what can be sold: safety stock is none of it', async () => {
    const level = await aFallenLevel({ safetyStock: 4 }, 7);
    await check();
    const [only] = await deliveredAlerts(stack, level);
    expect(only?.message.alerts[0]).toMatchObject({ status: 'LOW_STOCK', availableCount: 7, safetyStock: 4, sellableCount: 3 });
    expect(only?.email).toContain('7 available (4 of them kept), 7 in stock, threshold 5');
  });

  test('is published again when it runs out, and after a recovery, and not for going to and fro at the threshold', async () => {
    const level = await aFallenLevel({}, 5);
    const published = async () => (await deliveredAlerts(stack, level)).map(({ message }) => message.alerts[0]?.status).toReversed();
    await check();
    for (const [count, statuses] of [
      [0, ['LOW_STOCK', 'OUT_OF_STOCK']],
      [6, ['LOW_STOCK', 'OUT_OF_STOCK']],
      [4, ['LOW_STOCK', 'OUT_OF_STOCK']],
      [50, ['LOW_STOCK', 'OUT_OF_STOCK']],
      [5, ['LOW_STOCK', 'OUT_OF_STOCK', 'LOW_STOCK']],
    ] as const) {
      await setCount(level, count);
      await check();
      expect(await published(), `${count} units`).toEqual(statuses);
    }
  });

  test('of a retired level is over, and a new level of the same name begins anew', async () => {
    const level = await aFallenLevel({}, 0);
    await check();
    const { version } = await accepted(stock(callers.viewer, level));
    await accepted(removeStock(callers.admin, { ...keyOf(level), expectedVersion: version }));
    await check();
    expect(await storedAlert(stack, level)).not.toHaveProperty('unfinished');
    await accepted(updateStock(callers.admin, { ...keyOf(level), expectedVersion: 0, stockCount: 1, thresholdLevel: 5 }));
    await mark(level);
    await check();
    expect(await deliveredAlerts(stack, level)).toHaveLength(2);
  });

  test('is published again after a day while it lasts', async () => {
    const level = await aFallenLevel({}, 2);
    await check();
    await publishedAgo(stack, level, 3 * dayMs);
    await check();
    await check();
    const [reminder, ...first] = await deliveredAlerts(stack, level);
    expect(first).toHaveLength(1);
    expect(reminder).toMatchObject({ attributes: { kind: { Value: 'REMINDER' } }, message: { kind: 'REMINDER' } });
  });

  test('is not published of a muted level, nor again each day, until it is not muted any more', async () => {
    const [fallen, published] = [await aFallenLevel({}, 0), await aFallenLevel({}, 2)];
    const mute = async (level: StockKeyInput, muted: boolean) => {
      const { version } = await accepted(stock(callers.viewer, level));
      await accepted(updateStock(callers.admin, { ...keyOf(level), expectedVersion: version, muted }));
    };
    await mute(fallen, true);
    await check();
    await mute(published, true);
    await publishedAgo(stack, published, 3 * dayMs);
    await check();
    expect(await deliveredAlerts(stack, fallen)).toEqual([]);
    expect(await deliveredAlerts(stack, published)).toHaveLength(1);
    await mute(fallen, false);
    await check();
    expect(await deliveredAlerts(stack, fallen)).toMatchObject([{ message: { kind: 'ALERT' } }]);
  });

  test('is published once more below a threshold that was lowered since', async () => {
    const level = await aFallenLevel({}, 4);
    await check();
    const { version } = await accepted(stock(callers.viewer, level));
    await accepted(updateStock(callers.admin, { ...keyOf(level), expectedVersion: version, thresholdLevel: 2 }));
    await setCount(level, 2);
    await check();
    await check();
    const [second, ...first] = await deliveredAlerts(stack, level);
    expect(first).toHaveLength(1);
    expect(second?.message).toMatchObject({ kind: 'ALERT', alerts: [{ availableCount: 2, thresholdLevel: 2 }] });
  });

  test('of 500 levels at once is one digest with all of them', async () => {
    const levels = await fallenLevels(500);
    const before = (await deliveredAlerts(stack)).length;
    await check();
    const [digest, ...older] = await deliveredAlerts(stack);
    expect(older).toHaveLength(before);
    expect(digest?.subject).toBe('Onhand: 500 levels low or out of stock');
    const listed = digest?.message.alerts.map(({ productId }) => productId).sort();
    expect(listed).toEqual(levels.map(({ productId }) => productId).sort());
    for (const { productId } of levels) expect(digest?.email).toContain(`(${productId}), LONDON: 3 available`);
    await check();
    expect(await deliveredAlerts(stack)).toHaveLength(before + 1);
  });

  test('reaches a subscriber whose filter it matches, in a digest with others too', async () => {
    const [city, other] = [newId('city'), newId('city')];
    const queue = await subscribedQueue(stack, newId('queue'), { warehouseId: [city], status: ['LOW_STOCK'] });
    await aFallenLevel({ warehouseId: other }, 1);
    await check();
    expect(await queue.received()).toEqual([]);
    const levels = [await aFallenLevel({ warehouseId: other }, 1), await aFallenLevel({ warehouseId: city }, 1)];
    await check();
    const [message, ...rest] = await queue.received();
    expect(rest).toEqual([]);
    const { alerts } = JSON.parse(message?.Message ?? '{}') as AlertMessage['message'];
    expect(alerts.map(({ productId }) => productId).sort()).toEqual(levels.map(({ productId }) => productId).sort());
  });

  test('is published once by runs at once, and once more when it runs out', async () => {
    // Environments that have to start first would come too late to meet.
    await Promise.all([check(), check(), check()]);
    const levels = await fallenLevels(60);
    await Promise.all([check(), check(), check()]);
    expect(tellings(levels, await deliveredAlerts(stack))).toEqual(levels.map(() => 1));
    const out = { stock_count: 0, available_count: 0, status: 'OUT_OF_STOCK', attention: 'OUT' };
    await Promise.all(levels.map((level) => setLevel(stack, level, out)));
    await Promise.all([check(), check(), check()]);
    expect(tellings(levels, await deliveredAlerts(stack))).toEqual(levels.map(() => 2));
  });

  test('sets a stored status that is not what the numbers say', async () => {
    const level = await aLevel({ stock: 50 }, callers);
    await mark(level, { status: 'LOW_STOCK', attention: 'LOW' });
    await check();
    expect(await storedLevels(stack, level.productId)).toMatchObject([{ status: 'IN_STOCK' }]);
    expect((await storedLevels(stack, level.productId))[0]).not.toHaveProperty('attention');
    expect(await deliveredAlerts(stack, level)).toEqual([]);
  });

  describe('is neither lost nor published by more than one message twice when the check', () => {
    let requests: Pick<Fault, 'times' | 'table'>;
    beforeAll(() => {
      requests = { times: 1, table: stack.tables.requests };
    });

    test.each<[string, Omit<Fault, 'times'>, number]>([
      ['dies before it notes what it will publish', { operation: 'PutItem', kind: 'kill-before' }, 1],
      ['dies after that', { operation: 'PutItem', kind: 'kill-after' }, 1],
      ['dies before it publishes', { operation: 'sns:Publish', kind: 'kill-before' }, 1],
      ['dies after that', { operation: 'sns:Publish', kind: 'kill-after' }, 2],
      ['dies before it notes that it has published', { operation: 'UpdateItem', kind: 'kill-before' }, 2],
      ['dies after that', { operation: 'UpdateItem', kind: 'kill-after' }, 1],
    ])('%s', async (_what, fault, deliveries) => {
      const level = await aFallenLevel({}, 3);
      await dies([fault.operation.startsWith('sns:') ? { ...fault, times: 1 } : { ...requests, ...fault }], [level]);
      await expectEventsOnce(level, deliveries);
    });

    test.each<[string, string, number]>([
      ['in the middle of noting what it will publish', 'PutItem', 1],
      ['in the middle of noting what it has published', 'UpdateItem', 2],
    ])('dies %s', async (_what, operation, most) => {
      const levels = await fallenLevels(60);
      await dies([{ ...requests, operation, kind: 'kill-before', skip: 30 }], levels);
      await check();
      const messages = (await deliveredAlerts(stack)).filter((each) => Math.max(...tellings(levels, [each])) > 0);
      const counts = tellings(levels, messages);
      expect([Math.min(...counts), Math.max(...counts)]).toEqual([1, most]);
      const ids = messages.map(({ message }) => message.messageId);
      expect(ids.length - new Set(ids).size).toBe(most - 1);
    });

    test('dies before it publishes, and then the note of an earlier message comes late', async () => {
      const level = await aFallenLevel({}, 3);
      await arm(stack, [{ ...requests, operation: 'UpdateItem', kind: 'delay', ms: 30_000 }]);
      // Notes it with a second request, after three seconds. The first goes on when the faults are
      // taken away, which is after the death.
      await check();
      await setCount(level, 0);
      await dies([{ operation: 'sns:Publish', kind: 'kill-before', times: 1 }], [level]);
      await check();
      const statuses = (await deliveredAlerts(stack, level)).map(({ message }) => message.alerts[0]?.status);
      expect(statuses).toEqual(['OUT_OF_STOCK', 'LOW_STOCK']);
    });

    test('cannot publish', async () => {
      const level = await aFallenLevel({}, 3);
      await dies([{ operation: 'sns:Publish', kind: 'internal', times: 2 }], [level]);
      await expectEventsOnce(level, 1);
    });

    test('loses the answer of SNS, and then subscribers can tell by the id', async () => {
      const level = await aFallenLevel({}, 3);
      await withFaults(stack, [{ operation: 'sns:Publish', kind: 'answer-lost', times: 1 }], check);
      await expectEventsOnce(level, 2);
    });

    test('is overtaken by a run that waits for what a dead one had begun', async () => {
      const level = await aFallenLevel({}, 3);
      await dies([{ operation: 'sns:Publish', kind: 'kill-before', times: 1 }], []);
      await check();
      await expectEventsOnce(level, 1);
    });
  });
});

async function check() {
  return runNow(stack, 'check-thresholds');
}

/** A run that fails, whose time is over then. */
async function dies(faults: Fault[], levels: readonly StockKeyInput[]): Promise<void> {
  expect((await withFaults(stack, faults, () => tryRun(stack, 'check-thresholds'))).status).toBe(502);
  await lapse(stack, levels);
}

/** One message, by its id, also after more runs. */
async function expectEventsOnce(level: StockKeyInput, deliveries: number): Promise<void> {
  await check();
  await check();
  const messages = await deliveredAlerts(stack, level);
  expect(new Set(messages.map(({ message }) => message.messageId)).size).toBe(1);
  expect(messages).toHaveLength(deliveries);
}

/** How often each level is in these messages. */
function tellings(levels: readonly StockKeyInput[], messages: readonly AlertMessage[]): number[] {
  const all = messages.flatMap(({ message }) => message.alerts.map(({ productId }) => productId));
  return levels.map(({ productId }) => all.filter((id) => id === productId).length);
}

/** A level of threshold 5 that has just fallen from 50 units. */
async function aFallenLevel(options: LevelOptions, count: number): Promise<StockKeyInput> {
  const level = await aLevel({ stock: 50, threshold: 5, ...options }, callers);
  await setCount(level, count);
  return level;
}

/** Imported ones, of 3 units. */
async function fallenLevels(count: number): Promise<StockKeyInput[]> {
  return importLevels(stack, count, 3, { status: 'LOW_STOCK', attention: 'LOW' });
}

async function setCount(level: StockKeyInput, stockCount: number): Promise<void> {
  const { version } = await accepted(stock(callers.viewer, level));
  await accepted(updateStock(callers.admin, { ...keyOf(level), expectedVersion: version, stockCount }));
  await mark(level);
}

/** Stores the marks that a level asks for, as the change feed does a moment later; or others. */
async function mark(level: StockKeyInput, marks?: Marks): Promise<void> {
  const [stored] = marks ? [] : await storedLevels(stack, level.productId);
  const wanted = marks ?? marksOf(stored as StoredLevel);
  const names = ['status', 'attention'] as const;
  const set = names.filter((name) => wanted[name] !== undefined).map((name) => `#${name} = :${name}`);
  const removed = names.filter((name) => wanted[name] === undefined).map((name) => `#${name}`);
  const values = Object.fromEntries(names.flatMap((name) => (wanted[name] === undefined ? [] : [[`:${name}`, wanted[name]]])));
  await operator(stack).send(
    new UpdateCommand({
      TableName: stack.tables.inventory,
      Key: { product_id: level.productId, warehouse_id: level.warehouseId },
      UpdateExpression: `SET ${set.join(', ')}${removed.length > 0 ? ` REMOVE ${removed.join(', ')}` : ''}`,
      ExpressionAttributeNames: { '#status': 'status', '#attention': 'attention' },
      ExpressionAttributeValues: values,
    }),
  );
}
