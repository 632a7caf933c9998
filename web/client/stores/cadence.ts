import type { StoreTimes } from './settings.ts';

/** The reads that time alone asks for. */
export interface Cadence {
  /** Something started: read once more after a short time, what there is then. */
  settle(keys: () => Iterable<string>): void;
  stop(): void;
}

interface CadenceOptions {
  times: StoreTimes;
  /** What no subscription watches over. */
  unwatched: () => Iterable<string>;
  all: () => Iterable<string>;
  read: (keys: Iterable<string>) => void;
}

/**
 * Counts ticks rather than hours, so that neither a clock that is set nor a sleep makes a store
 * read everything at once, or never.
 */
export function startCadence({ times, unwatched, all, read }: CadenceOptions): Cadence {
  const ticksPerResync = Math.max(1, Math.round(times.resyncMs / times.pollMs));
  const settling = new Set<ReturnType<typeof setTimeout>>();
  let ticks = 0;
  const poll = setInterval(() => {
    ticks += 1;
    read(ticks % ticksPerResync === 0 ? all() : unwatched());
  }, times.pollMs);
  return {
    settle(keys) {
      const timer = setTimeout(() => {
        settling.delete(timer);
        read(keys());
      }, times.settleMs);
      settling.add(timer);
    },
    stop() {
      clearInterval(poll);
      for (const timer of settling) clearTimeout(timer);
    },
  };
}
