import { randomUUID } from 'node:crypto';
import { AwsError } from '../../gateway/gateway.ts';
import { mappingError } from '../errors.ts';
import { toDataSourceError } from './backend.ts';
import type { DataSourceAnswer } from './data-source.ts';
import type { Operation } from './operation.ts';
import { addExpression, projectionOf, type Placeholders } from './expressions.ts';
import { asList, asObject, asText, onlyKeys, optional, type JsonObject } from './request-object.ts';
import { toPlainItem, toWireItem, type WireItem } from './values.ts';

/** DynamoDB's limit of actions in one transaction. */
const MAX_ACTIONS = 100;
const ACTION_KEYS = ['table', 'operation', 'key', 'condition'];

/** TransactGetItems: `{items: [item or null, …], cancellationReasons: null}`. */
export const transactGetItems: Operation = async (request, { call }) => {
  onlyKeys(request, ['operation', 'version', 'transactItems'], '$');
  const TransactItems = asList(request['transactItems'], '$[transactItems]', MAX_ACTIONS).map((value, index) => {
    const path = `$[transactItems][${index}]`;
    const item = asObject(value, path);
    onlyKeys(item, ['table', 'key', 'projection'], path);
    const placeholders: Placeholders = {};
    const projection = projectionOf(item['projection'], `${path}[projection]`, placeholders);
    return { Get: { ...addressOf(item, path), ...projection, ...placeholders } };
  });
  return transact('items', async () => {
    const answer = await call('TransactGetItems', { TransactItems });
    const responses = (answer['Responses'] ?? []) as { Item?: WireItem }[];
    return responses.map(({ Item }) => (Item ? toPlainItem(Item) : null));
  });
};

/**
 * TransactWriteItems: `{keys: [key, …], cancellationReasons: null}`, never the new values. A
 * cancelled one answers the reasons in the order of the actions, with the item that failed a
 * condition as plain JSON.
 */
export const transactWriteItems: Operation = async (request, { call }) => {
  onlyKeys(request, ['operation', 'version', 'transactItems'], '$');
  const values = asList(request['transactItems'], '$[transactItems]', MAX_ACTIONS);
  const TransactItems = values.map((value, index) =>
    writeAction(asObject(value, `$[transactItems][${index}]`), `$[transactItems][${index}]`),
  );
  const keys = values.map((value) => toPlainItem(toWireItem((value as JsonObject)['key'], '$[key]')));
  // The service's SDK makes the token, so that its own retries of one call take effect once. A
  // caller's retry gets another one.
  const ClientRequestToken = randomUUID();
  return transact('keys', async () => {
    await call('TransactWriteItems', { TransactItems, ClientRequestToken });
    return keys;
  });
};

async function transact(resultName: 'items' | 'keys', run: () => Promise<unknown>): Promise<DataSourceAnswer> {
  try {
    return { result: { [resultName]: await run(), cancellationReasons: null } };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { error: toDataSourceError(error), result: { [resultName]: null, cancellationReasons: reasonsOf(error) } };
  }
}

function reasonsOf(error: AwsError): JsonObject[] | null {
  const reasons = error.body['CancellationReasons'];
  if (!Array.isArray(reasons)) return null;
  return (reasons as { Code: string; Message?: string; Item?: WireItem }[]).map(({ Code, Message, Item }) => ({
    ...(Item ? { item: toPlainItem(Item) } : {}),
    type: Code,
    message: Message ?? Code,
  }));
}

function writeAction(action: JsonObject, path: string): JsonObject {
  const address = addressOf(action, path);
  const placeholders: Placeholders = {};
  const operation = asText(action['operation'], `${path}[operation]`);
  switch (operation) {
    case 'PutItem': {
      onlyKeys(action, [...ACTION_KEYS, 'attributeValues'], path);
      const Item = { ...toWireItem(action['attributeValues'] ?? {}, `${path}[attributeValues]`), ...address.Key };
      return { Put: { TableName: address.TableName, Item, ...conditionOf(action, path, placeholders) } };
    }
    case 'UpdateItem': {
      onlyKeys(action, [...ACTION_KEYS, 'update'], path);
      const UpdateExpression = addExpression(action['update'], `${path}[update]`, placeholders);
      return { Update: { ...address, UpdateExpression, ...conditionOf(action, path, placeholders) } };
    }
    case 'DeleteItem':
      onlyKeys(action, ACTION_KEYS, path);
      return { Delete: { ...address, ...conditionOf(action, path, placeholders) } };
    case 'ConditionCheck':
      onlyKeys(action, ACTION_KEYS, path);
      asObject(action['condition'], `${path}[condition]`);
      return { ConditionCheck: { ...address, ...conditionOf(action, path, placeholders) } };
    default:
      throw mappingError(`Unsupported operation '${operation}'.`);
  }
}

function addressOf(action: JsonObject, path: string): { TableName: string; Key: WireItem } {
  return { TableName: asText(action['table'], `${path}[table]`), Key: toWireItem(action['key'], `${path}[key]`) };
}

function conditionOf(action: JsonObject, path: string, placeholders: Placeholders): JsonObject {
  const condition = action['condition'];
  if (condition === undefined || condition === null) return { ...placeholders };
  const conditionPath = `${path}[condition]`;
  const returned = 'returnValuesOnConditionCheckFailure';
  const ConditionExpression = addExpression(condition, conditionPath, placeholders, [returned]);
  const returns = optional(asObject(condition, conditionPath)[returned], 'boolean', `${conditionPath}[${returned}]`) ?? true;
  return { ConditionExpression, ReturnValuesOnConditionCheckFailure: returns ? 'ALL_OLD' : 'NONE', ...placeholders };
}
