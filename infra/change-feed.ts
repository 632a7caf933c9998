import { Duration } from 'aws-cdk-lib';
import type { GraphqlApi } from 'aws-cdk-lib/aws-appsync';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { FilterCriteria, FilterRule } from 'aws-cdk-lib/aws-lambda';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Data } from './data.ts';
import { allowDynamoDb, allowFields, lambdaFunction } from './function.ts';
import type { Settings } from './settings.ts';
import { followStream } from './stream.ts';

interface ChangeFeedProps {
  settings: Settings;
  data: Data;
  graphql: GraphqlApi;
  /** The function's role: the one that the API lets publish. */
  role: Role;
  failures: Bucket;
}

/** What follows the stream of Inventory: history, stored status, summary and events. */
export class ChangeFeed extends Construct {
  readonly function: IFunction;

  constructor(scope: Construct, id: string, { settings, data, graphql, role, failures }: ChangeFeedProps) {
    super(scope, id);
    const { inventory, movements } = data;
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
        PUBLISH_TOGETHER: String(settings.publishTogether),
      },
    });
    allowDynamoDb(role, inventory.tableArn, ['UpdateItem']);
    allowDynamoDb(role, movements.tableArn, ['BatchWriteItem', 'PutItem', 'UpdateItem']);
    allowFields(role, graphql, 'Mutation', ['publishStockChange', 'publishAvailability']);
    followStream({
      table: inventory,
      target: this.function,
      role,
      failures,
      // A deletion by hand has no state to tell, and an initial load has written all that would
      // follow, and has nobody to tell it to.
      filters: [
        FilterCriteria.filter({
          eventName: FilterRule.or('INSERT', 'MODIFY'),
          dynamodb: { NewImage: { last_change: { M: { load: { S: FilterRule.notExists() } } } } },
        }),
      ],
    });
  }
}
