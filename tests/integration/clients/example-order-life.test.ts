import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { orderLife } from '../../../examples/order-life.ts';
import { isError, type StockChange, type StockLevel } from '../../../web/client/main.ts';
import { callersOf } from '../../support/client.ts';
import { expectFeedCaughtUp } from '../../support/expect-feed.ts';
import { aLevel, keyOf } from '../../support/fixtures.ts';
import { expectInvariants } from '../../support/invariants.ts';
import { withOwnStack } from '../../support/own-stack.ts';
import { letEnd } from '../../support/reservation-fixtures.ts';
import { runNow } from '../../support/run-now.ts';
import { type BackEnd, backEnd } from '../../support/shop.ts';
import { isLocal, type StackDescription, useStack } from '../../support/stack.ts';
import { withoutSchedules } from '../../support/without-schedules.ts';

/** A row of the tables of docs/orders.md: a call, and what the history then says. */
interface Step {
  call: string;
  name: string;
  args: (string | number)[];
  who: string;
  /** The cause of the change, or the error that refuses the call. Empty: neither. */
  outcome: string;
  /** Stock, reserved, committed, reference, note; as the table has them. */
  change: string[];
}

const CALL = /^`(\w+)\((.*)\)`$/;

function stepsOf(document: string): Step[] {
  return document
    .split('\n')
    .map((row) => row.split('|').map((cell) => cell.trim()))
    .flatMap(([, , call = '', who = '', outcome = '', ...change]) => {
      const [, name, args] = CALL.exec(call) ?? [];
      if (name === undefined) return [];
      const step = { call, name, args: JSON.parse(`[${args}]`) as Step['args'], who };
      return [{ ...step, outcome: outcome.replaceAll('`', ''), change: change.slice(0, 5) }];
    });
}

describe.runIf(isLocal(useStack()))('docs/orders.md', () => {
  let stack: StackDescription;
  // The page has ids that others could have too, and says when units go back.
  withOwnStack((own) => {
    stack = own;
  }, withoutSchedules);

  test('says of each call what the history says, also when it is sent twice', async () => {
    const steps = stepsOf(readFileSync('docs/orders.md', 'utf8'));
    expect(steps).toHaveLength(30);
    const level = await aLevel({ stock: 10 }, callersOf(stack));
    for (const step of steps) {
      const refusals = [await refusalOf(step, level), await refusalOf(step, level)];
      if (refusals[0] !== undefined) expect(refusals, step.call).toEqual([step.outcome, step.outcome]);
    }
    await expectFeedCaughtUp([level], { stack });
    const { items } = await backEnd('checkout', stack).stockHistory({ ...keyOf(level), afterSequence: 1, limit: 100 });
    const expected = steps.filter(({ change: [stock] }) => stock !== '').map(({ outcome, change }) => [outcome, ...change]);
    expect(items.map(rowOf)).toEqual(expected);
    await expectInvariants([level], { stack });
  });

  /** Takes a step, and answers with the error that refused it. */
  async function refusalOf({ name, args, who }: Step, level: StockLevel): Promise<string | undefined> {
    const onhand: Record<string, (id: string) => Promise<unknown>> = {
      runsOut: async (id) => letEnd(stack, id, Math.floor(Date.now() / 1000) - 1),
      givesBack: async () => runNow(stack, 'expire-reservations'),
    };
    const calls = who === 'Onhand' ? onhand : orderLife(backEnd(who as BackEnd, stack), keyOf(level));
    const call = (calls as Record<string, (...args: unknown[]) => Promise<unknown>>)[name];
    if (!call) throw new Error(`The page names ${name}, which is no call.`);
    try {
      await call(...args);
      return undefined;
    } catch (error) {
      if (isError(error, 'RESERVATION_CLOSED') || isError(error, 'INSUFFICIENT_STOCK')) return error.errorType;
      throw error;
    }
  }
});

function rowOf({ cause, stockDelta, reservedDelta, committedDelta, reference, note }: StockChange): string[] {
  return [cause, `${stockDelta}`, `${reservedDelta}`, `${committedDelta}`, reference ?? '', note ?? ''];
}
