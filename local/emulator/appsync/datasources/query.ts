import { mappingError } from '../errors.ts';
import type { Operation } from './operation.ts';
import { addExpression, projectionOf, type Placeholders } from './expressions.ts';
import { openToken, sealToken } from './page-token.ts';
import { onlyKeys, optional, type JsonObject } from './request-object.ts';
import { toPlainItem, type WireItem } from './values.ts';

const KNOWN = [
  ...['operation', 'version', 'query', 'index', 'nextToken', 'limit', 'scanIndexForward', 'consistentRead'],
  ...['select', 'filter', 'projection'],
];
const SELECTS: Readonly<Record<string, string>> = {
  ALL_ATTRIBUTES: 'ALL_ATTRIBUTES',
  ALL_PROJECTED_ATTRIBUTES: 'ALL_PROJECTED_ATTRIBUTES',
  SPECIFIC_ATTRIBUTES: 'SPECIFIC_ATTRIBUTES',
};

/**
 * Query: `{items, nextToken, scannedCount}`. `limit` counts items before the filter, so a page may
 * be empty and not the last.
 */
export const queryItems: Operation = async (request, { table, owner, call }) => {
  onlyKeys(request, KNOWN, '$');
  const placeholders: Placeholders = {};
  const body = {
    TableName: table,
    KeyConditionExpression: addExpression(request['query'], '$[query]', placeholders),
    ScanIndexForward: optional(request['scanIndexForward'], 'boolean', '$[scanIndexForward]') ?? true,
    ConsistentRead: optional(request['consistentRead'], 'boolean', '$[consistentRead]') ?? false,
    ...filterOf(request, placeholders),
    ...projectionOf(request['projection'], '$[projection]', placeholders),
    ...pageOf(request, owner),
    ...placeholders,
  };
  const answer = await call('Query', body);
  const lastKey = answer['LastEvaluatedKey'] as WireItem | undefined;
  return {
    result: {
      items: ((answer['Items'] ?? []) as WireItem[]).map(toPlainItem),
      nextToken: lastKey ? sealToken(lastKey, owner) : null,
      scannedCount: answer['ScannedCount'] ?? 0,
    },
  };
};

function filterOf(request: JsonObject, placeholders: Placeholders): { FilterExpression?: string } {
  const filter = request['filter'];
  return filter === undefined || filter === null ? {} : { FilterExpression: addExpression(filter, '$[filter]', placeholders) };
}

function pageOf(request: JsonObject, owner: string): JsonObject {
  const page: JsonObject = {};
  const index = optional(request['index'], 'string', '$[index]');
  const limit = optional(request['limit'], 'number', '$[limit]');
  const select = optional(request['select'], 'string', '$[select]');
  const token = optional(request['nextToken'], 'string', '$[nextToken]');
  if (index !== undefined) page['IndexName'] = index;
  if (limit !== undefined) page['Limit'] = limit;
  if (select !== undefined) {
    const known = SELECTS[select];
    if (!known) throw mappingError(`Unsupported value '${select}' for field '$[select]'.`);
    page['Select'] = known;
  }
  if (token !== undefined) {
    const key = openToken(token, owner);
    if (!key) throw mappingError('Invalid pagination token given.');
    page['ExclusiveStartKey'] = key;
  }
  return page;
}
