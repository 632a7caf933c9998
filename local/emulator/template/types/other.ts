import { arnOf, withoutArn, type ResourceType } from '../naming.ts';

const LOG_GROUP: ResourceType = {
  honoured: [],
  withoutLocalEffect: ['LogGroupName', 'RetentionInDays', 'KmsKeyId', 'LogGroupClass', 'Tags'],
  identify: (context) => {
    const name = context.text('LogGroupName') ?? `${context.stackName}-${context.logicalId}`;
    const arn = `arn:aws:logs:${context.region}:${context.accountId}:log-group:${name}:*`;
    return { physicalId: name, arn, ref: name, attributes: { Arn: arn } };
  },
};

/**
 * Anything of what watches and guards a deployed stage: nobody measures anything here. All of its
 * properties are fine.
 */
const MONITORING: ResourceType = {
  honoured: [],
  withoutLocalEffect: [
    ...['ActionsEnabled', 'AlarmActions', 'AlarmDescription', 'AlarmName', 'ComparisonOperator', 'DatapointsToAlarm', 'Dimensions'],
    ...[
      'EvaluationPeriods',
      'ExtendedStatistic',
      'MetricName',
      'Metrics',
      'Namespace',
      'InsufficientDataActions',
      'OKActions',
      'Period',
      'Statistic',
      'Threshold',
    ],
    ...['TreatMissingData', 'DashboardBody', 'DashboardName', 'FilterPattern', 'LogGroupName', 'MetricTransformations'],
    ...['Budget', 'NotificationsWithSubscribers', 'Description', 'EnableKeyRotation', 'KeyPolicy', 'PendingWindowInDays', 'Tags'],
  ],
  identify: (context) => {
    const arn = arnOf(context, 'monitoring', context.logicalId);
    return { physicalId: context.logicalId, arn, ref: context.logicalId, attributes: { Arn: arn } };
  },
};

/** Types that stand for nothing on one machine. */
export const OTHER_TYPES: Readonly<Record<string, ResourceType>> = {
  'AWS::Logs::LogGroup': LOG_GROUP,
  // Nothing is refused here for its address that a log would have to tell.
  'AWS::WAFv2::LoggingConfiguration': {
    honoured: [],
    withoutLocalEffect: ['LogDestinationConfigs', 'LoggingFilter', 'RedactedFields', 'ResourceArn'],
    identify: (context) => withoutArn(context.logicalId, []),
  },
  'AWS::Logs::MetricFilter': MONITORING,
  'AWS::CloudWatch::Alarm': MONITORING,
  'AWS::CloudWatch::Dashboard': MONITORING,
  'AWS::Budgets::Budget': MONITORING,
  'AWS::KMS::Key': MONITORING,
  'AWS::CDK::Metadata': { honoured: [], withoutLocalEffect: ['Analytics'], identify: (context) => withoutArn(context.logicalId, []) },
};
