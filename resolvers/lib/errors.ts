import { util } from '@aws-appsync/utils';
import { isContentionCode, refusalLine, RETRY_AFTER_MS } from '../../domain/errors.ts';
import { contention, invalidInput } from '../../domain/refusals.ts';
import type { Refused } from '../../domain/refusals.ts';

/**
 * Ends the field with an error of the contract. The line in the log is what metrics and alarms
 * count.
 */
export function refuse(refused: Refused): never {
  console.error(refusalLine(refused.type));
  util.error(refused.message, refused.type, null, refused.info);
}

/** INVALID_INPUT for one field, with the limit that it broke where there is one. */
export function invalid(field: string, message: string, limit?: number): never {
  refuse(invalidInput(field, message, limit));
}

/**
 * CONTENTION: the attempts of one call are used up. Nothing is half done, and sent again the call
 * takes effect once.
 */
export function contended(): never {
  refuse(contention(RETRY_AFTER_MS));
}

/** Whether a data source error is worth another attempt. */
export function isContention(error: { type: string }): boolean {
  // AWS does not document how AppSync spells the type of a function that may not run again now.
  return error.type.endsWith('TooManyRequestsException') || isContentionCode(error.type.split(':')[1] ?? '');
}

/**
 * Ends the field after a data source error that no step can mend: CONTENTION if it will pass by
 * itself, otherwise INTERNAL; always that where the call may have taken effect already.
 */
export function sourceFailed(error: { type: string; message: string }, mayBeDone?: boolean): never {
  if (!mayBeDone && isContention(error)) {
    contended();
  }
  failed(error);
}

/** INTERNAL: the cause goes to the log under the id that the caller gets, and nowhere else. */
export function failed(cause: unknown): never {
  const requestId = util.autoId();
  console.error({ requestId, cause });
  const message = 'Something went wrong on our side. Sending the same call again is safe; if it stays, report the requestId.';
  refuse({ type: 'INTERNAL', message, info: { requestId } });
}
