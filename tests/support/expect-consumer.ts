import { expect } from 'vitest';
import { isLive } from '../../domain/level.ts';
import { SUMMARY_PARTITION } from '../../domain/movement.ts';
import type { MovementItem } from '../../domain/movement.ts';
import { isSubReservation } from '../../domain/orders.ts';
import { effectiveStatus } from '../../domain/reservation.ts';
import { sellable, stockStatus } from '../../domain/status.ts';
import { stockEventIds } from './consumer-copy.ts';
import type { EventConsumer } from './event-consumer.ts';
import type { StackDescription } from './stack.ts';
import { allItems, allStoredLevels, storedReservations } from './tables.ts';
import { eventually } from './wait.ts';

/**
 * Waits until the consumer has got exactly the events of what the tables say, and its copies are
 * what they say.
 */
export async function expectTrue(consumer: EventConsumer, stack: StackDescription): Promise<void> {
  await eventually(async () => {
    await consumer.collect();
    const movements = await movementsByLevel(stack);
    const ids = [...consumer.events.keys()].filter((id) => id.startsWith('stock.'));
    expect(ids.toSorted()).toEqual([...movements.values()].flatMap(stockEventIds).toSorted());
    const levels = await allStoredLevels(stack);
    const copies = levels.map((each) => consumer.levels.get(JSON.stringify([each.product_id, each.warehouse_id])));
    expect(copies.map((copy) => [copy?.sequence, copy?.stockCount, copy?.reservedCount, copy?.committedCount, copy?.version])).toEqual(
      levels.map((each) => [each.sequence, each.stock_count, each.reserved_count, each.committed_count ?? 0, each.version]),
    );
    expect(levels.filter(isLive).map(({ name = null }) => name)).toEqual(
      copies.filter((_, place) => isLive(levels[place])).map((copy) => copy?.name ?? null),
    );
    expect(copies.map((copy) => copy?.status)).toEqual(levels.map((each) => stockStatus(sellable(each), each.threshold_level)));
    await expectReservations(consumer, stack);
  });
}

/** Open reservations and those that ended without an order are as the table has them. */
async function expectReservations(consumer: EventConsumer, stack: StackDescription): Promise<void> {
  const stored = await storedReservations(stack);
  const told = stored.filter(({ reservation_id, status }) => !isSubReservation(reservation_id) && status !== 'FULFILLED');
  const of = (status: string | undefined, revision: number | undefined) => [status, revision];
  const copies = told.map(({ reservation_id }) => consumer.reservations.get(reservation_id));
  expect(copies.map((copy) => of(copy?.status, copy?.revision))).toEqual(told.map((each) => of(effectiveStatus(each, 0), each.revision)));
}

async function movementsByLevel(stack: StackDescription): Promise<Map<string, MovementItem[]>> {
  const all = (await allItems(stack, stack.tables.movements)) as unknown as MovementItem[];
  const movements = all.filter(({ level }) => level !== SUMMARY_PARTITION).toSorted((one, other) => one.sequence - other.sequence);
  return Map.groupBy(movements, ({ level }) => level);
}
