import { Duration } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Alarms } from './alarms.ts';

/** Of a function's time, percent: what takes longer is about to be cut off. */
const MOST_OF_ITS_TIME = 80;
const FIVE_MINUTES = Duration.minutes(5);

/** What can go wrong with any function. `name` is that of its folder. */
export function watchFunction(alarms: Alarms, name: string, target: LambdaFunction): void {
  alarms.onTooMuch(`${name}-errors`, {
    runbook: 'function-errors',
    meaning: `Function ${name} failed, or ran out of time or memory.`,
    metric: target.metricErrors({ period: FIVE_MINUTES, statistic: Stats.SUM }),
    threshold: 1,
    periods: 3,
    of: 2,
  });
  alarms.onTooMuch(`${name}-throttles`, {
    runbook: 'function-throttles',
    meaning: `Function ${name} was refused for lack of concurrent executions.`,
    metric: target.metricThrottles({ period: FIVE_MINUTES, statistic: Stats.SUM }),
    threshold: 1,
    periods: 3,
    of: 2,
  });
  const timeout = target.timeout?.toMilliseconds() ?? 0;
  alarms.onTooMuch(`${name}-duration`, {
    runbook: 'function-duration',
    meaning: `Function ${name} takes more than ${MOST_OF_ITS_TIME} % of its time.`,
    metric: target.metricDuration({ period: FIVE_MINUTES, statistic: Stats.p(99) }),
    threshold: (timeout * MOST_OF_ITS_TIME) / 100,
    periods: 3,
    of: 2,
  });
}
