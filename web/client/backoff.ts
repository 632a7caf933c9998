/** How long to wait between attempts, milliseconds. */
export interface Backoff {
  baseMs: number;
  capMs: number;
}

/**
 * Milliseconds before the next attempt after `failures` in a row (0: the first): anything up to a
 * bound that doubles each time. The whole range is drawn from, because clients that lost the same
 * server must not come back together.
 */
export function fullJitter(failures: number, { baseMs, capMs }: Backoff): number {
  return Math.random() * Math.min(capMs, baseMs * 2 ** failures);
}
