import type { Backoff } from '../backoff.ts';

/** The times of a store, milliseconds. */
export interface StoreTimes {
  /**
   * How long products that a page begins or stops to watch are collected before the server hears of
   * it.
   */
  collectMs: number;
  /** When to read once more after a start: AppSync can lose an event right after `start_ack`. */
  settleMs: number;
  /** How often to read what no subscription watches over at the moment. */
  pollMs: number;
  /**
   * How often to read everything: delivery is at most once, and a lost last event leaves no gap to
   * notice. A multiple of `pollMs`.
   */
  resyncMs: number;
  backoff: Backoff;
}

export const defaultStoreTimes: StoreTimes = {
  collectMs: 20,
  settleMs: 1_500,
  pollMs: 30_000,
  resyncMs: 300_000,
  backoff: { baseMs: 500, capMs: 30_000 },
};

/**
 * How far what a store shows can be trusted. `loading`: nothing has gone wrong, but not all is
 * there yet. `live`: read after the subscription began, which tells every change since. `stale`:
 * true once, but nobody watches over it at the moment. `unknown`: it could not be read.
 */
export type Trust = 'loading' | 'live' | 'stale' | 'unknown';
