import { limits } from './limits.ts';

// What becomes of a stored attribute that is not as this code writes it: somebody has written past
// the API. One such value would else cost the answer that it stands in, a page of a hundred levels
// for example, since GraphQL has no null there. The audit names the item and mends it.

/**
 * The whole number that a count shows: units that are there as a whole, 0 for what is no number, at
 * most what GraphQL's Int can carry.
 */
export function whole(stored: unknown): number {
  return typeof stored === 'number' ? Math.max(-limits.sum, Math.min(limits.sum, Math.floor(stored))) : 0;
}

/** A text, or null for what is none. */
export function text(stored: unknown): string | null {
  return typeof stored === 'string' ? stored : null;
}

/** A time, ISO 8601; the first of all where none was stored. */
export function time(stored: unknown): string {
  return typeof stored === 'string' ? stored : '1970-01-01T00:00:00.000Z';
}
