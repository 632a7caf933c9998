import type { Deployment } from '../template/deployment.ts';
import { transactionEntries, type TransactionEntry } from './actions.ts';

type Body = Readonly<Record<string, unknown>>;

/** An item that a call names by its key, at the item's place in the call. */
export interface TouchedItem extends TransactionEntry {
  /** The item; the same for every call that names it. */
  item: string;
  /** The item's partition key in its table. */
  partition: string;
}

/** Which items and partitions calls touch. */
export interface TouchedItems {
  /** In the order of the call. Queries and scans name no item. */
  of(operation: string, body: Body): TouchedItem[];
  /**
   * The partition that a query reads, of its table or index; undefined when it is no query that can
   * be understood.
   */
  queried(operation: string, body: Body): string | undefined;
  /** Attributes of the keys of each index of a table. */
  indexKeys(table: string): readonly (readonly string[])[];
}

const SINGLE_ITEM: Readonly<Record<string, TransactionEntry['kind']>> = {
  GetItem: 'Get',
  PutItem: 'Put',
  UpdateItem: 'Update',
  DeleteItem: 'Delete',
};

type BatchRead = Body & { Keys: Body[] };

interface BatchWrite {
  PutRequest?: Body;
  DeleteRequest?: Body;
}

interface Keys {
  table: readonly string[];
  indexes: ReadonlyMap<string, readonly string[]>;
}

/** Reads calls by the keys of a deployment's tables. */
export function createTouchedItems(deployment: Deployment): TouchedItems {
  const keys = new Map(deployment.ofType('AWS::DynamoDB::Table').map((table) => [table.physicalId, keysOf(table.properties)]));

  function named(entry: TransactionEntry): TouchedItem {
    const { table, parameters } = entry;
    const attributes = (parameters['Item'] ?? parameters['Key'] ?? {}) as Body;
    const values = (keys.get(table)?.table ?? []).map((name) => attributes[name]);
    return { ...entry, item: JSON.stringify([table, ...values]), partition: JSON.stringify([table, values[0]]) };
  }

  return {
    of: (operation, body) => entriesOf(operation, body).map(named),
    queried(operation, body) {
      const { TableName: table, IndexName: index } = body;
      const schema = keys.get(String(table));
      const hash = typeof index === 'string' ? schema?.indexes.get(index)?.[0] : schema?.table[0];
      const value = operation === 'Query' ? equalTo(hash, body) : undefined;
      return value === undefined ? undefined : JSON.stringify(typeof index === 'string' ? [table, value, index] : [table, value]);
    },
    indexKeys: (table) => [...(keys.get(table)?.indexes.values() ?? [])],
  };
}

function entriesOf(operation: string, body: Body): TransactionEntry[] {
  const kind = SINGLE_ITEM[operation];
  if (kind) return [{ kind, table: String(body['TableName']), parameters: body }];
  const tables = (body['RequestItems'] ?? {}) as Record<string, unknown>;
  if (operation === 'BatchGetItem') return Object.entries(tables as Record<string, BatchRead>).flatMap(readsOf);
  if (operation === 'BatchWriteItem') return Object.entries(tables as Record<string, BatchWrite[]>).flatMap(writesOf);
  return transactionEntries(body);
}

function readsOf([table, { Keys, ...rest }]: [string, BatchRead]): TransactionEntry[] {
  return Keys.map((Key) => ({ kind: 'Get', table, parameters: { ...rest, Key } }));
}

function writesOf([table, requests]: [string, BatchWrite[]]): TransactionEntry[] {
  return requests.map(({ PutRequest, DeleteRequest }) =>
    PutRequest ? { kind: 'Put', table, parameters: PutRequest } : { kind: 'Delete', table, parameters: DeleteRequest ?? {} },
  );
}

/** The value that a key condition compares an attribute with. */
function equalTo(attribute: string | undefined, body: Body): unknown {
  const names = (body['ExpressionAttributeNames'] ?? {}) as Record<string, string>;
  const values = (body['ExpressionAttributeValues'] ?? {}) as Body;
  const condition = typeof body['KeyConditionExpression'] === 'string' ? body['KeyConditionExpression'] : '';
  for (const [, name = '', placeholder = ''] of condition.matchAll(/([#\w]+)\s*=\s*(:\w+)/g)) {
    if ((names[name] ?? name) === attribute) return values[placeholder];
  }
  return undefined;
}

function keysOf(table: Body): Keys {
  const attributes = (schema: unknown) => {
    const parts = schema as { AttributeName: string; KeyType: 'HASH' | 'RANGE' }[];
    return parts.toSorted((a, b) => (a.KeyType < b.KeyType ? -1 : 1)).map(({ AttributeName }) => AttributeName);
  };
  const indexes = (table['GlobalSecondaryIndexes'] ?? []) as { IndexName: string; KeySchema: unknown }[];
  return {
    table: attributes(table['KeySchema']),
    indexes: new Map(indexes.map(({ IndexName, KeySchema }) => [IndexName, attributes(KeySchema)])),
  };
}
