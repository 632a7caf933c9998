import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateQuery, paginateScan } from '@aws-sdk/lib-dynamodb';
import type { LevelItem } from '../../domain/level.ts';
import type { Marks } from '../../domain/derived-status.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import { isLocal, type StackDescription } from './stack.ts';

/** An item of Inventory. */
export type StoredLevel = LevelItem & Marks;

/** A client of the stack's own database, as an operator has one. */
export function operator(stack: StackDescription): DynamoDBDocumentClient {
  const anybody = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new DynamoDBClient({
    region: stack.region,
    endpoint: stack.dynamodbEndpoint,
    ...(isLocal(stack) ? { credentials: anybody } : {}),
  });
  return DynamoDBDocumentClient.from(client);
}

/** A product's levels as they are stored, retired ones included. */
export async function storedLevels(stack: StackDescription, productId: string): Promise<StoredLevel[]> {
  const query = {
    TableName: stack.tables.inventory,
    KeyConditionExpression: 'product_id = :product',
    ExpressionAttributeValues: { ':product': productId },
    ConsistentRead: true,
  };
  return collect<StoredLevel>(paginateQuery({ client: operator(stack) }, query));
}

/** Every level there is. Only for stacks that a test has for itself. */
export async function allStoredLevels(stack: StackDescription): Promise<StoredLevel[]> {
  return collect<StoredLevel>(paginateScan({ client: operator(stack) }, { TableName: stack.tables.inventory, ConsistentRead: true }));
}

/** Every reservation there is. */
export async function storedReservations(stack: StackDescription): Promise<ReservationItem[]> {
  return collect<ReservationItem>(
    paginateScan({ client: operator(stack) }, { TableName: stack.tables.reservations, ConsistentRead: true }),
  );
}

/** Every item of a table. */
export async function allItems(stack: StackDescription, table: string): Promise<Record<string, unknown>[]> {
  return collect<Record<string, unknown>>(paginateScan({ client: operator(stack) }, { TableName: table, ConsistentRead: true }));
}

async function collect<Item>(pages: AsyncIterable<{ Items?: Record<string, unknown>[] | undefined }>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const { Items = [] } of pages) items.push(...(Items as Item[]));
  return items;
}
