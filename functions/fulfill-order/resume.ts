import type { Logger } from '@aws-lambda-powertools/logger';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { mapLimited } from '../lib/concurrency.ts';
import { createMetrics } from '../lib/metrics.ts';
import { finish } from './fulfill.ts';
import { leaseLeft } from './record.ts';
import type { OpenOrder } from './open-order.ts';
import type { Store } from './store.ts';

/** What a run of the schedule did with the orders that nobody works on. */
export interface Finished {
  /** Brought to their end: shipped, or given back. */
  finished: number;
  /** Those that it could not. */
  left: number;
  /** Not looked at: somebody may be working on them. */
  underWay: number;
}

/**
 * Orders under way at once, and how long each is tried, milliseconds: some that cannot go on must
 * not keep the others waiting.
 */
const CONCURRENCY = 4;
const ORDER_MS = 5_000;

const metrics = createMetrics();

/**
 * Brings orders that dead runs left to their end until `deadline`, epoch milliseconds; those that
 * nobody has touched for longest come first.
 */
export async function finishOrders(storeUntil: (deadline: number) => Store, deadline: number, logger: Logger): Promise<Finished> {
  const orders = await storeUntil(deadline).unfinished();
  const dead = orders.filter((order) => leaseLeft(order) <= 0);
  const tried = async (order: OpenOrder): Promise<boolean> => {
    try {
      await finish(order, storeUntil(Math.min(deadline, Date.now() + ORDER_MS)));
      return true;
    } catch (error) {
      logger.warn('An order was not finished', { order_id: order.order_id, error: error as Error });
      return false;
    }
  };
  const ends = await mapLimited(
    dead.toSorted((one, other) => one.lease_until - other.lease_until),
    CONCURRENCY,
    tried,
  );
  const finished = ends.filter((ended) => ended).length;
  metrics.addMetric('OrdersFinished', MetricUnit.Count, finished);
  metrics.addMetric('OrdersLeft', MetricUnit.Count, ends.length - finished);
  metrics.publishStoredMetrics();
  return { finished, left: ends.length - finished, underWay: orders.length - dead.length };
}
