import { beforeAll, describe, expect, test } from 'vitest';
import type { Report } from '../../../functions/audit-stock/report.ts';
import { auditAll, driftOf, quickAudits } from '../../support/audits.ts';
import { ledgerOf } from '../../support/ledger.ts';
import { type Callers, callersOf } from '../../support/client.ts';
import { expectFeedCaughtUp, expectSummaryIsCount } from '../../support/expect-feed.ts';
import { withOwnStack } from '../../support/own-stack.ts';
import { driftFixtures, type DriftedData } from '../../support/drift-fixtures.ts';
import { isLocal, type StackDescription, useStack } from '../../support/stack.ts';
import { allStoredLevels } from '../../support/tables.ts';
import { corruptSummary } from '../../support/tampering.ts';

let stack: StackDescription;
let callers: Callers;

describe.runIf(isLocal(useStack()))('an audit of data in which everything has drifted that can', () => {
  const planted = new Map<string, DriftedData>();
  let found: Report;
  let repaired: Report;
  let afterwards: Report;

  withOwnStack((own) => {
    stack = own;
    callers = callersOf(own);
  }, quickAudits);

  beforeAll(async () => {
    await Promise.all(driftFixtures.map(async ({ name, plant }) => planted.set(name, await plant(stack, callers))));
    await corruptSummary(stack);
    found = await auditAll(stack);
    repaired = await auditAll(stack, { repair: true });
    afterwards = await auditAll(stack);
  });

  test.each(driftFixtures)('finds $name', ({ name, kinds }) => {
    const drift = driftOf(found, planted.get(name) ?? {});
    expect(drift.map(({ kind }) => kind).toSorted(), JSON.stringify(drift)).toEqual(kinds.toSorted());
  });

  test('finds a summary that is not what its levels add up to', () => {
    expect(found.counts.SUMMARY).toBe(1);
  });

  test('finds nothing else, and says how much it has looked at', async () => {
    expect(found.drifted).toBe(driftFixtures.reduce((sum, { kinds }) => sum + kinds.length, 0) + 1);
    expect(found.checked.levels).toBe((await allStoredLevels(stack)).length);
    expect(found.undecided).toBe(0);
  });

  test('repairs only when asked, but for stored status, which an alert waits for', () => {
    expect(found.drift.filter((drift) => drift.repaired !== undefined).map(({ kind }) => kind)).toEqual(
      found.drift.filter(({ kind }) => kind === 'MARKS').map(({ kind }) => kind),
    );
  });

  test('gives levels that were written without them the counts that they may lack, asked or not', () => {
    expect(found.broughtUp).toBeGreaterThan(0);
    expect([repaired.broughtUp, afterwards.broughtUp]).toEqual([0, 0]);
  });

  test('repairs all of it when asked', () => {
    expect(repaired.drift.filter((drift) => drift.repaired !== true)).toEqual([]);
    expect(repaired.drifted).toBeGreaterThanOrEqual(found.drifted - (found.counts.MARKS ?? 0));
    expect(afterwards).toMatchObject({ drifted: 0, drift: [], undecided: 0 });
  });

  test('leaves books, histories and summary in order', async () => {
    await ledgerOf(stack);
    await expectFeedCaughtUp(
      [...planted.values()].flatMap(({ productId }) => (productId === undefined ? [] : [{ productId }])),
      { stack },
    );
    await expectSummaryIsCount(stack);
  });
});
