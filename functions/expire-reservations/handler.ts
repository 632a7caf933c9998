import { Logger } from '@aws-lambda-powertools/logger';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import { documentClient } from '../lib/dynamodb.ts';
import { isConflict } from '../lib/dynamodb-errors.ts';
import { environment } from '../lib/environment.ts';
import { createMetrics } from '../lib/metrics.ts';
import { Refusal } from '../lib/refusal.ts';
import { UnknownOutcome } from '../lib/transactions.ts';
import { closeDue } from './close.ts';
import { countDue, dueReservations } from './due-reservations.ts';
import { alone, byLevels, groupsOf } from './groups.ts';
import type { Group } from './groups.ts';
import { prefetch } from './prefetch.ts';
import { runDisjoint } from './run-disjoint.ts';

/** What a run did. */
interface Run {
  /** Reservations that it has ended. Fewer only where an answer was still missing at its end. */
  closed: number;
  /**
   * Due reservations that are still there: for lack of time, or of units. At least so many, where
   * there was no time to count them.
   */
  left: number;
}

/** Time that is left for the last answers and for counting when the work ends, milliseconds. */
const RESERVE_MS = 5_000;
/** Of that, left for the metrics. */
const LAST_MS = 1_000;
/**
 * How long a transaction that meets others is tried before it has to wait for the rest,
 * milliseconds.
 */
const GROUP_MS = 3_000;
/** Transactions under way at once. */
const CONCURRENCY = 16;

const logger = new Logger();
const metrics = createMetrics();
const dynamodb = documentClient(1);
const table = environment('RESERVATIONS_TABLE');

/**
 * Ends the reservations whose time is over, and stops before the next minute's run begins. Should
 * two runs overlap all the same, as Lambda may deliver an event twice, each reservation is still
 * ended once: on the condition that it is as it was read.
 */
export async function handler(_event: unknown, context: Context): Promise<Run> {
  logger.addContext(context);
  const deadline = Date.now() + context.getRemainingTimeInMillis() - RESERVE_MS;
  const nowSeconds = Math.floor(Date.now() / 1000);
  const reservations = { dynamodb, table, nowSeconds, until: deadline, deadline: deadline + RESERVE_MS - LAST_MS };
  const stuck: string[] = [];
  const sent = new Set<string>();
  let waiting: Group[] = [];
  let closed = 0;

  async function close(group: Group): Promise<Group[]> {
    try {
      const ended = await closeDue(group.reservations, { dynamodb, deadline: Math.min(deadline, Date.now() + GROUP_MS), sent });
      if (ended === undefined) return giveUp(group, new Error('A level has fewer reserved units than its reservations.'));
      closed += ended;
      return [];
    } catch (error) {
      // Whoever was there or did not answer may be through by the next round. What took effect
      // unseen is met by its condition then, and counted.
      if (!(error instanceof Refusal || error instanceof UnknownOutcome)) return giveUp(group, error as Error);
      // Only what meets others at one level gains by leaving the other levels; what DynamoDB was
      // too busy for would cost more in parts.
      return isConflict(error.cause) ? byLevels(group) : [group];
    }
  }

  /** Only the reservation itself that cannot end must stay. */
  function giveUp({ reservations: all }: Group, error: Error): Group[] {
    if (all.length > 1) return alone(all);
    stuck.push(...all.map(({ reservation_id }) => reservation_id));
    logger.error('A due reservation cannot be ended', { reservation_id: stuck.at(-1), error });
    return [];
  }

  async function stillDue(): Promise<number> {
    if (waiting.length === 0 && Date.now() < deadline) return stuck.length;
    try {
      return await countDue(reservations);
    } catch (error) {
      logger.warn('The due reservations that are left could not be counted', { error: error as Error });
      return waiting.reduce((sum, group) => sum + group.reservations.length, stuck.length);
    }
  }

  try {
    for await (const batch of prefetch(dueReservations(reservations))) {
      waiting = await runDisjoint([...waiting, ...groupsOf(batch)], CONCURRENCY, close);
      if (Date.now() >= deadline) break;
    }
    while (waiting.length > 0 && Date.now() < deadline) waiting = await runDisjoint(waiting, CONCURRENCY, close);
    const left = await stillDue();
    metrics.addMetric('DueHoldsLeft', MetricUnit.Count, left);
    return { closed, left };
  } finally {
    metrics.addMetric('HoldsExpired', MetricUnit.Count, closed);
    metrics.publishStoredMetrics();
    logger.info('Expired reservations', { closed });
  }
}
