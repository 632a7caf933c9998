import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { ERROR_TYPES } from '../../domain/errors.ts';
import type { ErrorType } from '../../domain/errors.ts';

/** The namespace of a stage's own metrics that are made from logs; those of the functions are in `Onhand`, by service. */
export function refusalNamespace(stackName: string): string {
  return `${stackName}/Refusals`;
}

/**
 * Counts the API's error lines by type. AppSync sends its errors with HTTP 200 and counts none of them, so its log is where they are; a
 * request may take more than one line there, which makes these numbers good for their rise and not for their exact height.
 * @returns the metrics by error type, sums over five minutes
 */
export function countRefusals(scope: Construct, logGroup: ILogGroup, namespace: string): Record<ErrorType, Metric> {
  const entries = ERROR_TYPES.map((type) => {
    new MetricFilter(scope, type, {
      logGroup,
      metricNamespace: namespace,
      metricName: type,
      metricValue: '1',
      // The one term is in no other line: types are words of their own, in capitals.
      filterPattern: FilterPattern.literal(`"${type}"`),
    });
    return [type, new Metric({ namespace, metricName: type, statistic: Stats.SUM, period: Duration.minutes(5) })] as const;
  });
  return Object.fromEntries(entries) as Record<ErrorType, Metric>;
}
