import { isDeepStrictEqual } from 'node:util';
import { AwsError } from '../../gateway/gateway.ts';
import { mappingError } from '../errors.ts';
import { toDataSourceError } from './backend.ts';
import type { Operation } from './operation.ts';
import { projectionOf, type Placeholders } from './expressions.ts';
import { asList, asObject, onlyKeys, optional, type JsonObject } from './request-object.ts';
import { toPlainItem, toWireItem, type WireItem } from './values.ts';

const MAX_KEYS = 100;

interface TableRequest {
  keys: WireItem[];
  body: JsonObject;
}

/**
 * BatchGetItem: `{data: {table: [item or null, …]}, unprocessedKeys: {table: [key, …]}}`, items in
 * the order of the keys. Both keys are there even when the whole call fails.
 */
export const batchGetItem: Operation = async (request, { call }) => {
  onlyKeys(request, ['operation', 'version', 'tables'], '$');
  const tables = Object.entries(asObject(request['tables'], '$[tables]')).map(
    ([name, table]) => [name, tableRequest(name, table)] as const,
  );
  const count = tables.reduce((sum, [, table]) => sum + table.keys.length, 0);
  if (count > MAX_KEYS) throw mappingError(`BatchGetItem takes at most ${MAX_KEYS} keys.`);
  try {
    const answer = await call('BatchGetItem', { RequestItems: Object.fromEntries(tables.map(([name, table]) => [name, table.body])) });
    const responses = (answer['Responses'] ?? {}) as Record<string, WireItem[]>;
    const unprocessed = (answer['UnprocessedKeys'] ?? {}) as Record<string, { Keys: WireItem[] }>;
    return {
      result: {
        data: byTable(tables, ([name, table]) => table.keys.map((key) => findItem(key, responses[name] ?? []))),
        unprocessedKeys: byTable(tables, ([name]) => (unprocessed[name]?.Keys ?? []).map(toPlainItem)),
      },
    };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const data = byTable(tables, ([, table]) => table.keys.map(() => null));
    const unprocessedKeys = byTable(tables, ([, table]) => table.keys.map(toPlainItem));
    return { error: toDataSourceError(error), result: { data, unprocessedKeys } };
  }
};

function tableRequest(name: string, value: unknown): TableRequest {
  const path = `$[tables][${name}]`;
  const table = asObject(value, path);
  onlyKeys(table, ['keys', 'consistentRead', 'projection'], path);
  const keys = asList(table['keys'], `${path}[keys]`, MAX_KEYS).map((key, index) => toWireItem(key, `${path}[keys][${index}]`));
  const placeholders: Placeholders = {};
  const projection = projectionOf(table['projection'], `${path}[projection]`, placeholders);
  const consistent = optional(table['consistentRead'], 'boolean', `${path}[consistentRead]`) ?? false;
  return { keys, body: { Keys: keys, ConsistentRead: consistent, ...projection, ...placeholders } };
}

function byTable<T>(tables: (readonly [string, TableRequest])[], make: (entry: readonly [string, TableRequest]) => T): Record<string, T> {
  return Object.fromEntries(tables.map((entry) => [entry[0], make(entry)]));
}

/** DynamoDB answers in any order and leaves out what it does not have. */
function findItem(key: WireItem, items: WireItem[]): JsonObject | null {
  const names = Object.keys(key);
  if (items.some((item) => names.some((name) => !item[name]))) {
    throw mappingError('A BatchGetItem projection without the key attributes is not built in the local stack.');
  }
  const found = items.find((item) => names.every((name) => isDeepStrictEqual(item[name], key[name])));
  return found ? toPlainItem(found) : null;
}
