/** Prefixes of `X-Amz-Target`. */
export const DYNAMODB_TARGET = 'DynamoDB_20120810.';
export const STREAMS_TARGET = 'DynamoDBStreams_20120810.';

/** One permission that a call needs. */
export interface RequiredAction {
  action: string;
  resource: string;
}

type Body = Readonly<Record<string, unknown>>;
type ArnOf = (table: string, index?: string) => string;

/** The action that each entry of a transaction needs; the transaction itself has none. */
const TRANSACTION_ACTIONS = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
  Get: 'GetItem',
} as const;

const SINGLE_TABLE = [
  'GetItem',
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'DescribeTable',
  'DescribeTimeToLive',
  'UpdateTable',
  'UpdateTimeToLive',
];

/** One entry of a TransactWriteItems or TransactGetItems call. */
export interface TransactionEntry {
  kind: keyof typeof TRANSACTION_ACTIONS;
  table: string;
  /** The entry's parameters: `TableName`, `Key` or `Item`, expressions. */
  parameters: Body;
}

/** The entries of a transaction in the order of the request. */
export function transactionEntries(body: Body): TransactionEntry[] {
  const entries = Array.isArray(body['TransactItems']) ? (body['TransactItems'] as Body[]) : [];
  return entries.flatMap((entry) =>
    Object.keys(TRANSACTION_ACTIONS)
      .filter((kind) => isRecord(entry[kind]))
      .map((kind) => {
        const parameters = entry[kind] as Body;
        return { kind: kind as TransactionEntry['kind'], table: String(parameters['TableName']), parameters };
      }),
  );
}

/** The tables that a DynamoDB call touches. */
export function tablesOf(operation: string, body: Body): string[] {
  if (operation.startsWith('Transact')) return [...new Set(transactionEntries(body).map((entry) => entry.table))];
  if (operation.startsWith('Batch')) return Object.keys(isRecord(body['RequestItems']) ? body['RequestItems'] : {});
  return typeof body['TableName'] === 'string' ? [body['TableName']] : [];
}

/**
 * What a DynamoDB call needs to be allowed, as the service checks it: a transaction needs the
 * action of each of its entries, a query of an index needs the index (and not the table).
 */
export function requiredActions(operation: string, body: Body, arnOf: ArnOf): RequiredAction[] {
  if (operation === 'TransactWriteItems' || operation === 'TransactGetItems') {
    return transactionEntries(body).map(({ kind, table }) => ({ action: `dynamodb:${TRANSACTION_ACTIONS[kind]}`, resource: arnOf(table) }));
  }
  const action = `dynamodb:${operation}`;
  if (operation === 'BatchGetItem' || operation === 'BatchWriteItem') {
    return tablesOf(operation, body).map((table) => ({ action, resource: arnOf(table) }));
  }
  const table = typeof body['TableName'] === 'string' ? body['TableName'] : '*';
  if (operation === 'Query' || operation === 'Scan') {
    const index = typeof body['IndexName'] === 'string' ? body['IndexName'] : undefined;
    return [{ action, resource: arnOf(table, index) }];
  }
  if (SINGLE_TABLE.includes(operation)) return [{ action, resource: arnOf(table) }];
  // Whatever else there is (ListTables, PartiQL) needs a policy for every table, which only the
  // operator has here.
  return [{ action, resource: '*' }];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
