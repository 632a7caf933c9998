import { toTypedMap } from './dynamodb.ts';

/**
 * The helpers of `@aws-appsync/utils/dynamodb` that are built; the others need a raw request
 * object.
 */
export const helperFunctions = {
  'ddb.get': (payload: unknown) => {
    const { key, consistentRead } = options(payload, 'get', ['key', 'consistentRead']);
    return { operation: 'GetItem', key: toTypedMap(key), ...present({ consistentRead }) };
  },
  'ddb.put': (payload: unknown) => {
    const { key, item } = options(payload, 'put', ['key', 'item']);
    return { operation: 'PutItem', key: toTypedMap(key), attributeValues: toTypedMap(item) };
  },
  'ddb.remove': (payload: unknown) => {
    const { key } = options(payload, 'remove', ['key']);
    return { operation: 'DeleteItem', key: toTypedMap(key) };
  },
};

function options(payload: unknown, helper: string, known: string[]): Record<string, unknown> {
  if (typeof payload !== 'object' || payload === null) throw new Error(`${helper} takes an object.`);
  const unknown = Object.keys(payload).find((key) => !known.includes(key));
  if (unknown) throw new Error(`${helper} with ${unknown} is not built in the local stack, use a request object.`);
  return payload as Record<string, unknown>;
}

function present(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== null));
}
