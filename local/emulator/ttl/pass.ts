import { DYNAMODB_TARGET } from '../gateway/actions.ts';
import type { Database } from '../dynamodb/database.ts';
import { AwsError } from '../gateway/gateway.ts';
import { pause } from '../lambda/pause.ts';
import type { Deployment } from '../template/deployment.ts';

type Item = Readonly<Record<string, unknown>>;

/** A table whose items DynamoDB deletes when their time is over. */
export interface TtlTable {
  name: string;
  /** Has the time, epoch seconds. */
  attribute: string;
  keys: string[];
}

/** How to go through a table. */
export interface Pass {
  database: Pick<Database, 'call' | 'deleteExpired'>;
  /** Items are deleted whose time is not later, epoch seconds. */
  dueAt: number;
  /** Leaves the database to others most of the time. */
  gentle: boolean;
  signal: AbortSignal;
}

/**
 * DynamoDB leaves items alone whose time is longer ago: it is rather no time than one that was
 * missed.
 */
const OLDEST_SECONDS = 5 * 365 * 86_400;
const CONCURRENCY = 8;
/** Of the time of a page, that a gentle pass waits before the next. */
const REST_FACTOR = 9;

/** The tables of a template with TTL. */
export function ttlTables(deployment: Deployment): TtlTable[] {
  return deployment.ofType('AWS::DynamoDB::Table').flatMap(({ physicalId, properties }) => {
    const { AttributeName, Enabled } = (properties['TimeToLiveSpecification'] ?? {}) as { AttributeName?: string; Enabled?: unknown };
    if (AttributeName === undefined || !(Enabled === true || Enabled === 'true')) return [];
    const keys = (properties['KeySchema'] as { AttributeName: string }[]).map((key) => key.AttributeName);
    return [{ name: physicalId, attribute: AttributeName, keys }];
  });
}

/** Deletes the items of a table whose time is over. Answers how many. */
export async function deleteDue(table: TtlTable, pass: Pass): Promise<number> {
  const due = await findDue(table, pass);
  let deleted = 0;
  while (due.length > 0 && !pass.signal.aborted) {
    const results = await Promise.all(due.splice(-CONCURRENCY).map((item) => deleteItem(table, item, pass)));
    deleted += results.filter(Boolean).length;
  }
  return deleted;
}

/** Keys and times of the items whose time is over. */
async function findDue(table: TtlTable, { database, dueAt, gentle, signal }: Pass): Promise<Item[]> {
  const due: Item[] = [];
  for (let from: unknown; ;) {
    const began = Date.now();
    const { Items, LastEvaluatedKey } = await database.call(`${DYNAMODB_TARGET}Scan`, scanOf(table, dueAt, from));
    due.push(...(Items as Item[]));
    if (LastEvaluatedKey === undefined || signal.aborted) return due;
    from = LastEvaluatedKey;
    if (gentle) await pause(REST_FACTOR * (Date.now() - began), signal);
  }
}

/** Only a number counts: BETWEEN compares none of another type. */
function scanOf({ name, attribute, keys }: TtlTable, dueAt: number, from: unknown): Item {
  const attributes = [attribute, ...keys];
  return {
    TableName: name,
    FilterExpression: '#a0 BETWEEN :oldest AND :due',
    ProjectionExpression: attributes.map((_, index) => `#a${index}`).join(', '),
    ExpressionAttributeNames: Object.fromEntries(attributes.map((each, index) => [`#a${index}`, each])),
    ExpressionAttributeValues: { ':oldest': { N: String(dueAt - OLDEST_SECONDS) }, ':due': { N: String(dueAt) } },
    ...(from === undefined ? {} : { ExclusiveStartKey: from }),
  };
}

/** Answers false when the item has changed its time since it was read, or is gone. */
async function deleteItem(table: TtlTable, item: Item, { database }: Pass): Promise<boolean> {
  const Key = Object.fromEntries(table.keys.map((name) => [name, item[name]]));
  const deletion = {
    TableName: table.name,
    Key,
    ConditionExpression: '#ttl = :seen',
    ExpressionAttributeNames: { '#ttl': table.attribute },
    ExpressionAttributeValues: { ':seen': item[table.attribute] },
  };
  try {
    await database.deleteExpired(deletion);
    return true;
  } catch (error) {
    if (error instanceof AwsError && error.code === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}
