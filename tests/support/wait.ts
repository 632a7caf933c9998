import { setTimeout as sleep } from 'node:timers/promises';
import type { Reservation } from '../../schema/types.ts';

/**
 * Resolves after that time. Only for what the product itself measures in time, and between polls.
 */
export async function pause(milliseconds: number): Promise<void> {
  await sleep(milliseconds);
}

/** Between two checks, milliseconds: at first, and at most. */
const OFTEN_MS = 50;
const SELDOM_MS = 500;

/**
 * Repeats a check until it passes, and answers with its result; after `withinMs` its last failure
 * is the test's: a limit for what never comes, not for how fast it comes. What takes longer is
 * looked at less often: checks of what waits for a clock would take the processor from what is
 * waited for.
 */
export async function eventually<Result>(check: () => Promise<Result>, withinMs = 60_000): Promise<Result> {
  const begun = Date.now();
  for (;;) {
    try {
      return await check();
    } catch (failure) {
      if (Date.now() > begun + withinMs) throw failure;
    }
    await pause(Math.min(SELDOM_MS, Math.max(OFTEN_MS, (Date.now() - begun) / 5)));
  }
}

/** Resolves as soon as the reservation is due by its own `expiresAt`. */
export async function untilDue(reservation: Reservation): Promise<void> {
  const marginMs = 50;
  await pause(Math.max(0, Date.parse(reservation.expiresAt) - Date.now()) + marginMs);
}
