import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { UNFINISHED_INDEX } from '../domain/indexes.ts';
import type { Data } from './data.ts';
import { allowDynamoDb, functionRole, lambdaFunction } from './function.ts';
import { runRegularly } from './schedule.ts';
import type { Settings } from './settings.ts';

/** AppSync waits 30 seconds for a field; a function that answers it has to be done before. */
const ANSWER_TIMEOUT = Duration.seconds(28);

/**
 * How long writes are tried that meet others: what is left of AppSync's time is for cold starts,
 * the last attempt and the answer.
 */
const BUDGET = Duration.seconds(20);

/** The functions that write for resolvers: orders, and writes that met others. */
export class Writers extends Construct {
  readonly orders: IFunction;
  readonly contendedWrites: IFunction;

  constructor(scope: Construct, id: string, { settings, data }: { settings: Settings; data: Data }) {
    super(scope, id);
    this.orders = this.fulfillOrder(settings, data);
    this.contendedWrites = this.writeContended(settings, data);
  }

  private fulfillOrder(settings: Settings, data: Data): IFunction {
    const { inventory, reservations, requests } = data;
    const role = functionRole(this, 'fulfill-order');
    allowDynamoDb(role, inventory.tableArn, ['UpdateItem', 'BatchGetItem']);
    allowDynamoDb(role, reservations.tableArn, ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchGetItem']);
    allowDynamoDb(role, requests.tableArn, ['PutItem', 'UpdateItem', 'DeleteItem', 'GetItem', 'BatchGetItem']);
    allowDynamoDb(role, `${requests.tableArn}/index/${UNFINISHED_INDEX.name}`, ['Query']);
    const orders = lambdaFunction(this, 'fulfill-order', settings, {
      role,
      description: 'Onhand: ships orders, and finishes what a run that died left of them',
      timeout: ANSWER_TIMEOUT,
      environment: environmentOf(data),
    });
    runRegularly(this, 'FinishOrders', {
      description: 'Onhand: finishes orders that a run that died left half done',
      rate: Duration.minutes(1),
      target: orders,
      event: { task: 'finish' },
    });
    return orders;
  }

  private writeContended(settings: Settings, data: Data): IFunction {
    const { inventory, reservations, requests } = data;
    const role = functionRole(this, 'contended-writes');
    allowDynamoDb(role, inventory.tableArn, ['UpdateItem', 'GetItem', 'BatchGetItem', 'Query']);
    allowDynamoDb(role, reservations.tableArn, ['PutItem', 'UpdateItem', 'GetItem']);
    allowDynamoDb(role, requests.tableArn, ['PutItem', 'GetItem']);
    return lambdaFunction(this, 'contended-writes', settings, {
      role,
      description: 'Onhand: tries writes again that met others, and chooses warehouses',
      timeout: ANSWER_TIMEOUT,
      environment: environmentOf(data),
    });
  }
}

function environmentOf({ inventory, reservations, requests }: Data): Record<string, string> {
  return {
    INVENTORY_TABLE: inventory.tableName,
    RESERVATIONS_TABLE: reservations.tableName,
    REQUESTS_TABLE: requests.tableName,
    BUDGET_MS: String(BUDGET.toMilliseconds()),
  };
}
