import { runtime, util } from '@aws-appsync/utils';
import type { DynamoDBBatchGetItemRequest } from '@aws-appsync/utils';
import type { ReservationItem } from '../../domain/reservation.ts';
import { sourceFailed } from '../lib/errors.ts';
import type { ReservationsContext } from './index.ts';

type Batch = { data: Record<string, (ReservationItem | null)[]>; unprocessedKeys: Record<string, { reservation_id: string }[]> };

/**
 * Reads the reservations of the page, strongly consistent; a second run reads what DynamoDB left
 * unprocessed.
 */
export function request(ctx: ReservationsContext): DynamoDBBatchGetItemRequest {
  if (ctx.stash.pending.length === 0) {
    runtime.earlyReturn({});
  }
  const keys = ctx.stash.pending.map((key) => util.dynamodb.toMapValues({ reservation_id: key.reservation_id }));
  return { operation: 'BatchGetItem', tables: { [ctx.env['RESERVATIONS_TABLE'] ?? '']: { keys, consistentRead: true } } };
}

export function response(ctx: ReservationsContext<Batch>): Record<string, never> {
  if (ctx.error) {
    sourceFailed(ctx.error);
  }
  const table = ctx.env['RESERVATIONS_TABLE'] ?? '';
  (ctx.result.data[table] ?? []).forEach((item) => {
    if (item) {
      ctx.stash.read[`#${item.reservation_id}`] = item;
    }
  });
  ctx.stash.pending = ctx.result.unprocessedKeys[table] ?? [];
  return {};
}
