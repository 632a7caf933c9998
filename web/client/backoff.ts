/** How long to wait between attempts, milliseconds. */
export interface Backoff {
  baseMs: number;
  capMs: number;
}

/**
 * Milliseconds before the next attempt after `failures` in a row (0: the first): anything up to
 * `boundOf`. The whole range is drawn from, because clients that lost the same server must not come
 * back together.
 */
export function fullJitter(failures: number, backoff: Backoff): number {
  return Math.random() * boundOf(failures, backoff);
}

/** The longest wait after `failures` in a row, milliseconds: it doubles each time up to the cap. */
export function boundOf(failures: number, { baseMs, capMs }: Backoff): number {
  return Math.min(capMs, baseMs * 2 ** failures);
}
