import { describe, expect, test } from 'vitest';
import type { StockKeyInput } from '../../../schema/types.ts';
import { auditAll, driftOf, invokeAudit, quickAudits } from '../../support/audits.ts';
import { ledgerOf } from '../../support/ledger.ts';
import { type Callers, callersOf } from '../../support/client.ts';
import { type Fault, withFaults } from '../../support/faults.ts';
import { expectFeedCaughtUp } from '../../support/expect-feed.ts';
import { aReservation, line, newId } from '../../support/fixtures.ts';
import { importLevels } from '../../support/import.ts';
import { stockHistory } from '../../support/operations.ts';
import { withOwnStack } from '../../support/own-stack.ts';
import { allOf } from '../../support/paging.ts';
import { driftFixtures } from '../../support/drift-fixtures.ts';
import { setLevel } from '../../support/tampering.ts';
import { isLocal, type StackDescription, useStack } from '../../support/stack.ts';
import { eventually } from '../../support/wait.ts';

/** Three pages of the audit's scan. */
const levelCount = 250;
const reservationCount = 20;

let stack: StackDescription;
let callers: Callers;

describe.runIf(isLocal(useStack()))('an audit whose function dies', () => {
  let levels: StockKeyInput[];

  withOwnStack((own) => {
    stack = own;
    callers = callersOf(own);
  }, quickAudits);

  test('again and again goes on where it was, counts nothing twice and reports the whole', async () => {
    levels = await importLevels(stack, levelCount, 10);
    for (const level of levels.slice(0, reservationCount)) await aReservation([line(level, 2)], { ttlSeconds: 3_600 }, callers);
    const lost = levels[7] as StockKeyInput;
    await expectFeedCaughtUp([lost], { stack });
    await setLevel(stack, lost, { reserved_count: 5, available_count: 5 });
    for (const death of deathsOfReading()) await dies(death, false);
    const report = await auditAll(stack);
    expect(report.checked).toEqual({ levels: levelCount, holds: reservationCount });
    expect(driftOf(report, lost).map(({ kind }) => kind)).toContain('RESERVED');
    expect(report.drift.filter(({ level }) => level?.productId !== lost.productId)).toEqual([]);
  });

  test('while it repairs does each repair once and tells it', async () => {
    const [plant] = driftFixtures.filter(({ name }) => name === 'more reserved than holds have');
    const planted = await plant?.plant(stack, callers);
    for (const kind of ['kill-before', 'kill-after'] as const)
      await dies({ operation: 'TransactWriteItems', table: stack.tables.inventory, kind, times: 1 }, true);
    const report = await auditAll(stack, { repair: true });
    expect(report.drift.filter(({ repaired }) => repaired !== true)).toEqual([]);
    expect(driftOf(report, planted ?? {}).length).toBeGreaterThan(0);
    const key = { productId: planted?.productId ?? '', warehouseId: 'LONDON', afterSequence: 0 };
    await eventually(async () => {
      const repairs = (await allOf(stockHistory, callers.viewer, key)).filter(({ cause }) => cause === 'REPAIRED');
      expect(repairs).toMatchObject([
        { actor: 'system:audit', reservedCount: 3, note: expect.stringContaining('RESERVED 4 to 3') as string },
      ]);
    });
    await ledgerOf(stack);
  });

  test('leaves an audit of one level alone, and the other way round', async () => {
    await dies({ operation: 'Scan', table: stack.tables.inventory, kind: 'kill-after', times: 1 }, false);
    const level = levels[0] as StockKeyInput;
    const { report } = (await invokeAudit(stack, { task: 'level', ...level })) as {
      report: { checked: { levels: number }; drifted: number };
    };
    expect(report).toMatchObject({ checked: { levels: 1 }, drifted: 0 });
    expect((await auditAll(stack)).checked.levels).toBe(levelCount + 1);
  });

  test('says nothing of a level that nobody knows', async () => {
    const answer = await invokeAudit(stack, { task: 'level', productId: newId('product'), warehouseId: 'LONDON' });
    expect(answer).toMatchObject({ finished: true, report: { checked: { levels: 0 }, drifted: 0 } });
  });
});

/** One at each table, and before and after a save. */
function deathsOfReading(): Fault[] {
  const { reservations, requests, inventory, movements } = stack.tables;
  const at = (operation: string, table: string, kind: 'kill-before' | 'kill-after', skip = 0) => ({
    operation,
    table,
    kind,
    times: 1,
    skip,
  });
  return [
    at('UpdateItem', requests, 'kill-after'),
    at('Scan', reservations, 'kill-after', 2),
    at('UpdateItem', requests, 'kill-before', 2),
    at('Scan', requests, 'kill-before', 1),
    at('Scan', inventory, 'kill-after', 2),
    at('Query', movements, 'kill-before', 150),
    at('GetItem', inventory, 'kill-after', 1),
  ];
}

/** An invocation begins, as soon as nobody else is taken to be at work, and dies. */
async function dies(death: Fault, repair: boolean): Promise<void> {
  await withFaults(stack, [death], () =>
    eventually(async () => {
      await expect(invokeAudit(stack, { task: 'start', repair })).rejects.toThrow('The auditor failed');
    }),
  );
}
