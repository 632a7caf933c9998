import { setTimeout as pause } from 'node:timers/promises';

/** Keeps reads to a share of what the tables can give, so that sales never wait for an audit. */
export interface Throttle {
  /** Resolves when the units spent so far have been earned. */
  ready: () => Promise<void>;
  /** Takes note of what a read has cost. */
  spent: (units: number) => void;
}

/** What was not used may be saved up for this long, milliseconds. */
const BURST_MS = 1_000;

/**
 * A throttle of that many read units a second on the average; a read's cost is known only
 * afterwards, so some under way may go beyond.
 */
export function createThrottle(unitsPerSecond: number): Throttle {
  let earned = Date.now();
  return {
    ready: async () => {
      while (earned > Date.now()) await pause(earned - Date.now());
    },
    spent: (units) => {
      earned = Math.max(earned, Date.now() - BURST_MS) + (units / unitsPerSecond) * 1_000;
    },
  };
}
