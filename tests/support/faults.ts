import type { StackDescription } from './stack.ts';
import { pause } from './wait.ts';

/** A failure that the local stack's gateway makes up for the next calls of one DynamoDB operation. */
export interface Fault {
  operation: string;
  kind: 'conflict' | 'reasons' | 'throttle' | 'internal' | 'answer-lost' | 'unprocessed' | 'delay';
  /** How many calls it hits. */
  times: number;
  /** For `delay`: how long the call waits before it goes on, milliseconds. */
  ms?: number;
  /** For `reasons`: the cancellation code of each entry of the transaction, in its order. */
  reasons?: string[];
}

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
 * Runs `slow` so that `fast` begins and ends between what slow has read and its first transaction. Answers [slow, fast].
 * Fails when fast took too long for that: the test would have shown nothing.
 */
export async function overtaken<Slow, Fast>(
  stack: StackDescription,
  slow: () => Promise<Slow>,
  fast: () => Promise<Fast>,
): Promise<[Slow, Fast]> {
  const heldBackMs = 1_500;
  await control(stack, 'POST', [{ operation: 'TransactWriteItems', kind: 'delay', times: 1, ms: heldBackMs }]);
  const none = JSON.stringify({ faults: [] });
  const begun = slow();
  while ((await control(stack, 'GET')).trim() !== none) await pause(5);
  const taken = performance.now();
  const first = await fast();
  if (performance.now() - taken > heldBackMs) throw new Error('The overtaking call was not done in time to overtake.');
  return [await begun, first];
}

async function control(stack: StackDescription, method: 'GET' | 'POST' | 'DELETE', faults?: Fault[]): Promise<string> {
  const url = new URL('/_local/faults', stack.graphqlUrl);
  const body = faults === undefined ? {} : { body: JSON.stringify(faults) };
  const response = await fetch(url, { method, headers: { 'content-type': 'application/json' }, ...body });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url.href} answered ${response.status}: ${text}`);
  return text;
}
