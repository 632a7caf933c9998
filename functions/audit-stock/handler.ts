import { randomUUID } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import type { StockKeyInput } from '../../schema/types.ts';
import { documentClient } from '../lib/dynamodb.ts';
import { environment } from '../lib/environment.ts';
import { createMetrics } from '../lib/metrics.ts';
import type { Audit } from './audit.ts';
import { auditLevel } from './one-level.ts';
import { LostRun, Progress } from './progress.ts';
import type { RunRecord } from './progress.ts';
import { createReads } from './reads.ts';
import { interimOf, reportKey, reportOf } from './report.ts';
import type { Interim, Report } from './report.ts';
import { newRun } from './run.ts';
import type { Run } from './run.ts';
import { createThrottle } from './throttle.ts';
import { workOn } from './work.ts';

/**
 * What the schedules and people ask for: to begin an audit or go on with the one under way, only to
 * go on, or to audit one level now.
 */
export type AuditEvent = ({ task: 'start' | 'continue' } | ({ task: 'level' } & StockKeyInput)) & {
  repair?: boolean;
  /** How long this invocation may work, seconds; default as long as Lambda lets it. */
  seconds?: number;
};

/** What an invocation answers: the report when the audit is at its end. */
export type AuditAnswer = { finished: true; report?: Report } | { finished: false; interim?: Interim };

/** Time that is left for the last save and the answer when the work ends, milliseconds. */
const RESERVE_MS = 15_000;

const logger = new Logger();
const metrics = createMetrics();
const dynamodb = documentClient();
const s3 = new S3Client({ forcePathStyle: true });
const bucket = environment('REPORTS_BUCKET');
const tables = {
  inventory: environment('INVENTORY_TABLE'),
  reservations: environment('RESERVATIONS_TABLE'),
  requests: environment('REQUESTS_TABLE'),
  movements: environment('MOVEMENTS_TABLE'),
};

/**
 * Proves the invariants on all data. One audit at a time, however often it is asked: an invocation
 * that ends early, or dies, is followed by the next, and two never work on the same one.
 */
export async function handler(event: AuditEvent, context: Context): Promise<AuditAnswer> {
  logger.addContext(context);
  const left = context.getRemainingTimeInMillis() - RESERVE_MS;
  const audit = auditUntil(Date.now() + Math.min(left, (event.seconds ?? Infinity) * 1_000));
  if (event.task === 'level') return { finished: true, report: await auditLevel(audit, event, event.repair === true) };
  const progress = new Progress({ dynamodb, s3, table: tables.requests, bucket, worker: randomUUID() });
  const known = await progress.read();
  if (event.repair && known?.run !== undefined && !known.finished) await progress.askForRepair(known.run);
  if (event.task === 'continue' && known?.finished !== false) return lastOf(known, progress);
  const before = await progress.take();
  if (!before) return { finished: false };
  const stop = progress.signs();
  try {
    const run = await runOf(before, event, progress);
    return run ? await bringOn(audit, run, progress) : await lastOf(before, progress);
  } catch (error) {
    // Whoever has taken over does the rest.
    if (error instanceof LostRun) return { finished: false };
    logger.error('An audit was interrupted', { error: error as Error });
    throw error;
  } finally {
    stop();
    await progress.release();
  }
}

function auditUntil(deadline: number): Audit {
  const reads = createReads(dynamodb, createThrottle(Number(environment('READ_UNITS_PER_SECOND'))), deadline);
  const times = { feedMs: Number(environment('FEED_SECONDS')) * 1_000, settleMs: Number(environment('SETTLE_SECONDS')) * 1_000 };
  return { dynamodb, tables, reads, ...times, deadline };
}

/** The run to work on; undefined when there is none and none is to begin. */
async function runOf(
  { state_key, finished }: RunRecord,
  { task, repair = false }: AuditEvent,
  progress: Progress,
): Promise<Run | undefined> {
  if (state_key !== undefined && !finished) return progress.load<Run>(state_key);
  if (task === 'continue') return undefined;
  const run = newRun(new Date());
  await progress.begin(run, repair);
  return run;
}

async function bringOn(audit: Audit, run: Run, progress: Progress): Promise<AuditAnswer> {
  if (!(await workOn(audit, run, progress))) {
    logger.info('An audit is to be continued', { ...interimOf(run) });
    return { finished: false, interim: interimOf(run) };
  }
  const report = reportOf(run, await progress.isRepairAsked());
  await progress.put(reportKey(run.id), JSON.stringify(report, undefined, 2));
  await progress.finish(run);
  publish(report);
  return { finished: true, report };
}

/** The report of the run that has ended last. */
async function lastOf(record: RunRecord | undefined, progress: Progress): Promise<AuditAnswer> {
  if (record?.run === undefined) return { finished: true };
  return { finished: true, report: await progress.load<Report>(reportKey(record.run)) };
}

function publish({ drift, ...report }: Report): void {
  metrics.addMetric('AuditCompleted', MetricUnit.Count, 1);
  metrics.addMetric('AuditedLevels', MetricUnit.Count, report.checked.levels);
  metrics.addMetric('Drift', MetricUnit.Count, report.drifted);
  metrics.addMetric('LateMarks', MetricUnit.Count, report.lateMarks);
  metrics.addMetric('UndecidedLevels', MetricUnit.Count, report.undecided);
  metrics.publishStoredMetrics();
  const first = drift.slice(0, 20);
  if (drift.length > 0) logger.error('The audit found drift', { ...report, drift: first });
  else logger.info('The audit found no drift', { ...report });
}
