import { Metrics } from '@aws-lambda-powertools/metrics';
import { METRICS_NAMESPACE } from '../../domain/metrics.ts';

/**
 * The metrics of the function that runs, which the deploy names in POWERTOOLS_SERVICE_NAME. Stages
 * of one account do not add up: the stage is a dimension.
 */
export function createMetrics(): Metrics {
  const defaultDimensions = { stage: process.env['STAGE'] ?? 'dev' };
  return new Metrics({ namespace: METRICS_NAMESPACE, defaultDimensions });
}
