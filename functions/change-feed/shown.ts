import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { isLive } from '../../domain/level.ts';
import type { LevelItem } from '../../domain/level.ts';
import { isCapped, looksSame, visibleOf, warehouseAvailability } from '../../domain/shown.ts';
import type { Shown } from '../../domain/shown.ts';
import type { AvailabilityInput } from '../../schema/types.ts';
import { isRetryable } from '../lib/dynamodb-errors.ts';
import { withRetries } from '../lib/retry.ts';
import type { LevelChange } from './record.ts';

/** Where it is stored, and until when that is tried, epoch milliseconds. */
export interface ShownParts {
  dynamodb: DynamoDBDocumentClient;
  table: string;
  /** The most units that shoppers see. */
  cap: number;
  deadline: number;
}

/**
 * What is published to shoppers of these changes of one level, in order: the newest state;
 * undefined when they would have seen none of them. Under a cap the state is stored first, so that
 * answers and events count alike; rejects when that cannot be done.
 */
export async function toShow(changes: readonly LevelChange[], parts: ShownParts): Promise<AvailabilityInput | undefined> {
  const newest = changes.at(-1)?.after;
  if (!newest) return undefined;
  // Change by change: an earlier delivery may have published some of them, so that equal ends do
  // not mean that shoppers know.
  const seen = changes.filter((change) => isSeen(change, parts.cap));
  if (!isCapped(parts.cap)) return seen.length > 0 ? warehouseAvailability(newest, parts.cap) : undefined;
  const { shown, moved } = await store(changes, newest, parts);
  return seen.length > 0 || moved ? availabilityOf(newest, shown) : undefined;
}

function isSeen({ before, after }: LevelChange, cap: number): boolean {
  return !isLive(before) || !looksSame(visibleOf(before, cap), visibleOf(after, cap));
}

/**
 * Stores how far shoppers are with these changes, once, however often they are delivered. `moved`
 * when they now see another state than what was stored.
 */
async function store(changes: readonly LevelChange[], newest: LevelItem, parts: ShownParts): Promise<{ shown: Shown; moved: boolean }> {
  // The image is of before the feed's own last write, perhaps. Who is refused learns what is there.
  for (let was = newest.shown; ;) {
    const next = nextShown(was, changes, newest, parts.cap);
    if (was && !next) return { shown: was, moved: false };
    if (!next) throw new Error('A level that was never shown has a first state.');
    const found = await withRetries(() => put(newest, was, next, parts), parts.deadline, isRetryable);
    if (found === 'stored') return { shown: next, moved: was !== undefined && !looksSame(was, next) };
    was = found;
  }
}

/**
 * One step for each change that shoppers could see, and one where what they see differs all the
 * same, as after another cap. Undefined where nothing moves.
 */
function nextShown(was: Shown | undefined, changes: readonly LevelChange[], newest: LevelItem, cap: number): Shown | undefined {
  const state = { ...visibleOf(newest, cap), through: newest.sequence };
  if (!was) return { ...state, sequence: newest.sequence, at: newest.last_updated };
  if (newest.sequence <= was.through) return undefined;
  const seen = changes.filter((change) => change.after.sequence > was.through && isSeen(change, cap));
  const steps = Math.max(seen.length, looksSame(was, state) ? 0 : 1);
  return steps === 0 ? undefined : { ...state, sequence: was.sequence + steps, at: seen.at(-1)?.after.last_updated ?? newest.last_updated };
}

/** Answers with what is there instead, where that is not what it was taken for. */
async function put(
  level: LevelItem,
  was: Shown | undefined,
  next: Shown,
  { dynamodb, table }: ShownParts,
): Promise<'stored' | Shown | undefined> {
  const update = new UpdateCommand({
    TableName: table,
    Key: { product_id: level.product_id, warehouse_id: level.warehouse_id },
    UpdateExpression: 'SET #shown = :next',
    ConditionExpression: was ? '#shown.#through = :was' : 'attribute_exists(#product_id) AND attribute_not_exists(#shown)',
    ExpressionAttributeNames: { '#shown': 'shown', ...(was ? { '#through': 'through' } : { '#product_id': 'product_id' }) },
    ExpressionAttributeValues: { ':next': next, ...(was && { ':was': was.through }) },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
  try {
    await dynamodb.send(update);
    return 'stored';
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException) || !error.Item) throw error;
    return (unmarshall(error.Item) as LevelItem).shown;
  }
}

function availabilityOf(level: LevelItem, { count, status, sequence, at }: Shown): AvailabilityInput {
  const { product_id: productId, warehouse_id: warehouseId } = level;
  return { productId, warehouseId, availableCount: count, status, sequence, lastUpdated: at };
}
