import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { METRICS_NAMESPACE } from '../../functions/lib/metrics.ts';

/** A metric that a function writes itself. `service` is its folder. */
export function ownMetric(
  stage: string,
  service: string,
  metricName: string,
  more: { period?: Duration; statistic?: string } = {},
): Metric {
  return new Metric({
    namespace: METRICS_NAMESPACE,
    metricName,
    dimensionsMap: { service, stage },
    period: Duration.minutes(5),
    statistic: Stats.SUM,
    ...more,
  });
}
