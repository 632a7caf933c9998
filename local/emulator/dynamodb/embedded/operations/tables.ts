import { notBuilt, onlyParameters } from '../refuse.ts';
import type { Operation } from './context.ts';

/** `CreateTable`: it can be used at once. */
export const createTable: Operation = (request, { tables }) => {
  const known = ['TableName', 'KeySchema', 'AttributeDefinitions', 'GlobalSecondaryIndexes', 'LocalSecondaryIndexes', 'BillingMode'];
  onlyParameters(request, [...known, 'StreamSpecification', 'DeletionProtectionEnabled'], 'CreateTable');
  return { TableDescription: tables.describe(tables.create(request)) };
};

/**
 * `UpdateTable`, to add one index, which has the items that are there when this answers, or to turn
 * the stream on or off.
 */
export const updateTable: Operation = (request, { tables }) => {
  onlyParameters(request, ['TableName', 'AttributeDefinitions', 'GlobalSecondaryIndexUpdates', 'StreamSpecification'], 'UpdateTable');
  const { TableName, StreamSpecification } = request as { TableName?: string; StreamSpecification?: Record<string, unknown> };
  if (StreamSpecification) return { TableDescription: tables.describe(tables.setStream(String(TableName), StreamSpecification)) };
  const [update = {}, ...others] = (request['GlobalSecondaryIndexUpdates'] ?? []) as Record<string, unknown>[];
  if (others.length > 0 || update['Create'] === undefined) throw notBuilt('UpdateTable but for adding one index, or a stream');
  const definitions = (request['AttributeDefinitions'] ?? []) as Record<string, unknown>[];
  const table = tables.addIndex(String(request['TableName']), definitions, update['Create'] as Record<string, unknown>);
  return { TableDescription: tables.describe(table) };
};

/** `DescribeTable`. */
export const describeTable: Operation = (request, { tables }) => {
  onlyParameters(request, ['TableName'], 'DescribeTable');
  return { Table: { ...tables.describe(tables.get(request['TableName'])), ItemCount: tables.get(request['TableName']).count() } };
};

/** `ListTables`, all at once. */
export const listTables: Operation = (request, { tables }) => {
  onlyParameters(request, ['Limit', 'ExclusiveStartTableName'], 'ListTables');
  const { Limit = 100, ExclusiveStartTableName: after = '' } = request as { Limit?: number; ExclusiveStartTableName?: string };
  const names = tables
    .all()
    .map(({ schema }) => schema.name)
    .filter((name) => name > after)
    .sort();
  const shown = names.slice(0, Limit);
  return { TableNames: shown, ...(names.length > shown.length && { LastEvaluatedTableName: shown.at(-1) }) };
};

/** `DescribeTimeToLive`: the stack deletes what is due itself, see ttl/. */
export const describeTimeToLive: Operation = (request, { tables }) => {
  onlyParameters(request, ['TableName'], 'DescribeTimeToLive');
  tables.get(request['TableName']);
  return { TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' } };
};
