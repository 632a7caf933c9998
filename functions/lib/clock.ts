import type { Instant } from '../../domain/instant.ts';

/** Epoch seconds, as conditions and TTL attributes have them. */
export function epochSeconds(at: Date): number {
  return Math.floor(at.getTime() / 1000);
}

/** The same moment as all times of a write. */
export function instantOf(time: Date): Instant {
  return { iso: time.toISOString(), ms: time.getTime() };
}
