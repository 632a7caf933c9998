import { BatchWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { HOLD_SHARDS, activeExpiry, holdKeyPrefix, reservationItem } from '../../domain/reservation.ts';
import type { LineItem } from '../../domain/lines.ts';
import type { StockKeyInput } from '../../schema/types.ts';
import { newId } from './fixtures.ts';
import type { StackDescription } from './stack.ts';
import { operator } from './tables.ts';

/**
 * Writes holds of one unit each that were due a minute ago, as many for each level, past the API:
 * making so many there would take longer than what is tested. The levels have the units reserved
 * afterwards.
 */
export async function manyDueReservations(stack: StackDescription, levels: readonly StockKeyInput[], each: number): Promise<void> {
  const mostInOneCall = 25;
  const client = operator(stack);
  const items = levels.flatMap(({ productId, warehouseId }) =>
    Array.from({ length: each }, (_, index) => dueReservation({ product_id: productId, warehouse_id: warehouseId, quantity: 1 }, index)),
  );
  for (const { productId, warehouseId } of levels) {
    await client.send(
      new UpdateCommand({
        TableName: stack.tables.inventory,
        Key: { product_id: productId, warehouse_id: warehouseId },
        UpdateExpression: 'ADD reserved_count :more, available_count :less, #sequence :one',
        ExpressionAttributeNames: { '#sequence': 'sequence' },
        ExpressionAttributeValues: { ':more': each, ':less': -each, ':one': 1 },
      }),
    );
  }
  for (let first = 0; first < items.length; first += mostInOneCall) {
    const puts = items.slice(first, first + mostInOneCall).map((Item) => ({ PutRequest: { Item } }));
    await client.send(new BatchWriteCommand({ RequestItems: { [stack.tables.reservations]: puts } }));
  }
}

/** Lets DynamoDB's TTL find an active reservation due at once; by itself it would a day later. */
export async function letTtlFind(stack: StackDescription, reservationId: string): Promise<void> {
  await operator(stack).send(
    new UpdateCommand({
      TableName: stack.tables.reservations,
      Key: { reservation_id: reservationId },
      UpdateExpression: 'SET reservation_expiry = :past',
      ExpressionAttributeValues: { ':past': Math.floor(Date.now() / 1000) - 1 },
    }),
  );
}

/**
 * Lets a reservation be due from that time on, epoch seconds, sooner than anybody could ask for.
 */
export async function letEnd(stack: StackDescription, reservationId: string, expiresAt: number): Promise<void> {
  await operator(stack).send(
    new UpdateCommand({
      TableName: stack.tables.reservations,
      Key: { reservation_id: reservationId },
      UpdateExpression: 'SET expires_at = :end, hold_key = :key, reservation_expiry = :expiry',
      ExpressionAttributeValues: {
        ':end': expiresAt,
        ':key': `${holdKeyPrefix(expiresAt)}#${reservationId}`,
        ':expiry': activeExpiry(expiresAt),
      },
    }),
  );
}

function dueReservation(line: LineItem, index: number) {
  const reservationId = newId('hold');
  const expires = Math.floor(Date.now() / 1000) - 60;
  const shard = { hold_shard: `${index % HOLD_SHARDS}`, hold_key: `${holdKeyPrefix(expires)}#${reservationId}` };
  return reservationItem({ reservationId }, [line], { created_at: new Date().toISOString(), expires_at: expires, ...shard });
}
