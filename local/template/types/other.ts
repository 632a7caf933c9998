import { withoutArn, type ResourceType } from '../naming.ts';

const LOG_GROUP: ResourceType = {
  honoured: [],
  withoutLocalEffect: ['LogGroupName', 'RetentionInDays', 'KmsKeyId', 'LogGroupClass', 'Tags'],
  identify: (context) => {
    const name = context.text('LogGroupName') ?? `${context.stackName}-${context.logicalId}`;
    const arn = `arn:aws:logs:${context.region}:${context.accountId}:log-group:${name}:*`;
    return { physicalId: name, arn, ref: name, attributes: { Arn: arn } };
  },
};

/** Types that stand for nothing on one machine. */
export const OTHER_TYPES: Readonly<Record<string, ResourceType>> = {
  'AWS::Logs::LogGroup': LOG_GROUP,
  'AWS::CDK::Metadata': { honoured: [], withoutLocalEffect: ['Analytics'], identify: (context) => withoutArn(context.logicalId, []) },
};
