import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { ATTENTION_INDEX, LISTING_INDEX, OVERSOLD_INDEX, UNFINISHED_INDEX } from '../domain/indexes.ts';
import { acknowledge, logicalIdOf, NO_ACCESS_LOG } from './acknowledge.ts';
import type { Data } from './data.ts';
import { allowDynamoDb, functionRole, lambdaFunction } from './function.ts';
import { lifetimeOf } from './lifetime.ts';
import { runRegularly } from './schedule.ts';
import type { Settings } from './settings.ts';

/** What proves once a day that the stored data keeps its promises. */
export class Audit extends Construct {
  readonly function: IFunction;
  /** Reports, and how far an audit has come. */
  readonly reports: Bucket;

  constructor(scope: Construct, id: string, { settings, data }: { settings: Settings; data: Data }) {
    super(scope, id);
    const { inventory, reservations, requests, movements } = data;
    this.reports = reportsBucket(this, settings);
    const role = functionRole(this, 'audit-stock');
    allowReading(role, data);
    allowRepairing(role, data);
    role.addToPolicy(
      new PolicyStatement({
        actions: ['s3:PutObject', 's3:GetObject'],
        resources: [this.reports.arnForObjects('reports/*'), this.reports.arnForObjects('work/*')],
      }),
    );
    for (const prefix of ['reports', 'work'])
      acknowledge(
        role,
        `AwsSolutions-IAM5[Resource::<${logicalIdOf(this.reports)}.Arn>/${prefix}/*]`,
        'Each audit has objects of its own, by its time.',
      );
    acknowledge(this.reports, 'AwsSolutions-S1', NO_ACCESS_LOG);
    this.function = lambdaFunction(this, 'audit-stock', settings, {
      role,
      description: 'Onhand: proves stock, reservations, history and marks against each other, and repairs when asked',
      timeout: Duration.minutes(15),
      // A whole processor, and room for a hundred thousand reservations.
      memorySize: 1_769,
      environment: {
        INVENTORY_TABLE: inventory.tableName,
        RESERVATIONS_TABLE: reservations.tableName,
        REQUESTS_TABLE: requests.tableName,
        MOVEMENTS_TABLE: movements.tableName,
        REPORTS_BUCKET: this.reports.bucketName,
        READ_UNITS_PER_SECOND: String(settings.auditReadUnitsPerSecond),
        FEED_SECONDS: String(settings.auditFeedSeconds),
        SETTLE_SECONDS: String(settings.auditSettleSeconds),
      },
    });
    this.schedule('Daily', Duration.days(1), 'start', 'Onhand: audits all stock');
    this.schedule(
      'GoOn',
      Duration.minutes(5),
      'continue',
      'Onhand: goes on with an audit that took longer than a function may, or whose function died',
    );
  }

  private schedule(id: string, rate: Duration, task: string, description: string): void {
    runRegularly(this, id, { description, rate, target: this.function, event: { task } });
  }
}

function allowReading(role: Role, { inventory, reservations, requests, movements }: Data): void {
  allowDynamoDb(role, inventory.tableArn, ['Scan', 'GetItem', 'BatchGetItem', 'Query']);
  for (const { name } of [LISTING_INDEX, ATTENTION_INDEX, OVERSOLD_INDEX])
    allowDynamoDb(role, `${inventory.tableArn}/index/${name}`, ['Query']);
  allowDynamoDb(role, reservations.tableArn, ['Scan', 'GetItem', 'BatchGetItem']);
  allowDynamoDb(role, requests.tableArn, ['Scan', 'GetItem', 'BatchGetItem']);
  allowDynamoDb(role, `${requests.tableArn}/index/${UNFINISHED_INDEX.name}`, ['Query']);
  allowDynamoDb(role, movements.tableArn, ['Query']);
}

function allowRepairing(role: Role, { inventory, reservations, requests, movements }: Data): void {
  allowDynamoDb(role, inventory.tableArn, ['UpdateItem']);
  allowDynamoDb(role, reservations.tableArn, ['UpdateItem']);
  allowDynamoDb(role, requests.tableArn, ['UpdateItem', 'ConditionCheckItem']);
  allowDynamoDb(role, movements.tableArn, ['PutItem', 'UpdateItem', 'ConditionCheckItem']);
}

function reportsBucket(scope: Construct, settings: Settings): Bucket {
  return new Bucket(scope, 'Reports', {
    encryption: BucketEncryption.S3_MANAGED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    lifecycleRules: [
      { prefix: 'reports/', expiration: Duration.days(400) },
      { prefix: 'work/', expiration: Duration.days(7) },
    ],
    removalPolicy: lifetimeOf(settings),
  });
}
