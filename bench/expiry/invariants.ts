import { paginateScan } from '@aws-sdk/lib-dynamodb';
import type { MovementItem } from '../../domain/movement.ts';
import { retention } from '../../domain/limits.ts';
import type { StackDescription } from '../../tests/support/stack.ts';
import { allStoredLevels, operator, storedReservations } from '../../tests/support/tables.ts';

/** What is wrong with the tables once every backlog is gone. */
export async function problemsAfter(stack: StackDescription): Promise<string[]> {
  const [levels, holds] = [await allStoredLevels(stack), await storedReservations(stack)];
  const held = levels.filter(
    ({ reserved_count, committed_count = 0, available_count, sellable_count, stock_count }) =>
      reserved_count !== 0 || committed_count !== 0 || available_count !== stock_count || sellable_count !== stock_count,
  );
  const open = holds.filter(
    (reservation) =>
      reservation.status !== 'EXPIRED' || (reservation.reservation_expiry ?? 0) < reservation.expires_at + retention.closedReservation,
  );
  return [
    ...(held.length > 0 ? [`${held.length} levels have units that are still reserved, or more than were.`] : []),
    ...(open.length > 0 ? [`${open.length} holds are not closed as they should be.`] : []),
  ];
}

/**
 * How much of the history is there, and what is wrong with it: of each level an unbroken beginning,
 * whose differences add up.
 */
export async function historyOf(stack: StackDescription): Promise<{ movements: number; changes: number; problems: string[] }> {
  const levels = await allStoredLevels(stack);
  const histories = Map.groupBy(await storedMovements(stack), ({ product_id }) => product_id);
  const broken = [...histories].filter(([, history]) => !isWhole(history));
  return {
    movements: sum([...histories.values()].map(({ length }) => length)),
    changes: sum(levels.map(({ sequence }) => sequence)),
    problems: broken.length > 0 ? [`The history of ${broken.length} levels has gaps or does not add up.`] : [],
  };
}

function isWhole(history: readonly MovementItem[]): boolean {
  let reserved = 0;
  return history
    .toSorted((one, other) => one.sequence - other.sequence)
    .every((movement, index) => {
      reserved += movement.reserved_delta;
      return movement.sequence === index + 1 && movement.reserved_count === reserved;
    });
}

async function storedMovements(stack: StackDescription): Promise<MovementItem[]> {
  const items: MovementItem[] = [];
  const pages = paginateScan({ client: operator(stack) }, { TableName: stack.tables.movements, ConsistentRead: true });
  for await (const { Items = [] } of pages) items.push(...(Items as MovementItem[]).filter(({ product_id }) => product_id));
  return items;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
