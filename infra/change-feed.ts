import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { FilterCriteria, FilterRule, EventSourceMapping, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import type { GraphqlApi } from 'aws-cdk-lib/aws-appsync';
import { Construct } from 'constructs';
import { allowDynamoDb, allowFields, lambdaFunction } from './function.ts';
import type { Data } from './data.ts';
import type { Settings } from './settings.ts';

interface ChangeFeedProps {
  settings: Settings;
  data: Data;
  graphql: GraphqlApi;
  /** The function's role: the one that the API lets publish. */
  role: Role;
}

/** How often a batch is delivered again before it goes to the failures bucket. AWS does not count halving it. */
const RETRIES = 8;
/** Less than the day after which a stream forgets: what waits behind an outage is not to be given up for its age. */
const MAXIMUM_AGE = Duration.hours(20);

/** What follows the stream of Inventory: history, stored status, summary and events, and the bucket for records that cannot be followed. */
export class ChangeFeed extends Construct {
  readonly function: IFunction;
  readonly failures: Bucket;

  constructor(scope: Construct, id: string, { settings, data, graphql, role }: ChangeFeedProps) {
    super(scope, id);
    const { inventory, movements } = data;
    this.failures = failuresBucket(this);
    this.function = lambdaFunction(this, 'change-feed', settings, {
      role,
      description: 'Onhand: history, stored status and events from the stream of Inventory',
      // Within this a batch waits for a DynamoDB or AppSync that is busy.
      timeout: Duration.seconds(30),
      environment: {
        INVENTORY_TABLE: inventory.tableName,
        MOVEMENTS_TABLE: movements.tableName,
        GRAPHQL_URL: graphql.graphqlUrl,
        PUBLIC_COUNT_CAP: String(settings.publicCountCap),
      },
    });
    allowDynamoDb(role, inventory.tableArn, ['UpdateItem']);
    allowDynamoDb(role, movements.tableArn, ['PutItem', 'UpdateItem']);
    allowFields(role, graphql, 'Mutation', ['publishStockChange', 'publishAvailability']);
    this.followStream(data, role);
  }

  private followStream({ inventory }: Data, role: Role): void {
    const stream = inventory.tableStreamArn ?? '';
    allowDynamoDb(role, stream, ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams']);
    // Lambda writes failed records as the function's role.
    role.addToPolicy(new PolicyStatement({ actions: ['s3:PutObject'], resources: [this.failures.arnForObjects('aws/lambda/*')] }));
    role.addToPolicy(new PolicyStatement({ actions: ['s3:ListBucket'], resources: [this.failures.bucketArn] }));
    new EventSourceMapping(this, 'Mapping', {
      target: this.function,
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
      // A deletion by hand has no state to tell.
      filters: [FilterCriteria.filter({ eventName: FilterRule.or('INSERT', 'MODIFY') })],
      // CDK's own S3 destination would grant more than writing.
      onFailure: { bind: () => ({ destination: this.failures.bucketArn }) },
    }).node.addDependency(role);
  }
}

/** Failed records with their payload, until somebody redrives them. Kept as long as the record of an order. */
function failuresBucket(scope: Construct): Bucket {
  return new Bucket(scope, 'Failures', {
    encryption: BucketEncryption.S3_MANAGED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    lifecycleRules: [{ expiration: Duration.days(400) }],
    // Also of test stages: CloudFormation does not delete a bucket with objects in it, and each is something to look at.
    removalPolicy: RemovalPolicy.RETAIN,
  });
}
