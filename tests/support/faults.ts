import type { StackDescription } from './stack.ts';
import { pause } from './wait.ts';

/**
 * A failure that the local stack makes up for the next calls of one operation; local/README.md has
 * what goes with what.
 */
export interface Fault {
  /** Of DynamoDB, or `graphql:<root field>`, or `stream:<table>`, or `sns:Publish`. */
  operation: string;
  kind: FaultKind;
  /** Only DynamoDB calls that touch this table. */
  table?: string;
  /** Only DynamoDB calls of functions, or only those of resolvers and of other clients. */
  by?: 'functions' | 'resolvers';
  /** How many calls it hits. */
  times: number;
  /** How many matching calls pass before. */
  skip?: number;
  /** For `recut`: what the sizes are drawn from. */
  seed?: number;
  /** For `delay`: how long the call waits before it goes on, milliseconds. */
  ms?: number;
  /** For `reasons`: the cancellation code of each entry of the transaction, in its order. */
  reasons?: string[];
}

type FaultKind =
  | ('conflict' | 'reasons' | 'throttle' | 'internal' | 'errors' | 'answer-lost' | 'unprocessed' | 'delay' | 'cut-off')
  | ('kill-before' | 'kill-after' | 'twice' | 'recut');

const writes = ['TransactWriteItems', 'PutItem', 'UpdateItem', 'DeleteItem'];

/** The same failure for whichever operation writes. */
export function onEveryWrite(kind: Fault['kind'], times: number): Fault[] {
  return writes.map((operation) => ({ operation, kind, times }));
}

/**
 * Runs something while faults are armed; whatever is left of them afterwards is taken away.
 * Fails when none of them was hit: the test would have shown nothing.
 */
export async function withFaults<Result>(stack: StackDescription, faults: Fault[], work: () => Promise<Result>): Promise<Result> {
  const armed = await control(stack, 'POST', faults);
  try {
    const result = await work();
    if ((await control(stack, 'GET')) === armed) throw new Error(`No call met any of ${JSON.stringify(faults)}.`);
    return result;
  } finally {
    await control(stack, 'DELETE');
  }
}

/**
 * Runs `slow` so that `fast` begins and ends between what slow has read and its first transaction,
 * or the call that `at` means. Answers [slow, fast]. Slow goes on as soon as fast is done, however
 * long that takes, or when `at.ms` is over. Fails when fast took longer than `at.ms`: the test
 * would have shown nothing.
 */
export async function overtaken<Slow, Fast>(
  stack: StackDescription,
  slow: () => Promise<Slow>,
  fast: () => Promise<Fast>,
  at: Partial<Fault> = {},
): Promise<[Slow, Fast]> {
  const kind = at.ms === undefined ? 'cut-off' : 'delay';
  // Of the reservations' table: the change feed has transactions of its own on others.
  await control(stack, 'POST', [{ operation: 'TransactWriteItems', table: stack.tables.reservations, kind, times: 1, ...at }]);
  const none = JSON.stringify({ faults: [] });
  const state = { isOver: false };
  const begun = slow().finally(() => (state.isOver = true));
  while (!state.isOver && (await control(stack, 'GET')).trim() !== none) await pause(5);
  if (state.isOver) {
    await heal(stack);
    await begun;
    throw new NotInTime('The slow call was over before the one that was to be held back.');
  }
  const taken = performance.now();
  try {
    const first = await fast();
    if (at.ms === undefined) await heal(stack);
    else if (performance.now() - taken > at.ms) throw new NotInTime('The overtaking call was not done in time to overtake.');
    return [await begun, first];
  } catch (failure) {
    await heal(stack);
    await begun.catch(() => undefined);
    throw failure;
  }
}

/**
 * Things did not happen in the order that a test wanted: nothing is shown, on a machine that was
 * too slow.
 */
export class NotInTime extends Error {}

/**
 * Tries a scene again that was not in time, with more of it each time. `factor` is what its times
 * are to be multiplied with.
 */
export async function inTime<Result>(scene: (factor: number) => Promise<Result>): Promise<Result> {
  for (let factor = 1; ; factor *= 2) {
    try {
      return await scene(factor);
    } catch (failure) {
      if (!(failure instanceof NotInTime) || factor > 8) throw failure;
    }
  }
}

/** Arms faults until somebody takes them away. */
export async function arm(stack: StackDescription, faults: Fault[]): Promise<void> {
  await control(stack, 'POST', faults);
}

/** Takes all faults away. */
export async function heal(stack: StackDescription): Promise<void> {
  await control(stack, 'DELETE');
}

async function control(stack: StackDescription, method: 'GET' | 'POST' | 'DELETE', faults?: Fault[]): Promise<string> {
  const url = new URL('/_local/faults', stack.graphqlUrl);
  const body = faults === undefined ? {} : { body: JSON.stringify(faults) };
  const response = await fetch(url, { method, headers: { 'content-type': 'application/json' }, ...body });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url.href} answered ${response.status}: ${text}`);
  return text;
}
