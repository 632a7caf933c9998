import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, test } from 'vitest';
import { activityAttributes } from '../../../domain/activity.ts';
import type { StockChange, StockLevel } from '../../../schema/types.ts';
import { callersOf } from '../../support/client.ts';
import { expectFeedCaughtUp } from '../../support/expect-feed.ts';
import { aLevel, aReservation, keyOf, levels, line, newId } from '../../support/fixtures.ts';
import { adjustStock, fulfillStock, recentChanges, stockHistory } from '../../support/operations.ts';
import { accepted, refusedInput } from '../../support/outcome.ts';
import { allOf, pagesOf } from '../../support/paging.ts';
import { useStack } from '../../support/stack.ts';
import { operator } from '../../support/tables.ts';
import { eventually } from '../../support/wait.ts';

const { admin, viewer, checkout, catalogue } = callersOf(useStack());

// Other tests write to the same stack meanwhile: these look for what is theirs.
const warehouseId = newId('warehouse');
const ofWarehouse = { filter: { warehouseId } };
let since: string;
let shelf: StockLevel[];

beforeAll(async () => {
  shelf = await levels(30, { warehouseId, stock: 100 });
  since = shelf.map(({ lastUpdated }) => lastUpdated).toSorted()[0] as string;
  // One moment for thirty levels, then some of others.
  await aReservation(shelf.map((level) => line(level, 2)));
  const [first, second] = shelf as [StockLevel, StockLevel];
  const adjustment = () => ({ adjustmentId: newId('adjustment'), delta: 1, reason: 'RECEIVED' as const });
  await accepted(adjustStock(catalogue, { ...adjustment(), ...keyOf(first) }));
  await accepted(adjustStock(admin, { ...adjustment(), ...keyOf(second), note: 'by hand' }));
  await accepted(fulfillStock(checkout, { orderId: newId('order'), lines: [line(first, 1)] }));
  await expectFeedCaughtUp(shelf);
  // The index follows the table.
  await eventually(async () => expect(await allOf(recentChanges, viewer, { ...ofWarehouse, since })).toHaveLength(63));
});

const keyOfChange = ({ productId, sequence }: StockChange) => `${productId} ${sequence}`;
const asChanged = ({ cause, actor, productId }: StockChange) => [cause, actor, productId];

describe('the changes of all levels', () => {
  test('come newest first, each as the history of its level has it', async () => {
    const { items } = await accepted(recentChanges(viewer, { ...ofWarehouse, limit: 3 }));
    const [first, second] = shelf.map(({ productId }) => productId);
    expect(items.map(asChanged)).toEqual([
      ['FULFILLED', 'checkout', first],
      ['ADJUSTED', 'admin', second],
      ['ADJUSTED', 'catalogue', first],
    ]);
    expect(items[1]).toMatchObject({ stockDelta: 1, note: 'by hand', actorKind: 'USER' });
    for (const item of items) {
      const history = await accepted(stockHistory(viewer, keyOf(item)));
      expect(history.items).toContainEqual(item);
    }
  });

  test.each([1, 7, 50])('each once, in pages of %d, also where many have one moment', async (limit) => {
    const found: StockChange[] = [];
    for await (const page of pagesOf(recentChanges, viewer, { ...ofWarehouse, since, limit })) {
      expect(page.length).toBeLessThanOrEqual(limit);
      found.push(...page);
    }
    expect(new Set(found.map(keyOfChange)).size).toBe(63);
    expect(found).toHaveLength(63);
    const moments = found.map(({ changedAt }) => changedAt);
    expect(moments).toEqual(moments.toSorted().toReversed());
  });

  test('whoever made them, down to a moment', async () => {
    const all = await allOf(recentChanges, viewer, { since, limit: 100 });
    expect(all.filter((change) => change.warehouseId === warehouseId)).toHaveLength(63);
    expect(all.every(({ changedAt }) => changedAt >= since)).toBe(true);
    const moments = all.map(({ changedAt }) => changedAt);
    expect(moments).toEqual(moments.toSorted().toReversed());
    const newest = moments[0] as string;
    const latest = await allOf(recentChanges, viewer, { filter: { warehouseId }, since: newest });
    expect(latest.every(({ changedAt }) => changedAt >= newest)).toBe(true);
  });
});

describe('a filter', () => {
  test.each([
    ['a product', () => ({ productId: shelf[0]?.productId as string }), ['FULFILLED', 'ADJUSTED', 'RESERVED', 'CREATED']],
    ['a person', () => ({ actor: 'admin', causes: ['ADJUSTED' as const] }), ['ADJUSTED']],
    ['a kind of actor', () => ({ actorKind: 'USER' as const, causes: ['ADJUSTED' as const, 'RESERVED' as const] }), ['ADJUSTED']],
    ['causes', () => ({ causes: ['FULFILLED' as const, 'ADJUSTED' as const] }), ['FULFILLED', 'ADJUSTED', 'ADJUSTED']],
    ['an actor of another kind', () => ({ actor: 'admin', actorKind: 'ROLE' as const }), []],
    ['the beginning of a name', () => ({ actor: 'adm' }), []],
  ])('by %s leaves out the rest', async (_, filter, causes) => {
    const found = await allOf(recentChanges, viewer, { filter: { warehouseId, ...filter() }, since });
    expect(found.map(({ cause }) => cause)).toEqual(causes);
  });

  test('of a moment with another number of digits means that moment', async () => {
    const short = new Date(Math.ceil((Date.now() + 1_000) / 1_000) * 1_000).toISOString().replace('.000Z', 'Z');
    expect(await allOf(recentChanges, viewer, { ...ofWarehouse, since: short })).toEqual([]);
    const long = since.replace('Z', '000Z');
    expect(await allOf(recentChanges, viewer, { ...ofWarehouse, since: long })).toHaveLength(63);
  });
});

describe('refused', () => {
  test.each([
    ['limit', { limit: 0 }, 1],
    ['limit', { limit: 101 }, 100],
    ['productId', { filter: { productId: '' } }, 128],
    ['warehouseId', { filter: { warehouseId: ' LONDON' } }, 128],
    ['actor', { filter: { actor: '' } }, 128],
    ['causes', { filter: { causes: [] } }, 20],
    ['since', { since: '2026-01-01T00:00:00+01:00' }, undefined],
    ['nextToken', { nextToken: 'AAAA' }, undefined],
  ])('is a %s out of range: %j', async (field, args, limit) => {
    await refusedInput(recentChanges(viewer, args), field, limit);
  });

  test('is a page token of another filter or moment', async () => {
    const { nextToken } = await accepted(recentChanges(viewer, { ...ofWarehouse, limit: 1 }));
    expect(nextToken).not.toBeNull();
    await refusedInput(recentChanges(viewer, { limit: 1, nextToken: nextToken ?? '' }), 'nextToken');
    await refusedInput(recentChanges(viewer, { ...ofWarehouse, since, nextToken: nextToken ?? '' }), 'nextToken');
  });
});

test('ids in any script come in the order of their moments, each once', async () => {
  const productIds = ['😀', '\uFF21', 'ä', 'A'].map((sign) => `${newId('script')}-${sign}`);
  const many = await Promise.all(productIds.map((productId) => aLevel({ productId, warehouseId: `${warehouseId}-2` })));
  await aReservation(many.map((level) => line(level, 1)));
  const filter = { warehouseId: `${warehouseId}-2` };
  await eventually(async () => expect(await allOf(recentChanges, viewer, { filter, since, limit: 1 })).toHaveLength(8));
});

test('what a filter looks for comes in order, also where one shard has far more of other things than the next', async () => {
  const stack = useStack();
  const found = newId('found');
  const movement = (warehouse: string, sequence: number, changedAt: string) => {
    const named = { product_id: 'rare', warehouse_id: warehouse, sequence, cause: 'COUNTED' as const, changed_at: changedAt };
    return { ...named, level: `rare\u0001${warehouse}`, ...activityAttributes(named) };
  };
  // 2,200 that nobody asks for, all in shard 0; then one in it, and an older one in the next shard.
  const noise = Array.from({ length: 2_200 }, (_, place) => movement(newId('noise'), place + 1, '2000-01-03T00:00:00.000Z'));
  const asked = [movement(found, 2, '2000-01-02T00:00:00.000Z'), movement(found, 1, '2000-01-01T00:00:00.001Z')];
  const items = [...noise, ...asked];
  await Promise.all(
    Array.from({ length: Math.ceil(items.length / 25) }, async (_, place) => {
      const requests = items.slice(place * 25, place * 25 + 25).map((Item) => ({ PutRequest: { Item } }));
      return operator(stack).send(new BatchWriteCommand({ RequestItems: { [stack.tables.movements]: requests } }));
    }),
  );
  await eventually(async () => {
    const changes = await allOf(recentChanges, viewer, { filter: { warehouseId: found } });
    expect(changes.map(({ sequence }) => sequence)).toEqual([2, 1]);
  });
});
