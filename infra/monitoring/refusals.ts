import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { ERROR_TYPES, refusalLine } from '../../domain/errors.ts';
import type { ErrorType } from '../../domain/errors.ts';

/**
 * The namespace of a stage's own metrics that are made from logs; those of the functions are in
 * `Onhand`, by service.
 */
export function refusalNamespace(stackName: string): string {
  return `${stackName}/Refusals`;
}

/**
 * Counts what the API has refused, by type. AppSync sends errors with HTTP 200 and counts none of
 * them, and how its own log puts them is documented nowhere: so resolvers write a line of their own
 * for each, which is looked for here.
 * @returns the metrics by error type, sums over five minutes
 */
export function countRefusals(scope: Construct, logGroup: ILogGroup, namespace: string): Record<ErrorType, Metric> {
  const entries = ERROR_TYPES.map((type) => {
    new MetricFilter(scope, type, {
      logGroup,
      metricNamespace: namespace,
      metricName: type,
      metricValue: '1',
      // As one phrase, whatever AppSync puts around it.
      filterPattern: FilterPattern.literal(`"${refusalLine(type)}"`),
    });
    return [type, new Metric({ namespace, metricName: type, statistic: Stats.SUM, period: Duration.minutes(5) })] as const;
  });
  return Object.fromEntries(entries) as Record<ErrorType, Metric>;
}
