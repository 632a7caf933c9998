import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { deployedName } from '../deployed-names.ts';
import { METRICS_NAMESPACE } from '../../domain/metrics.ts';

/** A metric that a function writes itself. `folder` is the function's. */
export function ownMetric(stage: string, folder: string, metricName: string, more: { period?: Duration; statistic?: string } = {}): Metric {
  return new Metric({
    namespace: METRICS_NAMESPACE,
    metricName,
    dimensionsMap: { service: deployedName(folder), stage },
    period: Duration.minutes(5),
    statistic: Stats.SUM,
    ...more,
  });
}
