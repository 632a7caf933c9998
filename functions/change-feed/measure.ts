import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { StockChangeCause } from '../../schema/types.ts';
import { createMetrics } from '../lib/metrics.ts';
import type { Failure } from './failure.ts';
import type { LevelChange } from './record.ts';

const metrics = createMetrics();

/**
 * What the business is measured by: lines, one for each level that an order or a reservation
 * touches. Other causes are in `Changes` only.
 */
const NAMES: Partial<Record<StockChangeCause, string>> = {
  RESERVED: 'LinesReserved',
  COMMITTED: 'LinesCommitted',
  RELEASED: 'LinesReleased',
  EXPIRED: 'LinesExpired',
  FULFILLED: 'LinesFulfilled',
};

/**
 * Counts what was followed by its cause, and how long after the change that was. All writers are in
 * it, since all changes pass here; what is delivered twice is counted twice.
 */
export function measure(changes: readonly LevelChange[], failures: readonly Failure[]): void {
  const failed = new Set(failures.map(({ change }) => change));
  const followed = changes.filter((change) => !failed.has(change));
  if (followed.length === 0) return;
  const now = Date.now();
  const counts = new Map<string, number>([['Changes', followed.length]]);
  for (const { after } of followed) {
    const name = NAMES[after.last_change.cause];
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  for (const [name, count] of counts) metrics.addMetric(name, MetricUnit.Count, count);
  const lag = Math.max(...followed.map(({ after }) => now - Date.parse(after.last_updated)));
  metrics.addMetric('FeedLag', MetricUnit.Milliseconds, Math.max(0, lag));
  metrics.publishStoredMetrics();
}
