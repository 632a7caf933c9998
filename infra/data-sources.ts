import { DynamoDbDataSource, LambdaDataSource, NoneDataSource } from 'aws-cdk-lib/aws-appsync';
import type { BaseDataSource, GraphqlApi } from 'aws-cdk-lib/aws-appsync';
import type { ITable, Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { DataSourceName } from '../resolvers/manifest.ts';
import { ACTIVE_HOLDS_INDEX, ACTIVITY_INDEX, COMMITTED_INDEX } from '../domain/indexes.ts';
import type { Index } from '../domain/indexes.ts';
import { LIST_INDEXES } from './data.ts';
import type { Data } from './data.ts';
import type { Writers } from './writers.ts';

/**
 * What a role may do: DynamoDB actions on a table itself, or on these of its indexes.
 * TransactWriteItems needs the actions of its parts.
 */
type Permissions = { table: Table; actions: string[]; indexes?: Index[] }[];

/** One data source a purpose, each with a role that may do just what its resolvers do. */
export function createDataSources(
  api: GraphqlApi,
  { data, writers, deadLetters }: { data: Data; writers: Writers; deadLetters: IFunction },
): Record<DataSourceName, BaseDataSource> {
  const { inventory, reservations, requests, movements } = data;
  return {
    stockReads: dynamoDb(api, 'stockReads', inventory, [
      { table: inventory, actions: ['GetItem', 'BatchGetItem', 'Query'] },
      { table: inventory, actions: ['Query'], indexes: LIST_INDEXES },
    ]),
    // After a failed condition of a single write AppSync reads the item by itself: hence GetItem.
    stockWrites: dynamoDb(api, 'stockWrites', inventory, [
      { table: inventory, actions: ['UpdateItem', 'GetItem'] },
      { table: requests, actions: ['PutItem'] },
    ]),
    reservationReads: dynamoDb(api, 'holdReads', reservations, [
      { table: reservations, actions: ['GetItem', 'BatchGetItem'] },
      { table: reservations, actions: ['Query'], indexes: [ACTIVE_HOLDS_INDEX, COMMITTED_INDEX] },
    ]),
    reservationWrites: dynamoDb(api, 'holdWrites', reservations, [
      { table: reservations, actions: ['PutItem', 'UpdateItem', 'GetItem'] },
      { table: inventory, actions: ['UpdateItem'] },
    ]),
    movementReads: dynamoDb(api, 'movementReads', movements, [
      { table: movements, actions: ['Query', 'BatchGetItem'] },
      { table: movements, actions: ['Query'], indexes: [ACTIVITY_INDEX] },
    ]),
    requestReads: dynamoDb(api, 'requestReads', requests, [{ table: requests, actions: ['GetItem'] }]),
    orderWrites: dynamoDb(api, 'orderWrites', requests, [
      { table: requests, actions: ['PutItem'] },
      { table: reservations, actions: ['UpdateItem'] },
      { table: inventory, actions: ['UpdateItem'] },
    ]),
    contendedWrites: lambda(api, 'contendedWrites', writers.contendedWrites),
    orders: lambda(api, 'orders', writers.orders),
    deadLetters: lambda(api, 'deadLetters', deadLetters),
    none: new NoneDataSource(api, 'none', { api, name: 'none' }),
  };
}

function dynamoDb(api: GraphqlApi, name: string, table: Table, permissions: Permissions): DynamoDbDataSource {
  const scope = new Construct(api, name);
  const serviceRole = new Role(scope, 'Role', { assumedBy: new ServicePrincipal('appsync.amazonaws.com') });
  for (const { table: target, actions, indexes: on } of permissions) {
    serviceRole.addToPolicy(
      new PolicyStatement({
        actions: actions.map((action) => `dynamodb:${action}`),
        resources: on ? on.map((index) => `${target.tableArn}/index/${index.name}`) : [target.tableArn],
      }),
    );
  }
  // The L2 data source would grant every read and write of the table; an imported role keeps to the
  // statements above.
  return new DynamoDbDataSource(scope, 'Source', {
    api,
    name,
    table: table as ITable,
    serviceRole: Role.fromRoleArn(scope, 'Exactly', serviceRole.roleArn, { mutable: false }),
  });
}

function lambda(api: GraphqlApi, name: string, target: IFunction): LambdaDataSource {
  const scope = new Construct(api, name);
  const serviceRole = new Role(scope, 'Role', { assumedBy: new ServicePrincipal('appsync.amazonaws.com') });
  serviceRole.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [target.functionArn] }));
  // As above: the L2 would grant every version and alias by wildcard.
  return new LambdaDataSource(scope, 'Source', {
    api,
    name,
    lambdaFunction: target,
    serviceRole: Role.fromRoleArn(scope, 'Exactly', serviceRole.roleArn, { mutable: false }),
  });
}
