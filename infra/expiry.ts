import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ACTIVE_HOLDS_INDEX } from '../domain/indexes.ts';
import type { Data } from './data.ts';
import { allowDynamoDb, functionRole, lambdaFunction } from './function.ts';
import { runRegularly } from './schedule.ts';
import type { Settings } from './settings.ts';
import { deletedWhileActive, followStream } from './stream.ts';
import type { Bucket } from 'aws-cdk-lib/aws-s3';

/**
 * What ends reservations whose time is over: a sweeper each minute, and what follows DynamoDB's TTL
 * where that failed for a day.
 */
export class Expiry extends Construct {
  readonly sweeper: IFunction;
  /** What gives back the units of deleted reservations. */
  readonly returns: IFunction;

  constructor(scope: Construct, id: string, { settings, data, failures }: { settings: Settings; data: Data; failures: Bucket }) {
    super(scope, id);
    this.sweeper = this.expireReservations(settings, data);
    this.returns = this.returnPieces(settings, data, failures);
  }

  private expireReservations(settings: Settings, { inventory, reservations }: Data): IFunction {
    const role = functionRole(this, 'expire-reservations');
    allowDynamoDb(role, inventory.tableArn, ['UpdateItem']);
    allowDynamoDb(role, reservations.tableArn, ['UpdateItem', 'BatchGetItem']);
    allowDynamoDb(role, `${reservations.tableArn}/index/${ACTIVE_HOLDS_INDEX.name}`, ['Query']);
    const sweeper = lambdaFunction(this, 'expire-reservations', settings, {
      role,
      description: 'Onhand: gives back the units of reservations whose time is over',
      // It ends before the next run begins, which goes on with what is left: two would meet at the
      // same reservations.
      timeout: Duration.minutes(1),
      // A whole processor: making 100,000 reservations into transactions takes more than the rest.
      memorySize: 1_769,
      environment: { INVENTORY_TABLE: inventory.tableName, RESERVATIONS_TABLE: reservations.tableName },
    });
    runRegularly(this, 'EachMinute', {
      description: 'Onhand: ends reservations whose time is over',
      enabled: settings.sweeper,
      rate: Duration.minutes(1),
      target: sweeper,
    });
    return sweeper;
  }

  private returnPieces(settings: Settings, { inventory, reservations, requests }: Data, failures: Bucket): IFunction {
    const role = functionRole(this, 'release-deleted');
    allowDynamoDb(role, inventory.tableArn, ['UpdateItem']);
    allowDynamoDb(role, requests.tableArn, ['PutItem']);
    const target = lambdaFunction(this, 'release-deleted', settings, {
      role,
      description: 'Onhand: gives back the units of reservations that DynamoDB deleted while they were active',
      timeout: Duration.seconds(30),
      environment: { INVENTORY_TABLE: inventory.tableName, REQUESTS_TABLE: requests.tableName },
    });
    followStream({
      table: reservations,
      target,
      role,
      failures,
      filters: [deletedWhileActive()],
    });
    return target;
  }
}
