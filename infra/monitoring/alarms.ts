import { Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

/**
 * What an alarm watches. It is raised when the metric is at or above `threshold` in `of` of the
 * last `periods` periods.
 */
export interface Watch {
  /** The heading in docs/alarms.md that says what to do: several alarms of one kind share it. */
  runbook: string;
  /** What it means, a sentence for who is woken by it. */
  meaning: string;
  metric: IMetric;
  threshold: number;
  /** Default 1. */
  periods?: number;
  /** Default all of them. */
  of?: number;
}

/** Alarms that all tell one topic, when they begin and when they end. */
export class Alarms extends Construct {
  private readonly topic: ITopic;

  constructor(scope: Construct, id: string, topic: ITopic) {
    super(scope, id);
    this.topic = topic;
  }

  /** Raised by too much of something; where nothing is measured, nothing is wrong. */
  onTooMuch(name: string, watch: Watch): void {
    this.raise(name, watch, ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD, TreatMissingData.NOT_BREACHING);
  }

  /**
   * Tells when something that has happened before happens no more. An alarm begins in
   * INSUFFICIENT_DATA, so that a new stage, where nothing has happened yet, has nothing to tell;
   * had missing data counted as breaching, each would be raised by its own making.
   */
  onSilence(name: string, watch: Omit<Watch, 'threshold'>): void {
    const alarm = this.raise(name, { ...watch, threshold: 1 }, ComparisonOperator.LESS_THAN_THRESHOLD, TreatMissingData.MISSING);
    alarm.addInsufficientDataAction(new SnsAction(this.topic));
  }

  private raise(name: string, watch: Watch, comparisonOperator: ComparisonOperator, treatMissingData: TreatMissingData): Alarm {
    const { runbook, meaning, metric, threshold, periods = 1, of = periods } = watch;
    const alarm = new Alarm(this, name, {
      alarmName: `${Stack.of(this).stackName}-${name}`,
      alarmDescription: `${meaning} What to do: docs/alarms.md#${runbook}`,
      metric,
      threshold,
      evaluationPeriods: periods,
      datapointsToAlarm: of,
      comparisonOperator,
      treatMissingData,
    });
    const action = new SnsAction(this.topic);
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
    return alarm;
  }
}
