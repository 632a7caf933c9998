import { Duration } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Settings } from '../settings.ts';
import type { Alarms } from './alarms.ts';
import { ownMetric } from './own-metrics.ts';

/** Due reservations that are more than a run leaves when all is well. */
const MANY_LEFT = 1_000;
/**
 * Levels that are reserved to the last unit for half an hour: more than a busy hour makes, and what
 * somebody makes who reserves without buying.
 */
const MANY_HELD = 50;
const HELD_FOR = Duration.minutes(30);
/** Of the time between two checks: one may be missing, since Lambda tries it again. */
const MISSED_CHECKS = 2;
/** CloudWatch takes periods of whole minutes, and evaluates at most a week. */
const SIX_HOURS = Duration.hours(6);

/** What has to happen by itself, and what it tells when it does. */
export function watchSchedules(alarms: Alarms, settings: Settings, alertsTopic: Topic): void {
  const { stage, sweeper, thresholdCheckMinutes } = settings;
  if (sweeper) {
    alarms.onSilence('sweeper-silent', {
      runbook: 'sweeper-silent',
      meaning: 'No run of the sweeper has ended for five minutes: units of expired reservations are not given back.',
      metric: ownMetric(stage, 'expire-reservations', 'DueHoldsLeft', { statistic: Stats.SAMPLE_COUNT }),
    });
    alarms.onTooMuch('holds-left', {
      runbook: 'holds-left',
      meaning: `More than ${MANY_LEFT} reservations stay due: the sweeper does not keep up, or cannot end them.`,
      metric: ownMetric(stage, 'expire-reservations', 'DueHoldsLeft', { statistic: Stats.MINIMUM }),
      threshold: MANY_LEFT,
      periods: 2,
    });
  }
  alarms.onTooMuch('orders-left', {
    runbook: 'orders-left',
    meaning: 'Large orders stay half done: the schedule that finishes them cannot.',
    metric: ownMetric(stage, 'fulfill-order', 'OrdersLeft', { statistic: Stats.MINIMUM }),
    threshold: 1,
    periods: 2,
  });
  alarms.onSilence('check-thresholds-silent', {
    runbook: 'check-thresholds-silent',
    meaning: 'Stock levels are not being checked: no alert of what runs out is published.',
    metric: ownMetric(stage, 'check-thresholds', 'LowLevels', {
      statistic: Stats.SAMPLE_COUNT,
      period: Duration.minutes(thresholdCheckMinutes),
    }),
    periods: MISSED_CHECKS,
  });
  alarms.onTooMuch('stock-held', {
    runbook: 'stock-held',
    meaning: `More than ${MANY_HELD} levels are reserved to the last unit: perhaps somebody reserves who does not buy.`,
    metric: ownMetric(stage, 'check-thresholds', 'HeldLevels', { statistic: Stats.MINIMUM, period: HELD_FOR }),
    threshold: MANY_HELD,
  });
  alarms.onTooMuch('alerts-failed', {
    runbook: 'alerts-failed',
    meaning: 'Low-stock alerts could not be published.',
    metric: ownMetric(stage, 'check-thresholds', 'AlertsFailed', { period: Duration.minutes(thresholdCheckMinutes) }),
    threshold: 1,
    periods: 2,
  });
  alarms.onTooMuch('alerts-undelivered', {
    runbook: 'alerts-undelivered',
    meaning: 'SNS could not deliver low-stock alerts to a subscriber.',
    metric: alertsTopic.metricNumberOfNotificationsFailed({ period: Duration.minutes(5) }),
    threshold: 1,
  });
  watchAudit(alarms, stage);
}

function watchAudit(alarms: Alarms, stage: string): void {
  alarms.onSilence('audit-silent', {
    runbook: 'audit-silent',
    meaning: 'No audit has come to its end for 30 hours.',
    metric: ownMetric(stage, 'audit-stock', 'AuditCompleted', { period: SIX_HOURS }),
    periods: 5,
  });
  alarms.onTooMuch('audit-drift', {
    runbook: 'audit-drift',
    meaning: 'The audit found stock, reservations or history that do not agree.',
    metric: ownMetric(stage, 'audit-stock', 'Drift', { statistic: Stats.MAXIMUM }),
    threshold: 1,
  });
}
