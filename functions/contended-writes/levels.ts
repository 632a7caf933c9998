import { TransactGetCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { ItemKey } from '../../domain/calls/action.ts';
import type { LevelItem } from '../../domain/level.ts';
import { limits } from '../../domain/limits.ts';
import type { LevelName } from '../../domain/sourcing.ts';
import { untilRead } from '../lib/batch-get.ts';
import { mapLimited } from '../lib/concurrency.ts';
import { environment } from '../lib/environment.ts';
import { queryPages } from '../lib/pages.ts';
import { contended } from '../lib/refusal.ts';

/** Products that are read at once. */
const PRODUCTS_AT_ONCE = 10;

/** All levels of these products, strongly consistent; of one with more than that, the first. */
export async function levelsOf(dynamodb: DynamoDBDocumentClient, productIds: string[], deadline: number): Promise<LevelItem[]> {
  const read = await mapLimited(productIds, PRODUCTS_AT_ONCE, (productId) => levelsOfOne(dynamodb, productId, deadline));
  return read.flat();
}

async function levelsOfOne(dynamodb: DynamoDBDocumentClient, productId: string, deadline: number): Promise<LevelItem[]> {
  const query = {
    TableName: environment('INVENTORY_TABLE'),
    KeyConditionExpression: '#product_id = :product_id',
    ExpressionAttributeNames: { '#product_id': 'product_id' },
    ExpressionAttributeValues: { ':product_id': productId },
    ConsistentRead: true,
  };
  const levels: LevelItem[] = [];
  for await (const page of queryPages(query, (command) => inTime(() => dynamodb.send(command), deadline))) {
    levels.push(...((page.Items ?? []) as LevelItem[]));
    if (levels.length >= limits.levelsPerRead) break;
  }
  return levels.slice(0, limits.levelsPerRead);
}

/** Levels and another item as they were at one moment. */
export interface Snapshot {
  /** Those that are there. */
  levels: LevelItem[];
  /** The other item; undefined where there is none. */
  item: Record<string, unknown> | undefined;
}

/**
 * Reads up to `levelsPerSnapshot` levels and another item as they are at one moment: no transaction
 * is in the middle of them. Tries until `deadline` (epoch milliseconds), then CONTENTION.
 */
export async function snapshotOf(
  dynamodb: DynamoDBDocumentClient,
  names: LevelName[],
  { table, key }: ItemKey,
  deadline: number,
): Promise<Snapshot> {
  const levels = names.map(({ product_id, warehouse_id }) => ({
    TableName: environment('INVENTORY_TABLE'),
    Key: { product_id, warehouse_id },
  }));
  const command = new TransactGetCommand({
    TransactItems: [{ TableName: environment(table), Key: key }, ...levels].map((Get) => ({ Get })),
  });
  const { Responses = [] } = await inTime(() => dynamodb.send(command), deadline);
  const [item, ...found] = Responses.map(({ Item }) => Item);
  return { item, levels: found.filter((level) => level !== undefined) as LevelItem[] };
}

async function inTime<Result>(read: () => Promise<Result>, deadline: number): Promise<Result> {
  if (Date.now() >= deadline) throw contended();
  return untilRead(read, deadline);
}
