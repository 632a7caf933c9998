import { expect } from 'vitest';
import { fieldsAfter } from '../../domain/level-fields.ts';
import { stockLevel } from '../../domain/level.ts';
import { sellable } from '../../domain/status.ts';
import type { StockChange, StockLevel, StockSummary } from '../../schema/types.ts';
import { type Caller, callersOf } from './client.ts';
import { productStock, stockHistory, stockSummary } from './operations.ts';
import { accepted } from './outcome.ts';
import { allOf } from './paging.ts';
import { type StackDescription, useStack } from './stack.ts';
import { allStoredLevels, storedLevels, type StoredLevel } from './tables.ts';
import { eventually } from './wait.ts';

/**
 * Asserts, as soon as the change feed is quiet, what it owes these products: one movement for each
 * sequence from 1 to the level's, whose differences add up to the level, and stored marks that are
 * what the numbers ask for. Where nobody looks into the tables (`npm run conformance`) that leaves
 * out marks and retired levels.
 */
export async function expectFeedCaughtUp(
  products: readonly { productId: string }[],
  { stack = useStack() }: { stack?: StackDescription } = {},
): Promise<void> {
  const { viewer } = callersOf(stack);
  for (const productId of new Set(products.map((product) => product.productId))) {
    await eventually(async () => {
      const stored = 'dynamodbEndpoint' in stack ? await storedLevels(stack, productId) : [];
      stored.forEach(expectMarked);
      const levels =
        'dynamodbEndpoint' in stack ? stored.map(stockLevel) : ((await productStock(viewer, { productId })).value?.levels ?? []);
      for (const level of levels) expectWhole(level, await historyOf(viewer, level));
    });
  }
}

/**
 * Asserts, as soon as the change feed is quiet, that the summary is what a full count gives. Only
 * for stacks that a test has for itself.
 */
export async function expectSummaryIsCount(stack: StackDescription): Promise<void> {
  const { viewer } = callersOf(stack);
  await eventually(async () => expect(await accepted(stockSummary(viewer, {}))).toEqual(count(await allStoredLevels(stack))));
}

function historyOf(viewer: Caller, { productId, warehouseId }: StockLevel): Promise<StockChange[]> {
  return allOf(stockHistory, viewer, { productId, warehouseId, afterSequence: 0, limit: 100 });
}

function expectWhole(level: StockLevel, history: readonly StockChange[]): void {
  expect(history.map(({ sequence }) => sequence)).toEqual(Array.from({ length: level.sequence }, (_, index) => index + 1));
  let [stock, reserved, committed] = [0, 0, 0];
  for (const change of history) {
    stock += change.stockDelta;
    reserved += change.reservedDelta;
    committed += change.committedDelta ?? 0;
    expect(change).toMatchObject({ stockCount: stock, reservedCount: reserved, availableCount: stock - reserved });
    expect(change).toMatchObject({ committedCount: committed, sellableCount: stock - reserved - (change.safetyStock ?? 0) });
  }
  const { stockCount, reservedCount, committedCount, availableCount, safetyStock, thresholdLevel, version, lastUpdated } = level;
  const counts = { stockCount, reservedCount, committedCount, availableCount, safetyStock };
  const state = { ...counts, thresholdLevel, version, ...fieldsAfter(level) };
  expect(history.at(-1)).toMatchObject({ ...state, changedAt: lastUpdated });
}

function expectMarked({ status, attention, oversold, ...level }: StoredLevel): void {
  const marks = { status, attention, oversold };
  const left = sellable(level);
  const live = level.removed_at === undefined;
  const low = live && left > 0 && left <= level.threshold_level;
  const out = live && left <= 0;
  expect(marks).toEqual({
    status: low ? 'LOW_STOCK' : out ? 'OUT_OF_STOCK' : live ? 'IN_STOCK' : undefined,
    attention: low ? 'LOW' : out ? 'OUT' : undefined,
    oversold: live && level.available_count < 0 ? 'OVERSOLD' : undefined,
  });
}

function count(levels: readonly StoredLevel[]): StockSummary {
  const live = levels.filter(({ removed_at }) => removed_at === undefined);
  return {
    levels: live.length,
    low: live.filter((level) => sellable(level) > 0 && sellable(level) <= level.threshold_level).length,
    out: live.filter((level) => sellable(level) <= 0).length,
    oversold: live.filter((level) => level.available_count < 0).length,
  };
}
