import type { Outcome } from './operations.ts';
import { verdict } from './outcome.ts';
import { pause } from './wait.ts';

/** Starts that many calls at once and waits for all of them. */
export async function inParallel<Result>(count: number, call: (index: number) => Promise<Result>): Promise<Result[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => call(index)));
}

/**
 * Sends a call again while the answer is `CONTENTION`, as the contract tells clients to, and
 * answers with the decision.
 */
export async function untilDecided<Value>(call: () => Promise<Outcome<Value>>): Promise<Outcome<Value>> {
  const patience = 200;
  for (let attempt = 1; attempt <= patience; attempt += 1) {
    const outcome = await call();
    if (verdict(outcome) !== 'CONTENTION') return outcome;
    const { retryAfterMs } = outcome.answer.errors?.[0]?.errorInfo as { retryAfterMs: number };
    await pause(retryAfterMs * (0.5 + Math.random()));
  }
  throw new Error(`Still CONTENTION after ${patience} attempts.`);
}

/** How often each verdict occurred: `{ OK: 1, INSUFFICIENT_STOCK: 49 }`. */
export function countVerdicts(outcomes: readonly Outcome<unknown>[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const outcome of outcomes) counts[verdict(outcome)] = (counts[verdict(outcome)] ?? 0) + 1;
  return counts;
}
