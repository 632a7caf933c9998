import { Metrics } from '@aws-lambda-powertools/metrics';

/**
 * The namespace of all metrics that functions write themselves. Dimensions: service, the function's
 * name in AWS, and stage.
 */
export const METRICS_NAMESPACE = 'Onhand';

/**
 * The metrics of the function that runs, which the deploy names in POWERTOOLS_SERVICE_NAME. Stages
 * of one account do not add up: the stage is a dimension.
 */
export function createMetrics(): Metrics {
  const defaultDimensions = { stage: process.env['STAGE'] ?? 'dev' };
  return new Metrics({ namespace: METRICS_NAMESPACE, defaultDimensions });
}
