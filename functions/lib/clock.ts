import type { Instant } from '../../domain/instant.ts';

/** A time, now unless another is given, in the form in which writes have all their times. */
export function instantOf(time = new Date()): Instant {
  return { iso: time.toISOString(), ms: time.getTime() };
}
