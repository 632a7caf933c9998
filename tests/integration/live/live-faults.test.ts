import { describe, expect, test } from 'vitest';
import { accessToken } from '../../../web/client/authorization.ts';
import { type Callers, callersOf } from '../../support/client.ts';
import { type Fault, withFaults } from '../../support/faults.ts';
import { aLevel } from '../../support/fixtures.ts';
import { correct, shopperOf, show, staffOf, untilEqual, untilLive, untilTrue } from '../../support/live.ts';
import { withOwnStack } from '../../support/own-stack.ts';
import { isLocal, type StackDescription, useStack } from '../../support/stack.ts';
import { eventually } from '../../support/wait.ts';

let stack: StackDescription;
let callers: Callers;

describe.runIf(isLocal(useStack()))('when AppSync refuses for a while', () => {
  // Faults hit whoever calls next, so these tests need a stack that nobody else uses.
  withOwnStack((own) => {
    stack = own;
    callers = callersOf(own);
  });
  const kinds: Fault['kind'][] = ['throttle', 'internal', 'errors', 'answer-lost'];

  test.each(kinds)('a page that cannot read (%s) shows nothing untrue and ends equal to the table', async (kind) => {
    const level = await aLevel({}, callers);
    const page = await withFaults(stack, [{ operation: 'graphql:availabilities', kind, times: 3 }], async () => {
      const begun = show(shopperOf(stack), level.productId);
      await untilLive(begun);
      return begun;
    });
    expect(page.states).toContain('unknown');
    await untilTrue(stack, page);
  });

  test.each(kinds)('staff who cannot read (%s) learn it and end equal to the table', async (kind) => {
    const level = await aLevel({}, callers);
    const authorization = accessToken(() => stack.tokens.viewer);
    const store = await withFaults(stack, [{ operation: 'graphql:productStock', kind, times: 3 }], async () => {
      const begun = staffOf(stack, { productIds: [level.productId], complete: true }, { authorization });
      await eventually(async () => expect(begun.state).toBe('stale'));
      await eventually(async () => expect(begun.state).toBe('live'));
      return begun;
    });
    await untilEqual(stack, store, [level]);
  });

  test.each(kinds)('clients end equal to the table although the change feed could not publish (%s)', async (kind) => {
    const level = await aLevel({}, callers);
    const page = show(shopperOf(stack), level.productId);
    const store = staffOf(
      stack,
      { productIds: [level.productId], complete: true },
      { authorization: accessToken(() => stack.tokens.viewer) },
    );
    await untilLive(page);
    await untilEqual(stack, store, [level]);
    const faults = ['graphql:publishAvailability', 'graphql:publishStockChange'].map((operation) => ({ operation, kind, times: 3 }));
    await withFaults(stack, faults, async () => {
      for (let round = 0; round < 3; round += 1) await correct(stack, level, -1);
      await eventually(async () => expect(page.view.availability?.availableCount).toBe(7));
      await eventually(async () => expect(store.get(level)?.stockCount).toBe(7));
    });
    await untilTrue(stack, page);
    await untilEqual(stack, store, [level]);
  });
});
