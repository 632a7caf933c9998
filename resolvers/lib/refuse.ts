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
  refuse('NOT_FOUND', `No stock level is known for ${sentenceList(named)}. Create it with updateStock first.`, {
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
  refuse('INSUFFICIENT_STOCK', `Not enough stock of ${sentenceList(named)}.`, { lines });
}

/** CONTENTION: the attempts of one call are used up. Nothing is half done, and sent again the call takes effect once. */
export function contended(): never {
  refuse('CONTENTION', 'Too many calls meet at the same stock right now. Send the same call again; it takes effect once.', {
    retryAfterMs: RETRY_AFTER_MS,
  });
}

/** How many levels a sentence names. */
const NAMED_IN_SENTENCE = 5;

/** Errors of DynamoDB that pass: two writes met, or there were too many. */
const CONTENTION_ERRORS = [
  'DynamoDB:TransactionConflictException',
  'DynamoDB:TransactionInProgressException',
  'DynamoDB:ProvisionedThroughputExceededException',
  'DynamoDB:ThrottlingException',
  'DynamoDB:RequestLimitExceededException',
];

/** Whether a data source error is worth another attempt. */
export function isContention(error: { type: string }): boolean {
  return CONTENTION_ERRORS.includes(error.type);
}

/** Ends the field after a data source error that no step can mend: CONTENTION if it will pass by itself, otherwise INTERNAL. */
export function sourceFailed(error: { type: string; message: string }): never {
  if (isContention(error)) {
    contended();
  }
  failed(error);
}

/** INTERNAL: the cause goes to the log under the id that the caller gets, and nowhere else. */
export function failed(cause: unknown): never {
  const requestId = util.autoId();
  console.error({ requestId, cause });
  refuse('INTERNAL', 'Something went wrong on our side. Sending the same call again is safe; if it stays, report the requestId.', {
    requestId,
  });
}

/** A sentence stays readable: it names a few, errorInfo has all. */
function sentenceList(named: string[]): string {
  const more = named.length - NAMED_IN_SENTENCE;
  return more > 0 ? `${named.slice(0, NAMED_IN_SENTENCE).join(', ')} and ${more} more` : named.join(', ');
}
