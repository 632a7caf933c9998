import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, GetCommand, QueryCommand, ScanCommand, TransactGetCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient, QueryCommandInput, ScanCommandInput } from '@aws-sdk/lib-dynamodb';
import { readBatch, readBatches } from '../lib/batch-get.ts';
import { isRetryable } from '../lib/dynamodb-errors.ts';
import { queryPages } from '../lib/pages.ts';
import { withRetries } from '../lib/retry.ts';
import type { Throttle } from './throttle.ts';

type Key = Record<string, unknown>;
type Item = Record<string, unknown>;

/**
 * DynamoDB as an audit reads it: throttled, and again when it was busy. Single and batch reads are
 * strongly consistent.
 */
export interface Reads {
  get: (table: string, key: Key) => Promise<Item | undefined>;
  /** Those that are there, in any order. */
  batch: (table: string, keys: readonly Key[]) => Promise<Item[]>;
  /** All items at one moment, each at the place of its key. */
  atOnce: (gets: readonly { table: string; key: Key }[]) => Promise<(Item | undefined)[]>;
  /** All pages. */
  query: (input: QueryCommandInput) => Promise<Item[]>;
  /** The first page. */
  first: (input: QueryCommandInput) => Promise<Item[]>;
  /** How many items a query finds. */
  count: (input: QueryCommandInput) => Promise<number>;
  /** One page, and the key that the next one begins behind. */
  scan: (input: ScanCommandInput) => Promise<{ items: Item[]; last: Key | undefined }>;
}

/** What an answer says of its cost. */
interface Answer {
  ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[] | undefined;
}

/** So that answers say what they cost. */
const COSTED = { ReturnConsumedCapacity: 'TOTAL' } as const;

/** Reads that are tried until `deadline`, epoch milliseconds. */
export function createReads(dynamodb: DynamoDBDocumentClient, throttle: Throttle, deadline: number): Reads {
  async function read<Result extends Answer>(step: () => Promise<Result>): Promise<Result> {
    await throttle.ready();
    const answer = await withRetries(step, deadline, isRetryable);
    const capacities = [answer.ConsumedCapacity ?? []].flat();
    throttle.spent(capacities.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0));
    return answer;
  }

  const pages = (input: QueryCommandInput) => queryPages({ ...input, ...COSTED }, (query) => read(() => dynamodb.send(query)));

  return {
    batch: (table, keys) =>
      readBatches(keys, (some) =>
        readBatch(table, some, (input) => read(() => dynamodb.send(new BatchGetCommand({ ...input, ...COSTED })))),
      ),
    get: async (table, key) => {
      const answer = await read(() => dynamodb.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true, ...COSTED })));
      return answer.Item;
    },
    atOnce: async (gets) => {
      const entries = gets.map(({ table, key }) => ({ Get: { TableName: table, Key: key } }));
      const { Responses = [] } = await read(() => dynamodb.send(new TransactGetCommand({ TransactItems: entries, ...COSTED })));
      return Responses.map(({ Item: item }) => item);
    },
    query: async (input) => {
      const items: Item[] = [];
      for await (const { Items = [] } of pages(input)) items.push(...Items);
      return items;
    },
    first: async (input) => {
      const { Items = [] } = await read(() => dynamodb.send(new QueryCommand({ ...input, ...COSTED })));
      return Items;
    },
    count: async (input) => {
      let count = 0;
      for await (const { Count = 0 } of pages({ ...input, Select: 'COUNT' })) count += Count;
      return count;
    },
    scan: async (input) => {
      const { Items = [], LastEvaluatedKey } = await read(() => dynamodb.send(new ScanCommand({ ...input, ...COSTED })));
      return { items: Items, last: LastEvaluatedKey };
    },
  };
}
