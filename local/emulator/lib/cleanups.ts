/** Undoes the steps of a start, the last one first, whether the start came to its end or not. */
export interface Cleanups {
  /** A step added after `run` was called is undone at once. */
  add: (step: () => unknown) => void;
  /** Runs every step, also after one failed. Later calls wait for the first. */
  run: () => Promise<void>;
}

/** An empty list of steps. */
export function createCleanups(): Cleanups {
  const steps: (() => unknown)[] = [];
  let done: Promise<void> | undefined;
  const runAll = async () => {
    for (let step = steps.pop(); step; step = steps.pop()) await Promise.resolve(step()).catch(() => {});
  };
  return {
    add: (step) => {
      steps.push(step);
      if (done) done = done.then(runAll);
    },
    run: () => (done ??= runAll()),
  };
}
