import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { StockLevel } from '../../../schema/types.ts';
import { type Callers, callersOf } from '../../support/client.ts';
import { keyOf, levels, line, newId } from '../../support/fixtures.ts';
import { expectInvariants } from '../../support/invariants.ts';
import { adjustStock, type Outcome, getReservation, reserveStock, stock } from '../../support/operations.ts';
import { accepted } from '../../support/outcome.ts';
import { type SpawnedStack, spawnStack } from '../../support/process.ts';
import { untilDecided } from '../../support/race.ts';
import { isLocal, useStack } from '../../support/stack.ts';
import { eventually } from '../../support/wait.ts';

const directory = mkdtempSync(join(tmpdir(), 'onhand-durability-'));
let running: SpawnedStack | undefined;

/** What writers had answers for before the stack died. */
interface Answered {
  adjusted: Map<string, number>;
  reservations: { reservationId: string; level: StockLevel }[];
}

describe.runIf(isLocal(useStack()))('a stack that is killed in the middle of writes', () => {
  afterAll(async () => {
    await running?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  test('has every answered write when it starts again on the same data, and no half of one', async () => {
    running = await spawnStack({ directory, memory: false });
    const before = callersOf(running.description);
    const created = await levels(4, { stock: 1000 }, before);
    const answered: Answered = { adjusted: new Map(), reservations: [] };
    const writers = Array.from({ length: 8 }, (_, index) => writeUntilDead(before, created, index, answered));
    await eventually(async () => expect(answered.reservations.length).toBeGreaterThan(40));
    await running.kill();
    await Promise.all(writers);

    running = await spawnStack({ directory, memory: false });
    const stack = running.description;
    const after = callersOf(stack);
    for (const level of created) {
      const now = await accepted(stock(after.viewer, keyOf(level)));
      // A writer that died with the stack may have had its effect without hearing of it.
      const known = answered.adjusted.get(level.productId) ?? 0;
      expect(now.stockCount - 1000).toBeGreaterThanOrEqual(known);
      expect(now.stockCount - 1000).toBeLessThanOrEqual(known + writers.length);
    }
    for (const { reservationId, level } of answered.reservations) {
      expect(await accepted(getReservation(after.viewer, { reservationId }))).toMatchObject({ status: 'ACTIVE', lines: [line(level, 1)] });
    }
    await expectInvariants(created, { stack });
  });
});

async function writeUntilDead({ admin, checkout }: Callers, created: StockLevel[], index: number, answered: Answered): Promise<void> {
  const level = created[index % created.length] as StockLevel;
  for (;;) {
    const reservationId = newId('hold');
    const adjustment = { adjustmentId: newId('adjustment'), ...keyOf(level), delta: 1, reason: 'RECEIVED' } as const;
    if (!(await worked(() => adjustStock(admin, adjustment)))) return;
    answered.adjusted.set(level.productId, (answered.adjusted.get(level.productId) ?? 0) + 1);
    if (!(await worked(() => reserveStock(checkout, { reservationId, lines: [line(level, 1)] })))) return;
    answered.reservations.push({ reservationId, level });
  }
}

async function worked(call: () => Promise<Outcome<unknown>>): Promise<boolean> {
  try {
    return (await untilDecided(call)).value !== null;
  } catch {
    // The connection broke: the stack is gone.
    return false;
  }
}
