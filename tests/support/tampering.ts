import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { movementsOf } from '../../domain/movement.ts';
import type { StockKeyInput } from '../../schema/types.ts';
import type { StackDescription } from './stack.ts';
import { operator } from './tables.ts';

// Writes past the API, as no caller can make them.

/** Counters of the summary that nothing explains. */
export async function corruptSummary(stack: StackDescription): Promise<void> {
  await set(stack, stack.tables.movements, { level: 'SUMMARY', sequence: 1 }, { low: 77 });
}

/** Writes attributes of a level; null takes one away. */
export async function setLevel(stack: StackDescription, level: StockKeyInput, values: Record<string, unknown>): Promise<void> {
  await set(stack, stack.tables.inventory, { product_id: level.productId, warehouse_id: level.warehouseId }, values);
}

/** The same of a reservation. */
export function setReservation(stack: StackDescription, id: string, values: Record<string, unknown>): Promise<void> {
  return set(stack, stack.tables.reservations, { reservation_id: id }, values);
}

/** The same of a movement. */
export function setMovement(
  stack: StackDescription,
  level: StockKeyInput,
  sequence: number,
  values: Record<string, unknown>,
): Promise<void> {
  return set(stack, stack.tables.movements, movementKey(level, sequence), values);
}

/** Takes movements away. */
export async function dropMovements(stack: StackDescription, level: StockKeyInput, sequences: number[]): Promise<void> {
  for (const sequence of sequences)
    await operator(stack).send(new DeleteCommand({ TableName: stack.tables.movements, Key: movementKey(level, sequence) }));
}

/** The key of a movement. */
export function movementKey({ productId, warehouseId }: StockKeyInput, sequence: number) {
  return { level: movementsOf(productId, warehouseId), sequence };
}

async function set(stack: StackDescription, table: string, key: Record<string, unknown>, values: Record<string, unknown>): Promise<void> {
  const part = (names: [string, unknown][], word: string, of: (name: string) => string) =>
    names.length > 0 ? [`${word} ${names.map(([name]) => of(name)).join(', ')}`] : [];
  const entries = Object.entries(values);
  const given = entries.filter(([, value]) => value !== null);
  const gone = entries.filter(([, value]) => value === null);
  await operator(stack).send(
    new UpdateCommand({
      TableName: table,
      Key: key,
      UpdateExpression: [...part(given, 'SET', (name) => `#${name} = :${name}`), ...part(gone, 'REMOVE', (name) => `#${name}`)].join(' '),
      ExpressionAttributeNames: Object.fromEntries(entries.map(([name]) => [`#${name}`, name])),
      ...(given.length > 0 && { ExpressionAttributeValues: Object.fromEntries(given.map(([name, value]) => [`:${name}`, value])) }),
    }),
  );
}
