import { Duration } from 'aws-cdk-lib';
import type { GraphqlApi } from 'aws-cdk-lib/aws-appsync';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { ErrorType } from '../../domain/errors.ts';
import type { Alarms } from './alarms.ts';

const FIVE_MINUTES = Duration.minutes(5);
/**
 * What a product page may wait for an answer at the slowest hundredth, milliseconds; writes that
 * wait for others are in it too.
 */
const SLOW_MS = 2_000;
/** Contended calls in five minutes that are no longer a crowd at one product. */
const MUCH_CONTENTION = 50;

/** A metric of the API. */
export function apiMetric(graphql: GraphqlApi, metricName: string, statistic: string): Metric {
  return new Metric({
    namespace: 'AWS/AppSync',
    metricName,
    dimensionsMap: { GraphQLAPIId: graphql.apiId },
    period: FIVE_MINUTES,
    statistic,
  });
}

/** What can go wrong with the API. */
export function watchApi(alarms: Alarms, graphql: GraphqlApi, refusals: Record<ErrorType, Metric>): void {
  alarms.onTooMuch('api-5xx', {
    runbook: 'api-5xx',
    meaning: 'AppSync itself failed to answer.',
    metric: apiMetric(graphql, '5XXError', Stats.SUM),
    threshold: 5,
    periods: 2,
  });
  alarms.onTooMuch('api-latency', {
    runbook: 'api-latency',
    meaning: `One request in a hundred takes more than ${SLOW_MS / 1_000} s.`,
    metric: apiMetric(graphql, 'Latency', Stats.p(99)),
    threshold: SLOW_MS,
    periods: 3,
  });
  alarms.onTooMuch('api-internal', {
    runbook: 'api-internal',
    meaning: 'Calls end with INTERNAL: something in Onhand does not do what it should.',
    metric: refusals.INTERNAL,
    threshold: 1,
    periods: 3,
    of: 2,
  });
  alarms.onTooMuch('api-contention', {
    runbook: 'api-contention',
    meaning: 'Many calls end with CONTENTION: more writes meet at one product than it takes.',
    metric: refusals.CONTENTION,
    threshold: MUCH_CONTENTION,
    periods: 3,
  });
}
