import type { Backoff } from '../backoff.ts';

/** The times of a link, milliseconds. */
export interface LinkTimes {
  /** Until the server acknowledges a connection, token and handshake included. */
  connectionAckMs: number;
  /** Until the server acknowledges a start. */
  startAckMs: number;
  /** Without any frame, when the server did not name a time of its own in `connection_ack`. */
  keepAliveMs: number;
  /** How often the keep-alive and the clock are looked at. */
  tickMs: number;
  /**
   * A clock that jumps this far between two ticks means that the machine slept. More than a minute:
   * browsers slow the timers of hidden pages.
   */
  sleepMs: number;
  /**
   * The socket stays open this long after its last subscription, for pages that only change views.
   */
  lingerMs: number;
  backoff: Backoff;
  /** A connection that lasted this long makes the next loss the first one again. */
  stableMs: number;
  /**
   * After a sleep or when the network comes back, clients reconnect at once, but not all of them in
   * the same instant.
   */
  wakeJitterMs: number;
}

export const defaultTimes: LinkTimes = {
  connectionAckMs: 15_000,
  startAckMs: 15_000,
  keepAliveMs: 300_000,
  tickMs: 5_000,
  sleepMs: 90_000,
  lingerMs: 1_000,
  backoff: { baseMs: 1_000, capMs: 30_000 },
  stableMs: 10_000,
  wakeJitterMs: 500,
};

/** What AppSync lets one socket carry. */
export const SUBSCRIPTIONS_PER_SOCKET = 200;
