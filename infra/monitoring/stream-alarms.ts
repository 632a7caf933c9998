import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { EventSourceMapping, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Alarms } from './alarms.ts';

/**
 * How far a stream's reader may be behind. Shoppers and staff see changes that much later; a stream
 * forgets after a day.
 */
const MOST_BEHIND = Duration.minutes(2);

/** What can go wrong with following a stream. `name` is that of the function's folder. */
export function watchStream(alarms: Alarms, name: string, target: LambdaFunction, mappings: EventSourceMapping[]): void {
  alarms.onTooMuch(`${name}-behind`, {
    runbook: 'stream-behind',
    meaning: `Function ${name} is more than ${MOST_BEHIND.toMinutes()} minutes behind its stream.`,
    metric: target.metric('IteratorAge', { period: Duration.minutes(1), statistic: Stats.MAXIMUM }),
    threshold: MOST_BEHIND.toMilliseconds(),
    periods: 3,
  });
  alarms.onTooMuch(`${name}-gave-up`, {
    runbook: 'records-given-up',
    meaning: `Records of a stream could not be followed by ${name} and are in the failures bucket.`,
    metric: inAll(mappings.map(givenUp)),
    threshold: 1,
  });
}

function givenUp({ eventSourceMappingId }: EventSourceMapping): Metric {
  return new Metric({
    namespace: 'AWS/Lambda',
    metricName: 'OnFailureDestinationDeliveredEventCount',
    dimensionsMap: { EventSourceMappingUUID: eventSourceMappingId },
    period: Duration.minutes(1),
    statistic: Stats.SUM,
  });
}

/** A function has one alarm, however many streams it follows. */
function inAll(metrics: Metric[]): IMetric {
  const [first, ...more] = metrics;
  if (first && more.length === 0) return first;
  const usingMetrics = Object.fromEntries(metrics.map((metric, place) => [`stream${place}`, metric]));
  return new MathExpression({ expression: 'SUM(METRICS())', usingMetrics, period: Duration.minutes(1) });
}

/** Reminds of records that nobody has handed in again: S3 counts its objects once a day. */
export function watchFailures(alarms: Alarms, failures: Bucket): void {
  alarms.onTooMuch('failures-left', {
    runbook: 'failures-left',
    meaning: 'The failures bucket is not empty: records of a stream wait to be handed in again.',
    metric: new Metric({
      namespace: 'AWS/S3',
      metricName: 'NumberOfObjects',
      dimensionsMap: { BucketName: failures.bucketName, StorageType: 'AllStorageTypes' },
      period: Duration.days(1),
      statistic: Stats.AVERAGE,
    }),
    threshold: 1,
  });
}
