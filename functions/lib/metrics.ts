import { Metrics } from '@aws-lambda-powertools/metrics';

/** The namespace of all metrics that functions write themselves. Dimensions: service, the function's folder, and stage. */
export const METRICS_NAMESPACE = 'Onhand';

/** The metrics of one function. Stages of one account do not add up: the stage is a dimension. */
export function createMetrics(serviceName: string): Metrics {
  const defaultDimensions = { stage: process.env['STAGE'] ?? 'dev' };
  return new Metrics({ namespace: METRICS_NAMESPACE, serviceName, defaultDimensions });
}
