import { isDeepStrictEqual } from 'node:util';
import { AwsError } from '../../gateway/gateway.ts';
import { mappingError } from '../errors.ts';
import type { DataSourceAnswer } from './data-source.ts';
import type { Operation, OperationScope } from './operation.ts';
import { addExpression, projectionOf, type Placeholders } from './expressions.ts';
import { asObject, onlyKeys, optional, type JsonObject } from './request-object.ts';
import { toPlainItem, toWireItem, type WireItem } from './values.ts';

const COMMON = ['operation', 'version', 'key'];
const CONDITION_EXTRAS = ['equalsIgnore', 'consistentRead', 'conditionalCheckFailedHandler'];

/** GetItem: the item, or null. */
export const getItem: Operation = async (request, { table, call }) => {
  onlyKeys(request, [...COMMON, 'consistentRead', 'projection'], '$');
  const placeholders: Placeholders = {};
  const projection = projectionOf(request['projection'], '$[projection]', placeholders);
  const consistent = optional(request['consistentRead'], 'boolean', '$[consistentRead]') ?? false;
  const body = { TableName: table, Key: keyOf(request), ConsistentRead: consistent, ...projection, ...placeholders };
  return { result: plainOrNull((await call('GetItem', body))['Item']) };
};

/** PutItem: the item as written. An identical item that fails the condition counts as written. */
export const putItem: Operation = async (request, scope) => {
  onlyKeys(request, [...COMMON, 'attributeValues', 'condition'], '$');
  const item = { ...toWireItem(request['attributeValues'] ?? {}, '$[attributeValues]'), ...keyOf(request) };
  const condition = conditionOf(request, {});
  const written = { result: toPlainItem(item) };
  return attempt(
    request,
    scope,
    async () => {
      await scope.call('PutItem', { TableName: scope.table, Item: item, ...condition });
      return written;
    },
    (current) => (current && sameBut(current, item, ignoredBy(request)) ? { result: toPlainItem(current) } : undefined),
  );
};

/** UpdateItem: the item after the update. A failed condition is always an error. */
export const updateItem: Operation = async (request, scope) => {
  onlyKeys(request, [...COMMON, 'update', 'condition'], '$');
  const placeholders: Placeholders = {};
  const UpdateExpression = addExpression(request['update'], '$[update]', placeholders);
  const body = {
    TableName: scope.table,
    Key: keyOf(request),
    UpdateExpression,
    ReturnValues: 'ALL_NEW',
    ...conditionOf(request, placeholders),
  };
  const update = async (): Promise<DataSourceAnswer> => ({ result: plainOrNull((await scope.call('UpdateItem', body))['Attributes']) });
  return attempt(request, scope, update, () => undefined);
};

/**
 * DeleteItem: the deleted item, or null. Deleting what is not there counts as done even if the
 * condition fails.
 */
export const deleteItem: Operation = async (request, scope) => {
  onlyKeys(request, [...COMMON, 'condition'], '$');
  const body = { TableName: scope.table, Key: keyOf(request), ReturnValues: 'ALL_OLD', ...conditionOf(request, {}) };
  const remove = async (): Promise<DataSourceAnswer> => ({ result: plainOrNull((await scope.call('DeleteItem', body))['Attributes']) });
  return attempt(request, scope, remove, (current) => (current ? undefined : { result: null }));
};

/**
 * After a failed condition the service reads the item (which needs dynamodb:GetItem) and lets
 * `settle` call it a success after all.
 */
async function attempt(
  request: JsonObject,
  scope: OperationScope,
  write: () => Promise<DataSourceAnswer>,
  settle: (current: WireItem | undefined) => DataSourceAnswer | undefined,
): Promise<DataSourceAnswer> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== 'ConditionalCheckFailedException') throw error;
    const condition = asObject(request['condition'], '$[condition]');
    const consistent = optional(condition['consistentRead'], 'boolean', '$[condition][consistentRead]') ?? true;
    const answer = await scope.call('GetItem', { TableName: scope.table, Key: keyOf(request), ConsistentRead: consistent });
    const settled = settle(answer['Item'] as WireItem | undefined);
    if (settled) return settled;
    throw error;
  }
}

function keyOf(request: JsonObject): WireItem {
  return toWireItem(request['key'], '$[key]');
}

function conditionOf(request: JsonObject, placeholders: Placeholders): Placeholders & { ConditionExpression?: string } {
  const condition = request['condition'];
  if (condition === undefined || condition === null) return placeholders;
  const ConditionExpression = addExpression(condition, '$[condition]', placeholders, CONDITION_EXTRAS);
  const handler = asObject(condition, '$[condition]')['conditionalCheckFailedHandler'];
  if (handler !== undefined && handler !== null && asObject(handler, '$[condition]')['strategy'] !== 'Reject') {
    throw mappingError('A conditionalCheckFailedHandler other than Reject is not built in the local stack.');
  }
  return { ConditionExpression, ...placeholders };
}

function ignoredBy(request: JsonObject): string[] {
  const ignored = (request['condition'] as JsonObject | undefined)?.['equalsIgnore'];
  return Array.isArray(ignored) ? ignored.filter((each) => typeof each === 'string') : [];
}

function sameBut(current: WireItem, attempted: WireItem, ignored: string[]): boolean {
  const comparable = (item: WireItem): JsonObject =>
    Object.fromEntries(Object.entries(toPlainItem(item)).filter(([name]) => !ignored.includes(name)));
  return isDeepStrictEqual(comparable(current), comparable(attempted));
}

function plainOrNull(item: unknown): JsonObject | null {
  return item ? toPlainItem(item as WireItem) : null;
}
