import { describe, expect, test } from 'vitest';
import type { StockLevel } from '../../../schema/types.ts';
import { auditAll, driftOf, quickAudits } from '../../support/audits.ts';
import { startLoad } from '../../support/audit-load.ts';
import { ledgerOf } from '../../support/ledger.ts';
import { type Callers, callersOf } from '../../support/client.ts';
import { expectFeedCaughtUp, expectSummaryIsCount } from '../../support/expect-feed.ts';
import { aLevel } from '../../support/fixtures.ts';
import { withOwnStack } from '../../support/own-stack.ts';
import { driftFixtures } from '../../support/drift-fixtures.ts';
import { quietBulkLevels, type BulkLevels } from '../../support/bulk-levels.ts';
import { isLocal, type StackDescription, useStack } from '../../support/stack.ts';

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));

let stack: StackDescription;
let callers: Callers;

describe.runIf(isLocal(useStack()))(`an audit while the shop sells (SEED=${seed})`, () => {
  let busy: StockLevel[];
  let bulk: BulkLevels;

  withOwnStack((own) => {
    stack = own;
    callers = callersOf(own);
  }, quickAudits);

  test('never takes what is under way for drift', async () => {
    busy = await Promise.all(Array.from({ length: 4 }, () => aLevel({ stock: 60, threshold: 20 }, callers)));
    await Promise.all(busy.map(({ productId }) => aLevel({ productId, warehouseId: 'PARIS', stock: 0 }, callers)));
    bulk = await quietBulkLevels(stack, 110, 1_000);
    const load = startLoad({ stack, callers, busy, bulk, random: randomFrom(seed) });
    try {
      const report = await auditAll(stack);
      expect(report.drift, JSON.stringify(report.counts)).toEqual([]);
      expect(report).toMatchObject({ drifted: 0, checked: { levels: 118 } });
    } finally {
      await load.stop();
    }
    expect(load.calls()).toBeGreaterThan(0);
  });

  test('repairs what is drift and leaves the rest in order', async () => {
    const load = startLoad({ stack, callers, busy, bulk, random: randomFrom(seed + 1) });
    const some = driftFixtures.filter(({ kinds }) => kinds.some((kind) => kind === 'RESERVED' || kind === 'MOVEMENT_MISSING'));
    try {
      const planted = await Promise.all(some.map(({ plant }) => plant(stack, callers)));
      const report = await auditAll(stack, { repair: true });
      for (const what of planted) expect(driftOf(report, what).map(({ repaired }) => repaired)).toContain(true);
      expect(report.drift.filter(({ level }) => !planted.some(({ productId }) => productId === level?.productId))).toEqual([]);
    } finally {
      await load.stop();
    }
    const afterwards = await auditAll(stack);
    expect(afterwards).toMatchObject({ drifted: 0, undecided: 0 });
    await ledgerOf(stack, { oversold: true });
    await expectFeedCaughtUp(busy, { stack });
    await expectSummaryIsCount(stack);
  });
});

/** Numbers from 0 to 1 that a seed decides (mulberry32). */
function randomFrom(from: number): () => number {
  let state = from;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
