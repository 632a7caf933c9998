import { runtime, util } from '@aws-appsync/utils';
import type { DynamoDBBatchGetItemRequest } from '@aws-appsync/utils';
import type { MovementItem } from '../../domain/movement.ts';
import { sourceFailed } from '../lib/errors.ts';
import type { MovementKey, RecentContext } from './index.ts';

type Batch = { data: Record<string, (MovementItem | null)[]>; unprocessedKeys: Record<string, MovementKey[]> };

/**
 * Reads the movements of the page, strongly consistent: the newest are hardly older than the read.
 * A second run reads what DynamoDB left unprocessed.
 */
export function request(ctx: RecentContext): DynamoDBBatchGetItemRequest {
  if (ctx.stash.pending.length === 0) {
    runtime.earlyReturn({});
  }
  const keys = ctx.stash.pending.map((key) => util.dynamodb.toMapValues({ level: key.level, sequence: key.sequence }));
  return { operation: 'BatchGetItem', tables: { [ctx.env['MOVEMENTS_TABLE'] ?? '']: { keys, consistentRead: true } } };
}

export function response(ctx: RecentContext<Batch>): Record<string, never> {
  if (ctx.error) {
    sourceFailed(ctx.error);
  }
  const table = ctx.env['MOVEMENTS_TABLE'] ?? '';
  (ctx.result.data[table] ?? []).forEach((item) => {
    if (item) {
      ctx.stash.read[item.activity_key ?? ''] = item;
    }
  });
  ctx.stash.pending = ctx.result.unprocessedKeys[table] ?? [];
  return {};
}
