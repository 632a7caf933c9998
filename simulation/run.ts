import { createHash } from 'node:crypto';
import { openAssembly } from './cloud/assembly.ts';
import { createCloud, type Cloud } from './cloud/cloud.ts';
import { checkCalls } from './checks/calls.ts';
import { Ledger } from './checks/ledger.ts';
import { checkPages } from './checks/pages.ts';
import { checkAlerts, checkConsumers, checkEnds, checkHistoryComplete, checkMarks } from './checks/recount.ts';
import { checkRequests } from './checks/requests.ts';
import { checkStep } from './checks/step-checks.ts';
import { readTables } from './checks/tables.ts';
import { followTables } from './checks/tail.ts';
import { Violation } from './checks/violation.ts';
import { createFaults, type FaultKind, type FaultMask, type FaultRates, LATEST_DATABASE_MS } from './faults.ts';
import { History } from './history.ts';
import { createCrowd } from './people/crowd.ts';
import type { AnsweredRequest } from './people/requests.ts';
import { createChance } from './platform/chance.ts';
import { beginRun, settled } from './platform/process.ts';
import { createStates } from './states.ts';
import { drawSettings, type Settings } from './settings.ts';

/** Which run. The same is the same to the byte. */
export interface RunOptions {
  seed: number;
  /** Calls of the API that people begin. */
  steps: number;
  /** Faults that are left out, and people; to find out which a failure needs. */
  mask?: FaultMask;
  /** Settings that are not left to chance. */
  needs?: Partial<Settings>;
  rates?: FaultRates;
  without?: readonly string[];
  /** Gets each thing that happens, with its time in milliseconds. */
  tell?: (at: number, who: string, what: string) => void;
}

/** What a run came to. */
export interface RunResult {
  seed: number;
  steps: number;
  settings: Settings;
  /** Of everything that happened, in its order. */
  digest: string;
  /** Calls that people made, and calls of AWS that followed. */
  calls: number;
  awsCalls: number;
  faults: Readonly<Record<FaultKind, number>>;
  /** How often each branch that is rare was reached. */
  states: Readonly<Record<string, number>>;
  people: readonly string[];
  /** Virtual milliseconds. */
  virtualMs: number;
  failure: { check: string; message: string; at: number } | undefined;
}

/**
 * How long after its last fault a run may take until all is quiet, virtual milliseconds: alerts
 * come each quarter of an hour, and a run that died keeps its lease for a part of that.
 */
export const QUIET_MS = 40 * 60_000;

/** A write that meets others is sent again for this long, milliseconds; then it is given up. */
const SENT_AGAIN_MS = 30_000;

/** How long a write may take from its making to its effect. */
function lateMsOf({ hopMs, transactionMs }: Settings): number {
  return LATEST_DATABASE_MS + (transactionMs[1] > 0 ? SENT_AGAIN_MS : 1_000 + 30 * hopMs);
}

/** Runs a seed to its end, or to the first rule that does not hold. */
export async function run(options: RunOptions): Promise<RunResult> {
  const { seed, steps, mask = {}, without = [], needs = {}, rates = {}, tell } = options;
  const chance = createChance(seed);
  const clock = beginRun(chance);
  const settings = { ...drawSettings(chance), ...needs };
  const digest = createHash('sha256');
  const states = createStates();
  const note = (who: string, what: string) => {
    states.note(who, what);
    digest.update(`${clock.now()} ${who} ${what}\n`);
    tell?.(clock.elapsed(), who, what);
  };
  const faults = createFaults(chance, mask, rates, (kind) => note('fault', kind));
  const requests: AnsweredRequest[] = [];
  const history = new History(() => clock.now(), note);
  const assembly = await openAssembly();
  const running: { cloud?: Cloud; look?: () => Promise<void> } = {};
  const problem: { failure?: Violation } = {};

  /** Lets time pass until `isOver`; after each step the rules must hold. */
  async function drive(isOver: () => boolean): Promise<void> {
    for (;;) {
      await settled();
      if (!clock.hasImmediates() && running.cloud?.takeWritten()) await running.look?.();
      if (problem.failure) throw problem.failure;
      if (isOver()) return;
      if (!clock.step()) throw new Violation('time goes on', 'nothing is left to happen, and the run is not over');
    }
  }

  async function done<Value>(work: Promise<Value>): Promise<Value> {
    const outcome: { value?: Value; error?: unknown; isOver: boolean } = { isOver: false };
    work.then(
      (value) => Object.assign(outcome, { value, isOver: true }),
      (error: unknown) => Object.assign(outcome, { error, isOver: true }),
    );
    await drive(() => outcome.isOver);
    if (outcome.error !== undefined) throw outcome.error as Error;
    return outcome.value as Value;
  }

  const result = (failure?: RunResult['failure']): RunResult => ({
    ...{ seed, steps, settings, digest: digest.digest('hex'), calls: history.calls.length, awsCalls: running.cloud?.calls() ?? 0 },
    ...{ faults: faults.counts(), states: states.counts(), people: people.names(), virtualMs: clock.elapsed(), failure },
  });
  const people: { names: () => readonly string[] } = { names: () => [] };

  try {
    const cloud = (running.cloud = await done(createCloud({ assembly, chance, clock, faults, settings, note })));
    const { tables } = cloud.outputs;
    const ledger = new Ledger(tables);
    const tail = await done(followTables(cloud.database, Object.values(tables)));
    running.look = async () => {
      const written = await tail.read();
      for (const each of written) {
        digest.update(JSON.stringify(each));
        ledger.take(each, clock.now());
        states.take(each, tables);
      }
      checkStep(written, { ledger, tables, now: clock.now(), skewMs: settings.skewMs, lateMs: lateMsOf(settings) });
    };
    const crowd = createCrowd({
      cloud,
      chance,
      clock,
      faults,
      settings,
      history,
      ledger,
      without,
      requests,
      fail: (failure) => (problem.failure ??= failure),
    });
    people.names = () => crowd.names;
    await done(crowd.begin());
    faults.begin();
    await done(crowd.work(steps));
    faults.heal();
    note('run', 'is healed');
    await done(cloud.hops.pause(QUIET_MS / 2));
    await done(cloud.redrive());
    await done(cloud.hops.pause(QUIET_MS / 2));
    const content = await done(readTables(cloud.database, tables));
    checkHistoryComplete(ledger);
    checkMarks(content);
    checkEnds(content, ledger, clock.now() / 1000);
    checkConsumers(cloud.received, ledger, content);
    checkPages(crowd.pages, content.inventory);
    checkAlerts(cloud.received, content);
    checkCalls(history, ledger, { skewMs: settings.skewMs });
    checkRequests(requests, ledger);
    await done(crowd.end());
    return result();
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    return result({ check: error.check, message: error.message, at: clock.elapsed() });
  } finally {
    await running.cloud?.database.close();
  }
}
