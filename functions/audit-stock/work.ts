import { setTimeout as pause } from 'node:timers/promises';
import { mapLimited } from '../lib/concurrency.ts';
import type { Audit } from './audit.ts';
import { HOLD_FILTER } from './checks/reservation.ts';
import { REQUEST_FILTER } from './checks/request.ts';
import { proveSummary, summaryText } from './checks/summary.ts';
import { confirm, repair, restoreMarks } from './confirm.ts';
import type { LedgerEntry } from './reserved-ledger.ts';
import { ReservedLedger } from './reserved-ledger.ts';
import type { Progress } from './progress.ts';
import { repairSummary } from './repairs/summary.ts';
import { enterNextPhase, note } from './run.ts';
import type { Run } from './run.ts';
import { scanFrom } from './scan.ts';
import { screenReservations, screenLevels, screenMissing, screenRequests } from './screen.ts';

/** How far apart saves are, milliseconds: what a death costs at most. */
const SAVE_EVERY_MS = 2_000;
/** Items that one page looks at. Of levels few, since each of them costs a query. */
const PAGE = 1_000;
const LEVELS_PAGE = 100;

/** Suspects that are looked at beside each other. */
const CONCURRENCY = 8;

/** A run that is worked on. */
interface Work {
  audit: Audit;
  run: Run;
  ledger: ReservedLedger;
  progress: Progress;
  /** Saves, if the last time was some time ago. */
  saveSometimes: () => Promise<void>;
}

/**
 * Brings a run on until its report can be written or the time is over. Answers whether it can. May
 * die anywhere: the next worker goes on with what was saved.
 */
export async function workOn(audit: Audit, run: Run, progress: Progress): Promise<boolean> {
  const ledger = await ledgerOf(run, progress);
  const save = createSaver(run, ledger, progress);
  const work = { audit, run, ledger, progress, saveSometimes: save.sometimes };
  while (run.phase !== 'REPORT') {
    const done = Date.now() < audit.deadline && (await orOutOfTime(audit, () => PHASE_WORK[run.phase](work)));
    if (done) enterNextPhase(run);
    await save.now();
    if (!done) return false;
  }
  return true;
}

/** What each phase does; answers whether it is at its end. */
const PHASE_WORK: Readonly<Record<Run['phase'], (work: Work) => Promise<boolean>>> = {
  RESERVATIONS: ({ audit, run, ledger, saveSometimes }) => {
    const input = { TableName: audit.tables.reservations, Limit: PAGE, ...HOLD_FILTER };
    return scanFrom(audit, run.positions, input, (items) => screenReservations(audit, run, ledger, items), saveSometimes);
  },
  REQUESTS: ({ audit, run, saveSometimes }) => {
    const input = { TableName: audit.tables.requests, Limit: PAGE, ...REQUEST_FILTER };
    return scanFrom(audit, run.positions, input, (items) => Promise.resolve(screenRequests(run, items)), saveSometimes);
  },
  LEVELS: ({ audit, run, ledger, saveSometimes }) => {
    const input = { TableName: audit.tables.inventory, Limit: LEVELS_PAGE };
    return scanFrom(audit, run.positions, input, (items) => screenLevels(audit, run, ledger, items), saveSometimes);
  },
  MISSING: async ({ audit, run, ledger }) => {
    await screenMissing(audit, run, ledger);
    return true;
  },
  CONFIRM: confirmAll,
  REPAIR: repairAll,
  SUMMARY: async ({ audit, run }) => {
    const drift = await proveSummary(audit);
    if (drift === 'UNDECIDED' && Date.now() >= audit.deadline) return false;
    if (drift === 'UNDECIDED') run.undecided += 1;
    else if (drift) note(run, { kind: 'SUMMARY', expected: summaryText(drift.counted), found: summaryText(drift.summed) });
    return true;
  },
  SUMMARY_REPAIR: async ({ audit, run, progress }) => {
    const drift = run.drift.find(({ kind }) => kind === 'SUMMARY');
    if (drift && (await progress.isRepairAsked())) drift.repaired = await repairSummary(audit);
    return true;
  },
  REPORT: () => Promise.resolve(true),
};

/** Looks at every suspect a second time, when what it was suspected of has had time to pass. */
async function confirmAll({ audit, run, ledger, saveSometimes }: Work): Promise<boolean> {
  while (run.next < run.suspects.length) {
    const some = run.suspects.slice(run.next, run.next + CONCURRENCY);
    const wait = Math.max(...some.map(({ seenAt }) => seenAt)) + audit.settleMs - Date.now();
    if (Date.now() + wait >= audit.deadline) return false;
    if (wait > 0) await pause(wait);
    const looks = await mapLimited(some, CONCURRENCY, (suspected) => confirm(audit, ledger, suspected));
    for (const { drift, undecided } of looks) {
      for (const each of drift) note(run, each);
      if (undecided && drift.length === 0) run.undecided += 1;
    }
    run.next += some.length;
    await saveSometimes();
  }
  return true;
}

/**
 * Mends what drifted, if somebody asked; marks also if nobody did. All drift has been saved before,
 * so that no death makes a repair untold.
 */
async function repairAll({ audit, run, ledger, progress, saveSometimes }: Work): Promise<boolean> {
  const isAsked = await progress.isRepairAsked();
  for (let drift = run.drift[run.next]; drift; drift = run.drift[run.next]) {
    if (Date.now() >= audit.deadline) return false;
    if (isAsked) drift.repaired = await repair(audit, ledger, drift);
    else if (drift.kind === 'MARKS') drift.repaired = await restoreMarks(audit, ledger, drift);
    if (drift.repaired === false && Date.now() >= audit.deadline) return false;
    run.next += 1;
    await saveSometimes();
  }
  return true;
}

/** The reservations that earlier workers have read. */
async function ledgerOf(run: Run, progress: Progress): Promise<ReservedLedger> {
  const ledger = new ReservedLedger(run.id);
  for (const key of run.holdKeys) for (const entry of await progress.load<LedgerEntry[]>(key)) ledger.enter(entry);
  return ledger;
}

/** One save after the other: each has the run as it is when it begins. */
function createSaver(run: Run, ledger: ReservedLedger, progress: Progress) {
  let last = Date.now();
  let saving: Promise<void> = Promise.resolve();
  const now = () => {
    last = Date.now();
    saving = saving.then(() => progress.save(run, ledger.takeUnsaved()));
    return saving;
  };
  return { now, sometimes: async () => (Date.now() - last < SAVE_EVERY_MS ? undefined : now()) };
}

/** A step that failed because its time was over is gone on with by the next worker. */
async function orOutOfTime(audit: Audit, step: () => Promise<boolean>): Promise<boolean> {
  try {
    return await step();
  } catch (error) {
    if (Date.now() < audit.deadline) throw error;
    return false;
  }
}
