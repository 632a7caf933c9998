import { runtime, util } from '@aws-appsync/utils';
import type { Context, DynamoDBBatchGetItemRequest } from '@aws-appsync/utils';
import type { LevelItem } from '../../domain/level.ts';
import { levelKey } from '../../domain/lines.ts';
import { contended, failed, sourceFailed } from './errors.ts';

/** Names a level by its table key. */
export interface LevelKey {
  product_id: string;
  warehouse_id: string;
}

/**
 * What a pipeline that reads levels shares: the keys still to read (each once, at most 100) and the
 * items read, by levelKey.
 */
export interface LevelReads {
  pending: LevelKey[];
  read: Record<string, LevelItem | null>;
  /** Whether what was true a moment ago will do, at half the price. */
  eventually?: boolean;
  /** Whether they are read for the answer to a write that is done. */
  done?: boolean;
}

type BatchContext = Context<
  unknown,
  LevelReads,
  undefined,
  undefined,
  { data: Record<string, (LevelItem | null)[]>; unprocessedKeys: Record<string, LevelKey[]> }
>;

/**
 * Reads the pending levels, strongly consistent unless said otherwise. Does nothing when none is
 * left.
 */
export function request(ctx: BatchContext): DynamoDBBatchGetItemRequest {
  if (ctx.stash.pending.length === 0) {
    runtime.earlyReturn({});
  }
  const keys = ctx.stash.pending.map((key) => util.dynamodb.toMapValues({ product_id: key.product_id, warehouse_id: key.warehouse_id }));
  return { operation: 'BatchGetItem', tables: { [ctx.env['INVENTORY_TABLE'] ?? '']: { keys, consistentRead: !ctx.stash.eventually } } };
}

/** A step that keeps what was read and does nothing else. */
export function response(ctx: BatchContext): Record<string, never> {
  return keepLevels(ctx);
}

/** Keeps what was read; what DynamoDB left unprocessed stays pending for the next step. */
export function keepLevels(ctx: BatchContext): Record<string, never> {
  if (ctx.error) {
    sourceFailed(ctx.error, ctx.stash.done);
  }
  const table = ctx.env['INVENTORY_TABLE'] ?? '';
  (ctx.result.data[table] ?? []).forEach((item) => {
    if (item) {
      ctx.stash.read[levelKey(item.product_id, item.warehouse_id)] = item;
    }
  });
  ctx.stash.pending = ctx.result.unprocessedKeys[table] ?? [];
  return {};
}

/** The item of a level after all reads; as sourceFailed when DynamoDB would not read them all. */
export function levelsRead({ pending, read, done }: LevelReads): LevelReads['read'] {
  if (pending.length === 0) {
    return read;
  }
  return done ? failed('levels of an answer stay unprocessed') : contended();
}
