import { pause } from '../client/retry.ts';

/** When the next call may begin. */
export interface Pace {
  /** Resolves when it is the caller's turn, or at once after an abort. */
  turn: () => Promise<void>;
  /** Nobody's turn comes for so long, milliseconds. */
  rest: (milliseconds: number) => void;
}

/** At most so many turns a second, evenly; what was not taken is not made up for. */
export function createPace(perSecond: number, signal: AbortSignal | undefined): Pace {
  let next = 0;
  return {
    async turn() {
      const now = performance.now();
      const at = Math.max(now, next);
      next = at + 1_000 / perSecond;
      // Timers leave out what is less than a millisecond.
      if (at > now && !signal?.aborted) await pause(Math.ceil(at - now), signal);
    },
    rest(milliseconds) {
      next = Math.max(next, performance.now() + milliseconds);
    },
  };
}
