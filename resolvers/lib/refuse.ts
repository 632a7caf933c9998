import { util } from '@aws-appsync/utils';
import { RETRY_AFTER_MS } from '../../domain/errors.ts';
import type { ErrorType } from '../../domain/errors.ts';
import type { LineItem } from '../../domain/lines.ts';

/** Ends the field with an error of the contract: a sentence for people, `info` for programs. */
export function refuse(type: ErrorType, message: string, info: Record<string, unknown>): never {
  util.error(message, type, null, info);
}

/** INVALID_INPUT for one field, with the limit that it broke where there is one. */
export function invalid(field: string, message: string, limit?: number): never {
  refuse('INVALID_INPUT', `${field} ${message}.`, limit === undefined ? { field } : { field, limit });
}

/** NOT_FOUND for every level of a call that is unknown or retired. */
export function levelsNotFound(lines: Pick<LineItem, 'product_id' | 'warehouse_id'>[]): never {
  const named = lines.map((line) => `${line.product_id} in ${line.warehouse_id}`);
  refuse('NOT_FOUND', `No stock level is known for ${named.join(', ')}. Create it with updateStock first.`, {
    lines: lines.map((line) => ({ productId: line.product_id, warehouseId: line.warehouse_id })),
  });
}

/** One short line of INSUFFICIENT_STOCK. */
export interface Shortage {
  productId: string;
  warehouseId: string;
  requested: number;
  available: number;
}

/** INSUFFICIENT_STOCK naming every short line. */
export function insufficient(lines: Shortage[]): never {
  const named = lines.map((line) => `${line.productId} in ${line.warehouseId} (${line.requested} asked, ${line.available} there)`);
  refuse('INSUFFICIENT_STOCK', `Not enough stock of ${named.join(', ')}.`, { lines });
}

/** CONTENTION: the attempts of one call are used up and nothing was changed. */
export function contended(): never {
  refuse('CONTENTION', 'Others are changing the same stock right now. Nothing was changed; send the same call again.', {
    retryAfterMs: RETRY_AFTER_MS,
  });
}

/** INTERNAL: the cause goes to the log under the id that the caller gets, and nowhere else. */
export function failed(cause: unknown): never {
  const requestId = util.autoId();
  console.error({ requestId, cause });
  refuse('INTERNAL', 'Something went wrong on our side. Sending the same call again is safe; if it stays, report the requestId.', {
    requestId,
  });
}
