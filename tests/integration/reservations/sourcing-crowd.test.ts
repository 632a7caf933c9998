import { describe, expect, test } from 'vitest';
import type { SourcingInput } from '../../../schema/types.ts';
import { type Callers, callersOf } from '../../support/client.ts';
import { aLevel, newId } from '../../support/fixtures.ts';
import { expectInvariants } from '../../support/invariants.ts';
import { productStock, reserveStock } from '../../support/operations.ts';
import { accepted, verdict } from '../../support/outcome.ts';
import { withOwnStack } from '../../support/own-stack.ts';
import { inParallel } from '../../support/race.ts';
import { likeTheService } from '../../support/service-like.ts';
import { isLocal, type StackDescription, useStack } from '../../support/stack.ts';
import { pause } from '../../support/wait.ts';

const WAREHOUSES = ['A', 'B', 'C', 'D', 'E'];
const CLIENTS = 64;

/** A call that has been answered: when it was sent, when its answer came, and which it was. */
interface Answered {
  sent: number;
  came: number;
  answer: string;
}

let stack: StackDescription;
let callers: Callers;

describe.runIf(isLocal(useStack()))('64 clients who name no warehouse', () => {
  withOwnStack((own) => {
    stack = own;
    callers = callersOf(own);
  });

  test.each<[string, number, SourcingInput | undefined]>([
    ['1,000 units', 200, undefined],
    ['200 units, the nearest warehouse first', 40, { warehouses: WAREHOUSES }],
  ])('buy all that five have together, and are refused only once it is all gone: %s', async (_, stock, sourcing) => {
    const productId = newId('product');
    for (const warehouseId of WAREHOUSES) await aLevel({ productId, warehouseId, stock }, callers);
    const history: Answered[] = [];
    await likeTheService(stack, () => inParallel(CLIENTS, () => untilRefused(productId, sourcing, history)));

    const units = stock * WAREHOUSES.length;
    const sold = history.filter(({ answer }) => answer === 'OK');
    const refusals = history.filter(({ answer }) => answer === 'INSUFFICIENT_STOCK');
    const contended = history.filter(({ answer }) => answer === 'CONTENTION');
    expect(history.length).toBe(sold.length + refusals.length + contended.length);
    expect(sold).toHaveLength(units);
    expect(refusals).toHaveLength(CLIENTS);
    // A unit can be gone only by a call that was sent before the refusal came.
    for (const { came } of refusals) expect(sold.filter(({ sent }) => sent < came)).toHaveLength(units);
    const share = ((100 * contended.length) / history.length).toFixed(1);
    process.stdout.write(`${units} units, ${history.length} calls: ${share} % were answered with CONTENTION\n`);

    expect(await accepted(productStock(callers.viewer, { productId }))).toMatchObject({ reservedCount: units, availableCount: 0 });
    await expectInvariants([{ productId }], { stack });
  });
});

/** Reserves one unit after the other until there is none; sends again what met others. */
async function untilRefused(productId: string, sourcing: SourcingInput | undefined, history: Answered[]): Promise<void> {
  for (let reservationId = newId('hold'); ;) {
    const sent = performance.now();
    const lines = [{ productId, quantity: 1 }];
    const answer = verdict(
      await reserveStock(callers.checkout, { reservationId, lines, ttlSeconds: 3_600, ...(sourcing && { sourcing }) }),
    );
    history.push({ sent, came: performance.now(), answer });
    if (answer === 'INSUFFICIENT_STOCK') return;
    if (answer === 'CONTENTION') await pause(200 * (0.5 + Math.random()));
    else if (answer === 'OK') reservationId = newId('hold');
    else throw new Error(`Answered ${answer}.`);
  }
}
