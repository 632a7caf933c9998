import { setTimeout as wait } from 'node:timers/promises';

const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5_000;

/** Resolves after that time, or at once when the signal aborts. Never rejects. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await wait(milliseconds, undefined, { signal }).catch(() => {});
}

/**
 * The wait before an attempt that follows this many failures: doubled each time up to 5 s, of which
 * up to half is left out by chance.
 */
export function backoffMs(failures: number): number {
  const longest = Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), LONGEST_RETRY_MS);
  return longest * (0.5 + Math.random() / 2);
}
