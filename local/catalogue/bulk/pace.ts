import { setTimeout as pause } from 'node:timers/promises';

/** Says when what may happen so often a second may go on. */
export interface Pace {
  /** Waits until this many more may happen. Rejects with the signal's reason. */
  take: (count: number, signal?: AbortSignal) => Promise<void>;
  /** It was too fast: half as fast from now on. */
  slower: () => void;
  /** It went well: a little faster again, up to what was asked for. */
  faster: () => void;
}

/** Share of the speed that is asked for: the slowest, and what a success gives back. */
const SLOWEST = 1 / 64;
const STEP = 1 / 50;

/** A pace of at most `perSecond`. After it was slowed down it speeds up again, as TCP does. */
export function createPace(perSecond: number): Pace {
  let share = 1;
  let free = Date.now();
  return {
    async take(count, signal) {
      const start = Math.max(free, Date.now());
      free = start + (count * 1_000) / (perSecond * share);
      await pause(Math.max(0, start - Date.now()), undefined, signal && { signal }).catch((error: unknown) => {
        signal?.throwIfAborted();
        throw error;
      });
    },
    slower: () => {
      share = Math.max(SLOWEST, share / 2);
    },
    faster: () => {
      share = Math.min(1, share + STEP);
    },
  };
}
