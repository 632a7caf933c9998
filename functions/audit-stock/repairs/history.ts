import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { activityAttributes } from '../../../domain/activity.ts';
import { attributeNames } from '../../../domain/expression.ts';
import { AUDIT_ACTOR } from '../../../domain/last-change.ts';
import { fieldAttributes } from '../../../domain/level-fields.ts';
import { limits } from '../../../domain/limits.ts';
import type { MovementItem } from '../../../domain/movement.ts';
import { movementsOf } from '../../../domain/movement.ts';
import { isRetryable } from '../../lib/dynamodb-errors.ts';
import { movementOf, putMovement } from '../../lib/movements.ts';
import { withRetries } from '../../lib/retry.ts';
import type { Audit } from '../audit.ts';
import { MOST_MISSING } from '../checks/history.ts';
import type { StoredLevel } from '../checks/level.ts';

/** A movement as it should be, and as it is. */
export interface Mend {
  movement: MovementItem;
  seen: MovementItem | undefined;
}

interface State {
  stock: number;
  reserved: number;
  committed: number;
}

/** The changes that leave the version alone. */
const OF_HOLDS = ['RESERVED', 'RESERVATION_CHANGED', 'COMMITTED', 'RELEASED', 'EXPIRED'];

const NUMBERS = [
  ...(['stock_count', 'reserved_count', 'available_count', 'committed_count'] as const),
  ...(['stock_delta', 'reserved_delta', 'committed_delta'] as const),
];

/**
 * The movements that a level's history needs to be whole up to its sequence. The newest is known
 * from the level itself. Of another, the numbers before and after it tell what it did, not who did
 * it: it says that it was rebuilt. Of several missing in a row only the sum is known, which the
 * last one has.
 */
export function mendsOf(level: StoredLevel, movements: readonly MovementItem[]): Mend[] {
  const recorded = new Map(movements.map((movement) => [movement.sequence, movement]));
  if (level.sequence - movements.length > MOST_MISSING) return [];
  const mends: Mend[] = [];
  let before: MovementItem | undefined;
  for (let sequence = 1; sequence <= level.sequence; sequence += 1) {
    const seen = recorded.get(sequence);
    const next = recorded.get(sequence + 1);
    const movement = seen
      ? corrected(seen, before, next ? stateBefore(next) : sequence === level.sequence ? stateOf(level) : undefined)
      : rebuilt(level, sequence, before, next);
    if (!seen || NUMBERS.some((name) => seen[name] !== movement[name])) mends.push({ movement, seen });
    before = movement;
  }
  return mends;
}

/**
 * Writes movements, each on the condition that it is as it was seen. One that is not is looked at
 * by the next proof.
 */
export async function writeMends({ dynamodb, tables, deadline }: Audit, mends: readonly Mend[]): Promise<void> {
  for (const { movement, seen } of mends) {
    await withRetries(
      () => (seen ? replace(dynamodb, tables.movements, movement, seen) : putMovement(dynamodb, tables.movements, movement)),
      deadline,
      isRetryable,
    );
  }
}

/**
 * Numbers that continue the ones before, or lead to what comes behind, are right; otherwise the
 * latter tells.
 */
function corrected(seen: MovementItem, before: MovementItem | undefined, behind: State | undefined): MovementItem {
  const follows =
    seen.stock_count === (before?.stock_count ?? 0) + seen.stock_delta &&
    seen.reserved_count === (before?.reserved_count ?? 0) + seen.reserved_delta &&
    (seen.committed_count ?? 0) === (before?.committed_count ?? 0) + (seen.committed_delta ?? 0);
  const own = { stock: seen.stock_count, reserved: seen.reserved_count, committed: seen.committed_count ?? 0 };
  return numbered({ ...seen, note: noteOf('The audit corrected the numbers.', seen.note) }, follows ? own : (behind ?? own), before);
}

/** What a level had before a movement. */
function stateBefore(next: MovementItem): State {
  const { committed_count = 0, committed_delta = 0 } = next;
  return {
    stock: next.stock_count - next.stock_delta,
    reserved: next.reserved_count - next.reserved_delta,
    committed: committed_count - committed_delta,
  };
}

/** What a level has, if that makes sense in itself. */
function stateOf({
  stock_count: stock,
  reserved_count: reserved,
  available_count,
  committed_count: committed = 0,
}: StoredLevel): State | undefined {
  return available_count === stock - reserved ? { stock, reserved, committed } : undefined;
}

function rebuilt(level: StoredLevel, sequence: number, before: MovementItem | undefined, next: MovementItem | undefined): MovementItem {
  if (sequence === level.sequence && level.last_change) return movementOf({ before, after: { ...level, last_change: level.last_change } });
  const known = next ?? before ?? level;
  const { stock_count: stock = 0, reserved_count: reserved = 0, committed_count: committed = 0 } = before ?? {};
  const state = next ? stateBefore(next) : { stock, reserved, committed };
  const movement: MovementItem = {
    level: movementsOf(level.product_id, level.warehouse_id),
    ...{ sequence, product_id: level.product_id, warehouse_id: level.warehouse_id },
    ...{ cause: 'REPAIRED', actor: AUDIT_ACTOR },
    note: next
      ? 'The audit rebuilt a lost movement from the ones beside it.'
      : 'The audit stands in for a lost movement; a later one has its numbers.',
    ...{ stock_count: 0, reserved_count: 0, available_count: 0, stock_delta: 0, reserved_delta: 0 },
    threshold_level: known.threshold_level,
    ...(known.safety_stock && { safety_stock: known.safety_stock }),
    version: next && !OF_HOLDS.includes(next.cause) ? Math.max(next.version - 1, 0) : known.version,
    ...fieldAttributes(known),
    changed_at: 'changed_at' in known ? known.changed_at : level.last_updated,
  };
  return numbered({ ...movement, ...activityAttributes(movement) }, state, before);
}

function numbered(movement: MovementItem, { stock, reserved, committed }: State, before: MovementItem | undefined): MovementItem {
  const rest = { ...movement };
  // Stored only where they are not 0.
  delete rest.committed_count;
  delete rest.committed_delta;
  const committed_delta = committed - (before?.committed_count ?? 0);
  return {
    ...rest,
    stock_count: stock,
    reserved_count: reserved,
    available_count: stock - reserved,
    stock_delta: stock - (before?.stock_count ?? 0),
    reserved_delta: reserved - (before?.reserved_count ?? 0),
    ...(committed !== 0 && { committed_count: committed }),
    ...(committed_delta !== 0 && { committed_delta }),
  };
}

function noteOf(said: string, before: string | null | undefined): string {
  return before ? Array.from(`${said} ${before}`).slice(0, limits.noteLength).join('') : said;
}

async function replace(dynamodb: Audit['dynamodb'], table: string, movement: MovementItem, seen: MovementItem): Promise<void> {
  const put = new PutCommand({
    TableName: table,
    Item: movement,
    ConditionExpression: NUMBERS.map((name) => (name in seen ? `#${name} = :${name}` : `attribute_not_exists(#${name})`)).join(' AND '),
    ExpressionAttributeNames: attributeNames(NUMBERS),
    ExpressionAttributeValues: Object.fromEntries(NUMBERS.filter((name) => name in seen).map((name) => [`:${name}`, seen[name]])),
  });
  await dynamodb.send(put).catch((error: unknown) => {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  });
}
