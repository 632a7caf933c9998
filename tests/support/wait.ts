import { setTimeout as sleep } from 'node:timers/promises';
import type { Reservation } from '../../schema/types.ts';

/** Resolves after that time. Only for what the product itself measures in time, and between polls. */
export async function pause(milliseconds: number): Promise<void> {
  await sleep(milliseconds);
}

/** Repeats a check until it passes, and answers with its result; after `withinMs` its last failure is the test's: a limit for what never comes, not for how fast it comes. */
export async function eventually<Result>(check: () => Promise<Result>, withinMs = 60_000): Promise<Result> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    try {
      return await check();
    } catch (failure) {
      if (Date.now() > deadline) throw failure;
    }
    await pause(50);
  }
}

/** Resolves as soon as the hold is due by its own `expiresAt`. */
export async function untilDue(hold: Reservation): Promise<void> {
  const marginMs = 50;
  await pause(Math.max(0, Date.parse(hold.expiresAt) - Date.now()) + marginMs);
}
