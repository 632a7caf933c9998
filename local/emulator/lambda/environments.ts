import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { AwsError } from '../gateway/gateway.ts';
import { machineTime } from '../lib/machine-time.ts';
import type { Instance } from './instance.ts';

/** An execution environment of a function. */
export interface Environment {
  instance: Instance;
  session: string;
}

/**
 * The execution environments of a function: as many as the machine has cores, since more would only
 * share them. While those that run do nothing but wait, so that nobody moves up in the line, one
 * after the other is added. Who is not needed any more ends after a while, but for the last, which
 * stays warm.
 */
export interface Environments {
  /**
   * One that is free; waits for it while there are as many as this machine bears. Rejects with an
   * `AwsError` after `end`.
   */
  take: () => Promise<Environment>;
  releaseLine: (environment: Environment) => void;
  /** Ends all; invocations under way fail. */
  end: () => Promise<void>;
}

/**
 * How many environments load their code at the same time, of all functions: each keeps a core busy
 * meanwhile.
 */
export interface StartLimit {
  starting: number;
  /** Who has had to wait for others' starts, and is called when one is over. */
  blocked: Set<() => void>;
}

interface Waiting {
  resolve: (environment: Environment) => void;
  reject: (error: AwsError) => void;
}

/** How many there may be and for how long. */
export interface Bounds {
  cores: number;
  /**
   * Threads of one function. AWS has no such bound, since each has a machine of its own; so who
   * meets it waits and is not refused.
   */
  most: number;
  /**
   * How long nobody has moved up before there is one more than cores, milliseconds of machine time.
   */
  patienceMs: number;
  /** How long one may be of no use. */
  idleMs: number;
  /**
   * The share of its time, 0 to 1, from which on the stack's own thread is too busy for more of
   * them.
   */
  busy: number;
}

const cores = availableParallelism();
const BOUNDS: Bounds = { cores, most: Math.max(32, cores), patienceMs: 300, idleMs: 10_000, busy: 0.7 };

/** No environments yet; `start` makes one. Environments are used again while they live. */
export function createEnvironments(start: () => Environment, limit: StartLimit, bounds = BOUNDS): Environments {
  const all = new Set<Environment>();
  /** The one that was used last is at the end, and is the next to be used. */
  const idle: { environment: Environment; retirement: NodeJS.Timeout }[] = [];
  const waiting: Waiting[] = [];
  let starting = 0;
  let forgetPatience: (() => void) | undefined;

  function startMore(): void {
    while (waiting.length > starting && all.size < bounds.cores && limit.starting < bounds.cores) void startOne();
    if (waiting.length > starting && all.size < bounds.cores) limit.blocked.add(startMore);
    watchLine();
  }

  /** Adds one when the line has stood still. */
  function watchLine(): void {
    forgetPatience?.();
    forgetPatience = undefined;
    if (waiting.length === 0 || starting > 0 || all.size < bounds.cores || all.size >= bounds.most) return;
    const before = performance.eventLoopUtilization();
    forgetPatience = machineTime.after(bounds.patienceMs, () => {
      // Where the thread that answers all of them has no time left, one more would wait for it too,
      // and cost its memory.
      const isBusy = performance.eventLoopUtilization(before).utilization > bounds.busy;
      if (limit.starting < bounds.cores && !isBusy) void startOne();
      else watchLine();
    });
  }

  async function startOne(): Promise<void> {
    const environment = start();
    all.add(environment);
    starting += 1;
    limit.starting += 1;
    await environment.instance.ready();
    starting -= 1;
    limit.starting -= 1;
    // One that could not load its code goes to an invocation too, which answers why.
    const first = waiting.shift();
    if (first) first.resolve(environment);
    else keepIdle(environment);
    startMore();
    const blocked = [...limit.blocked];
    limit.blocked.clear();
    for (const startTheirs of blocked) startTheirs();
  }

  function releaseLine(environment: Environment): void {
    if (environment.instance.alive()) {
      const first = waiting.shift();
      if (first) first.resolve(environment);
      else keepIdle(environment);
    } else all.delete(environment);
    startMore();
  }

  function keepIdle(environment: Environment): void {
    const retirement = setTimeout(() => {
      retire(environment);
    }, bounds.idleMs).unref();
    idle.push({ environment, retirement });
  }

  function retire(environment: Environment): void {
    if (all.size === 1) return;
    all.delete(environment);
    idle.splice(
      idle.findIndex((each) => each.environment === environment),
      1,
    );
    void environment.instance.end();
  }

  /** One that is warm. Code that ran on after its invocation may have ended it since. */
  function takeIdle(): Environment | undefined {
    for (let next = idle.pop(); next; next = idle.pop()) {
      clearTimeout(next.retirement);
      if (next.environment.instance.alive()) return next.environment;
      all.delete(next.environment);
    }
    return undefined;
  }

  return {
    take: async () => {
      const warm = takeIdle();
      if (warm) return warm;
      return new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        startMore();
      });
    },
    releaseLine,
    end: async () => {
      for (const { reject } of waiting.splice(0)) reject(new AwsError('ServiceException', 'The local stack is stopping.', 500));
      for (const { retirement } of idle) clearTimeout(retirement);
      watchLine();
      await Promise.all([...all].map(({ instance }) => instance.end()));
    },
  };
}
