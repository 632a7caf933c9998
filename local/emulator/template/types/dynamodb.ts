import { arnOf, type ResourceType } from '../naming.ts';

const TABLE: ResourceType = {
  honoured: [
    'TableName',
    'KeySchema',
    'AttributeDefinitions',
    'GlobalSecondaryIndexes',
    'BillingMode',
    'StreamSpecification',
    'TimeToLiveSpecification',
  ],
  withoutLocalEffect: [
    'PointInTimeRecoverySpecification',
    'SSESpecification',
    'DeletionProtectionEnabled',
    'ContributorInsightsSpecification',
    'OnDemandThroughput',
    'Tags',
  ],
  identify: (context) => {
    const name = context.text('TableName') ?? `${context.stackName}-${context.logicalId}`;
    const arn = arnOf(context, 'dynamodb', `table/${name}`);
    return { physicalId: name, arn, ref: name, attributes: { Arn: arn, StreamArn: `${arn}/stream/2026-01-01T00:00:00.000` } };
  },
};

/** DynamoDB. */
export const DYNAMODB_TYPES: Readonly<Record<string, ResourceType>> = {
  'AWS::DynamoDB::Table': TABLE,
};
