import { performance } from 'node:perf_hooks';
/**
 * Time as this machine can use it. A limit that guards against what never comes is measured in it,
 * so that a machine with too much to do is slow and nothing more: time in which the stack's own
 * thread was ready and got no processor, or was too busy to look at its clock, does not count.
 */
export interface MachineTime {
  /** Whole milliseconds so far. They go by only while somebody waits. */
  now: () => number;
  /** Calls `action` when that many milliseconds have gone by. Answers with what takes it back. */
  after: (milliseconds: number, action: () => void) => () => void;
  /** `now` in its first element, for other threads. */
  shared: BigInt64Array<SharedArrayBuffer>;
}

/** What a thread has had so far, milliseconds. */
export interface ThreadUse {
  elapsed: number;
  /** It had something to do. */
  active: number;
  /** It had a processor. */
  processor: number;
}

/** What tests replace. */
export interface MachineTimeParts {
  use: () => ThreadUse;
  tickMs: number;
}

interface Limit {
  at: number;
  action: () => void;
}

/**
 * How often the clock is moved on. It is also the most that one move can count, so a clock that is
 * looked at late has lost what it missed.
 */
const TICK_MS = 100;

/** A clock of machine time. It ticks while somebody waits. */
export function createMachineTime({ use, tickMs }: MachineTimeParts = { use: mainThread, tickMs: TICK_MS }): MachineTime {
  const shared = new BigInt64Array(new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT));
  const limits = new Set<Limit>();
  let now = 0;
  let last: ThreadUse | undefined;
  let timer: NodeJS.Timeout | undefined;

  function tick(): void {
    const current = use();
    now += last ? ownTime(last, current, tickMs) : 0;
    last = current;
    Atomics.store(shared, 0, BigInt(Math.floor(now)));
    const due = [...limits].filter(({ at }) => at <= now);
    for (const limit of due) limits.delete(limit);
    if (limits.size === 0) stop();
    for (const { action } of due) action();
  }

  function stop(): void {
    clearInterval(timer);
    timer = undefined;
  }

  function start(): void {
    if (timer) return;
    last = use();
    timer = setInterval(tick, tickMs);
  }

  return {
    now: () => Math.floor(now),
    shared,
    after: (milliseconds, action) => {
      // The clock may be a tick behind; a limit comes late by that rather than early.
      const limit = { at: now + milliseconds + (timer ? tickMs : 0), action };
      limits.add(limit);
      start();
      return () => {
        limits.delete(limit);
        if (limits.size === 0) stop();
      };
    },
  };
}

/** The one clock of this process. */
export const machineTime = createMachineTime();

/**
 * Resolves with what the work does, or with undefined when it has not ended after that much machine
 * time.
 */
export async function within<Result>(milliseconds: number, work: Promise<Result>, clock = machineTime): Promise<Result | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const forget = clock.after(milliseconds, () => {
    resolve(undefined);
  });
  return Promise.race([work, late]).finally(forget);
}

function ownTime(before: ThreadUse, after: ThreadUse, most: number): number {
  const elapsed = after.elapsed - before.elapsed;
  const deprived = Math.max(0, after.active - before.active - (after.processor - before.processor));
  return Math.min(most, Math.max(0, elapsed - deprived));
}

function mainThread(): ThreadUse {
  const { user, system } = process.threadCpuUsage();
  return { elapsed: performance.now(), active: performance.eventLoopUtilization().active, processor: (user + system) / 1000 };
}
