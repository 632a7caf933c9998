import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { activityAttributes } from '../../domain/activity.ts';
import type { LastChange } from '../../domain/last-change.ts';
import { fieldAttributes } from '../../domain/level-fields.ts';
import type { FieldAttributes } from '../../domain/level-fields.ts';
import type { LevelItem } from '../../domain/level.ts';
import { movementsOf } from '../../domain/movement.ts';
import { describedBy, isSameDescription } from '../../domain/product-description.ts';
import type { MovementItem } from '../../domain/movement.ts';
import { sellable, stockStatus } from '../../domain/status.ts';
import { whole } from '../../domain/stored.ts';
import type { StockStatus } from '../../schema/types.ts';
import { isRetryable } from './dynamodb-errors.ts';
import { PassingError, withRetries } from './retry.ts';

/** A level before and after a change; nothing before its first. */
export interface Images {
  before: (Counted & Pick<LevelItem, 'stock_count' | 'reserved_count' | 'committed_count'> & FieldAttributes) | undefined;
  after: LevelItem & { last_change: LastChange };
}

/** What a status follows from. */
type Counted = Pick<LevelItem, 'available_count' | 'safety_stock' | 'threshold_level'>;

/** The movement that records a change. What changed is the difference of the images. */
export function movementOf({ before, after }: Images): MovementItem {
  const { cause, actor, reason, note, reference, reservation } = after.last_change;
  const { committed_count = 0, safety_stock = 0 } = after;
  const committed_delta = committed_count - (before?.committed_count ?? 0);
  const previous_status = before && statusOf(before);
  const movement: MovementItem = {
    level: movementsOf(after.product_id, after.warehouse_id),
    sequence: after.sequence,
    product_id: after.product_id,
    warehouse_id: after.warehouse_id,
    cause,
    stock_delta: after.stock_count - (before?.stock_count ?? 0),
    reserved_delta: after.reserved_count - (before?.reserved_count ?? 0),
    stock_count: after.stock_count,
    reserved_count: after.reserved_count,
    available_count: after.available_count,
    ...(committed_delta !== 0 && { committed_delta }),
    ...(committed_count !== 0 && { committed_count }),
    ...(safety_stock !== 0 && { safety_stock }),
    threshold_level: after.threshold_level,
    ...(previous_status && previous_status !== statusOf(after) && { previous_status }),
    version: after.version,
    ...fieldAttributes(after),
    ...(actor !== null && { actor }),
    ...(reason && { reason }),
    ...(note && { note }),
    ...(reference && { reference }),
    ...(reservation && { reservation }),
    ...(before && !isSameDescription(before, after) && { previous: describedBy(before) }),
    changed_at: after.last_updated,
  };
  return { ...movement, ...activityAttributes(movement) };
}

/**
 * Writes a movement once: one that is there already was written by an earlier delivery of the same
 * record.
 */
export async function putMovement(dynamodb: DynamoDBDocumentClient, table: string, movement: MovementItem): Promise<void> {
  const put = new PutCommand({
    TableName: table,
    Item: movement,
    ConditionExpression: 'attribute_not_exists(#level)',
    ExpressionAttributeNames: { '#level': 'level' },
  });
  await dynamodb.send(put).catch((error: unknown) => {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  });
}

/** The most that DynamoDB writes in one BatchWriteItem. */
export const MOVEMENTS_PER_REQUEST = 25;

/**
 * Writes up to MOVEMENTS_PER_REQUEST movements in one request, over whatever is there, and what
 * DynamoDB left undone again until `deadline` (epoch milliseconds). Answers with those that were
 * not written; never rejects. No two may have the same key: DynamoDB would refuse all of them.
 */
export async function putMovements(
  dynamodb: DynamoDBDocumentClient,
  table: string,
  movements: readonly MovementItem[],
  deadline: number,
): Promise<{ left: readonly MovementItem[]; cause?: unknown }> {
  let left = movements;
  const step = async () => {
    const requests = left.map((Item) => ({ PutRequest: { Item } }));
    const { UnprocessedItems } = await dynamodb.send(new BatchWriteCommand({ RequestItems: { [table]: requests } }));
    const undone = new Set((UnprocessedItems?.[table] ?? []).map(({ PutRequest }) => movementKey(PutRequest?.Item as MovementItem)));
    left = left.filter((movement) => undone.has(movementKey(movement)));
    if (left.length > 0) throw new PassingError(`DynamoDB was too busy for ${left.length} movements.`);
  };
  try {
    await withRetries(step, deadline, isRetryable);
    return { left: [] };
  } catch (cause) {
    return { left, cause };
  }
}

function statusOf(level: Counted): StockStatus {
  return stockStatus(sellable(level), whole(level.threshold_level));
}

/** The key of a movement as one text. */
export function movementKey({ level, sequence }: MovementItem): string {
  return JSON.stringify([level, sequence]);
}
