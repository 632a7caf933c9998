import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { HOLD_SHARDS, holdKeyPrefix, reservationItem } from '../../domain/reservation.ts';
import { mapLimited } from '../../functions/lib/concurrency.ts';
import { importedLevel } from '../../tests/support/import.ts';
import type { StackDescription } from '../../tests/support/stack.ts';
import { operator } from '../../tests/support/tables.ts';

/** How many due reservations of one unit there are, spread evenly over how many levels. */
export interface Backlog {
  name: string;
  holds: number;
  levels: number;
}

/** A run of the sweeper: what it answered, and how long it took. */
export interface Run {
  closed: number;
  left: number;
  seconds: number;
}

/** The most that DynamoDB writes in one BatchWriteItem. */
const MOST_WRITES = 25;
const CONCURRENCY = 8;

/**
 * Writes a backlog past the API, where making it would take longer than what is measured. Holds of
 * one level are spread over the whole time in which the reservations fell due, as those of shoppers
 * are.
 */
export async function givenBacklog(stack: StackDescription, backlog: Backlog): Promise<void> {
  const { levels, holds } = backlogItems(backlog);
  await putAll(stack, stack.tables.inventory, levels);
  await putAll(stack, stack.tables.reservations, holds);
}

/** The items of a backlog that was due a second ago. */
export function backlogItems({ name, holds, levels }: Backlog): { levels: object[]; holds: object[] } {
  const each = holds / levels;
  const lastDue = Math.floor(Date.now() / 1000) - 1;
  return {
    levels: Array.from({ length: levels }, (_, index) => ({
      ...importedLevel({ productId: `${name}-${index}`, warehouseId: 'LONDON' }, each),
      ...{ available_count: 0, reserved_count: each },
    })),
    holds: Array.from({ length: holds }, (_, index) => dueReservation(`${name}-${index}`, `${name}-${index % levels}`, index, lastDue)),
  };
}

function dueReservation(reservationId: string, productId: string, index: number, lastDue: number) {
  // Of the last ten minutes.
  const expires = lastDue - (index % 600);
  const shard = { hold_shard: `${index % HOLD_SHARDS}`, hold_key: `${holdKeyPrefix(expires)}#${reservationId}` };
  const line = { product_id: productId, warehouse_id: 'LONDON', quantity: 1 };
  return reservationItem({ reservationId }, [line], { created_at: new Date().toISOString(), expires_at: expires, ...shard });
}

async function putAll(stack: StackDescription, table: string, items: readonly object[]): Promise<void> {
  const client = operator(stack);
  const starts = Array.from({ length: Math.ceil(items.length / MOST_WRITES) }, (_, call) => call * MOST_WRITES);
  await mapLimited(starts, CONCURRENCY, async (start) => {
    const puts = items.slice(start, start + MOST_WRITES).map((Item) => ({ PutRequest: { Item } }));
    await client.send(new BatchWriteCommand({ RequestItems: { [table]: puts } }));
  });
}
