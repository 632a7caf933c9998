import { randomUUID } from 'node:crypto';
import { invokeAsynchronously } from '../lambda/asynchronous.ts';
import type { Functions } from '../lambda/functions.ts';
import { pause } from '../lambda/pause.ts';
import { within } from '../lib/machine-time.ts';
import type { Deployment } from '../template/deployment.ts';
import type { LastRuns } from './last-runs.ts';
import { describeRules, type ScheduledRun } from './rules.ts';

/** Runs the functions of the template's schedules. */
export interface Schedule {
  /**
   * What became due while the stack was off runs at once, once; the rest one period after its last
   * run, or after the first start.
   */
  start: () => void;
  /**
   * Starts no more runs and gives those under way a moment. Later, also before a start, calls do
   * nothing.
   */
  stop: () => Promise<void>;
  /** The event that a schedule sends to this function; undefined when none does. */
  eventFor: (functionName: string) => string | undefined;
}

/** What a schedule works with. */
export interface ScheduleParts {
  deployment: Deployment;
  functions: Pick<Functions, 'find' | 'invoke'>;
  lastRuns: LastRuns;
  log: (line: string) => void;
  /** Milliseconds before each retry; for tests. */
  retryAfterMs?: readonly number[];
  /** Milliseconds of a minute; for tests. */
  minuteMs?: number;
}

const MINUTE_MS = 60_000;
/** Runs of one rule at the same time. In AWS there is no bound but the function's concurrency. */
const MAX_RUNS = 5;
/** Milliseconds of machine time. */
const STOP_TIMEOUT_MS = 2_000;
/** Longer ones end at once in Node. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/** Reads the schedules of the template. Throws a sentence on one that cannot run here. */
export function createSchedule(parts: ScheduleParts): Schedule {
  const { deployment, functions, lastRuns, log, retryAfterMs, minuteMs = MINUTE_MS } = parts;
  const all = describeRules(deployment, functions.find);
  const stopping = new AbortController();
  const underWay = new Set<Promise<void>>();

  async function follow(run: ScheduledRun): Promise<void> {
    const period = (run.periodMs / MINUTE_MS) * minuteMs;
    let running = 0;
    for (let due = firstDue(run, period); ; due += period) {
      await until(due, stopping.signal);
      if (stopping.signal.aborted) return;
      lastRuns.note(run.name, Date.now());
      if (running >= MAX_RUNS) {
        log(`${run.name}: ${MAX_RUNS} runs of ${run.target.name} are under way, so this one is left out.`);
        continue;
      }
      running += 1;
      const work = invoke(run).finally(() => {
        running -= 1;
        underWay.delete(work);
      });
      underWay.add(work);
    }
  }

  function firstDue({ name }: ScheduledRun, period: number): number {
    const now = Date.now();
    const last = lastRuns.of(name);
    if (last === undefined) lastRuns.note(name, now);
    // A clock that was put back must not keep a rule from running until it is there again.
    return Math.min(Math.max(now, (last ?? now) + period), now + period);
  }

  async function invoke(run: ScheduledRun): Promise<void> {
    const event = run.input ?? scheduledEvent(run, deployment);
    const { target } = run;
    const problem = await invokeAsynchronously({ functions, arn: target.arn, event, signal: stopping.signal, retryAfterMs });
    if (problem !== undefined) log(`${run.name}: a run of ${target.name} was given up: ${problem}`);
  }

  return {
    start: () => {
      for (const run of all.filter(({ enabled }) => enabled)) void follow(run);
    },
    stop: async () => {
      stopping.abort();
      await within(STOP_TIMEOUT_MS, Promise.all(underWay));
    },
    eventFor: (functionName) => {
      const run = all.find(({ target }) => target.name === functionName);
      return run && (run.input ?? scheduledEvent(run, deployment));
    },
  };
}

async function until(time: number, signal: AbortSignal): Promise<void> {
  for (let left = time - Date.now(); left > 0 && !signal.aborted; left = time - Date.now())
    await pause(Math.min(left, LONGEST_WAIT_MS), signal);
}

/** What EventBridge sends when a target has no input of its own. */
function scheduledEvent({ ruleArn }: ScheduledRun, { accountId, region }: Deployment): string {
  return JSON.stringify({
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: accountId,
    time: `${new Date().toISOString().slice(0, 19)}Z`,
    region,
    resources: [ruleArn],
    detail: {},
  });
}
