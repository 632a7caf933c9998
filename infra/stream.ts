import { Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, FilterCriteria, FilterRule, MetricType, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { acknowledge, logicalIdOf, NO_ACCESS_LOG } from './acknowledge.ts';
import { allowDynamoDb } from './function.ts';
import { lifetimeOf } from './lifetime.ts';
import type { Settings } from './settings.ts';

interface StreamProps {
  table: Table;
  target: IFunction;
  /** The function's role: Lambda reads the stream and writes failed records as it. */
  role: Role;
  /** Where records go that cannot be followed, with their payload. */
  failures: Bucket;
  /** Of what is delivered, as FilterCriteria makes them: one of them is enough. */
  filters: Record<string, unknown>[];
  /** Of the mapping, for a function that follows several streams. */
  id?: string;
}

/**
 * How often a batch is delivered again before it goes to the failures bucket. AWS does not count
 * halving it.
 */
const RETRIES = 8;
/**
 * Less than the day after which a stream forgets: what waits behind an outage is not to be given up
 * for its age.
 */
const MAXIMUM_AGE = Duration.hours(20);

/** Lets a function follow the stream of a table. */
export function followStream({ table, target, role, failures, filters, id = 'Mapping' }: StreamProps): void {
  const stream = table.tableStreamArn ?? '';
  allowDynamoDb(role, stream, ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams']);
  role.addToPolicy(new PolicyStatement({ actions: ['s3:PutObject'], resources: [failures.arnForObjects('aws/lambda/*')] }));
  role.addToPolicy(new PolicyStatement({ actions: ['s3:ListBucket'], resources: [failures.bucketArn] }));
  acknowledge(
    role,
    `AwsSolutions-IAM5[Resource::<${logicalIdOf(failures)}.Arn>/aws/lambda/*]`,
    'Lambda chooses the names of the objects in which it keeps what failed.',
  );
  new EventSourceMapping(target, id, {
    target,
    eventSourceArn: stream,
    // LATEST can miss what is written while the mapping is made.
    startingPosition: StartingPosition.TRIM_HORIZON,
    batchSize: 100,
    // A level that sells fast holds up its lane alone.
    parallelizationFactor: 10,
    reportBatchItemFailures: true,
    bisectBatchOnError: true,
    retryAttempts: RETRIES,
    maxRecordAge: MAXIMUM_AGE,
    filters,
    // Tells, among others, how many records went to the bucket: what an alarm watches.
    metricsConfig: { metrics: [MetricType.EVENT_COUNT] },
    // CDK's own S3 destination would grant more than writing.
    onFailure: { bind: () => ({ destination: failures.bucketArn }) },
  }).node.addDependency(role);
}

/** What DynamoDB's TTL deleted, nobody else, of reservations that were active. */
export function deletedWhileActive(): Record<string, unknown> {
  const is = (value: string): unknown => FilterRule.isEqual(value);
  return FilterCriteria.filter({
    eventName: is('REMOVE'),
    userIdentity: { type: is('Service'), principalId: is('dynamodb.amazonaws.com') },
    dynamodb: { OldImage: { status: { S: is('ACTIVE') } } },
  });
}

/**
 * Records that nobody could follow, with their payload, until somebody redrives them. Kept as long
 * as the record of an order.
 */
export function failuresBucket(scope: Construct, settings: Settings): Bucket {
  const bucket = new Bucket(scope, 'Failures', {
    encryption: BucketEncryption.S3_MANAGED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    lifecycleRules: [{ expiration: Duration.days(400) }],
    removalPolicy: lifetimeOf(settings),
  });
  acknowledge(bucket, 'AwsSolutions-S1', NO_ACCESS_LOG);
  return bucket;
}
