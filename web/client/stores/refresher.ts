import { type Backoff, fullJitter } from '../backoff.ts';

/** Reads again what is in doubt: in batches, one at a time, never losing a key. */
export interface Refresher {
  /**
   * A key that is being read at this moment is read once more: that answer may be older than this
   * wish.
   */
  request(keys: Iterable<string>): void;
  /** Ends the wait after a failure, for when there is reason to hope. */
  wake(): void;
  stop(): void;
}

interface RefresherOptions {
  batchSize: number;
  backoff: Backoff;
  /**
   * Reads and takes in these keys. Answers with the ones to try again; a rejection means all of
   * them.
   */
  read: (keys: string[]) => Promise<readonly string[]>;
  /** Those could not be read, and will be tried again. */
  onFailure: (keys: readonly string[]) => void;
}

export function createRefresher({ batchSize, backoff, read, onFailure }: RefresherOptions): Refresher {
  const due = new Set<string>();
  let running = false;
  let stopped = false;
  let failures = 0;
  let wake: () => void = () => undefined;

  const wait = async (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const readBatch = async () => {
    const keys = [...due].slice(0, batchSize);
    for (const key of keys) due.delete(key);
    const failed = await read(keys).catch(() => keys);
    if (stopped) return;
    if (failed.length === 0) {
      failures = 0;
      return;
    }
    for (const key of failed) due.add(key);
    onFailure(failed);
    await wait(fullJitter(failures++, backoff));
  };

  const run = async () => {
    running = true;
    while (due.size > 0 && !stopped) await readBatch();
    running = false;
  };

  return {
    request(keys) {
      for (const key of keys) due.add(key);
      if (!running && due.size > 0 && !stopped) void run();
    },
    wake() {
      wake();
    },
    stop() {
      stopped = true;
      due.clear();
      wake();
    },
  };
}
