/**
 * A moment, taken once and used for every time in a write. Each runtime makes it from its own
 * clock.
 */
export interface Instant {
  /** ISO 8601 with milliseconds. */
  iso: string;
  /** Epoch milliseconds. */
  ms: number;
}

/** Epoch seconds, as conditions and TTL attributes have them. */
export function secondsOf(at: Instant): number {
  return Math.floor(at.ms / 1000);
}
