import { AwsError } from '../gateway/gateway.ts';
import type { Instance } from './instance.ts';

/** An execution environment of a function. */
export interface Environment {
  instance: Instance;
  session: string;
}

/** The execution environments of a function. */
export interface Environments {
  /** One that is free; waits for it while there are as many as this machine bears. Rejects with an `AwsError` after `end`. */
  take: () => Promise<Environment>;
  giveBack: (environment: Environment) => void;
  /** Ends all; invocations under way fail. */
  end: () => Promise<void>;
}

/** How many environments load their code at the same time, of all functions: each keeps a core busy meanwhile. */
export interface StartLimit {
  starting: number;
  /** Who has had to wait for others' starts, and is called when one is over. */
  blocked: Set<() => void>;
}

interface Waiting {
  resolve: (environment: Environment) => void;
  reject: (error: AwsError) => void;
}

const MAX_STARTING = 4;
/** Threads of one function. There is no such bound in AWS, where each has a machine of its own; so who meets it waits and is not refused. */
const MAX_ENVIRONMENTS = 32;

/** No environments yet; `start` makes one. Environments are used again while they live. */
export function createEnvironments(start: () => Environment, limit: StartLimit): Environments {
  const all = new Set<Environment>();
  const idle: Environment[] = [];
  const waiting: Waiting[] = [];
  let starting = 0;

  function startMore(): void {
    while (waiting.length > starting && limit.starting < MAX_STARTING && all.size < MAX_ENVIRONMENTS) void startOne();
    if (waiting.length > starting && limit.starting >= MAX_STARTING) limit.blocked.add(startMore);
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
    else giveBack(environment);
    startMore();
    const blocked = [...limit.blocked];
    limit.blocked.clear();
    for (const startTheirs of blocked) startTheirs();
  }

  function giveBack(environment: Environment): void {
    const [first] = waiting;
    if (!environment.instance.alive()) all.delete(environment);
    else if (first) waiting.shift()?.resolve(environment);
    else idle.push(environment);
    startMore();
  }

  /** One that is warm. Code that ran on after its invocation may have ended it since. */
  function takeIdle(): Environment | undefined {
    for (let environment = idle.pop(); environment; environment = idle.pop()) {
      if (environment.instance.alive()) return environment;
      all.delete(environment);
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
    giveBack,
    end: async () => {
      for (const { reject } of waiting.splice(0)) reject(new AwsError('ServiceException', 'The local stack is stopping.', 500));
      await Promise.all([...all].map(({ instance }) => instance.end()));
    },
  };
}
