import { DynamoDBServiceException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { isContentionCode } from '../../domain/errors.ts';

/**
 * Whether a failed call can succeed when it is sent again: others were there, DynamoDB was busy or
 * failed inside, or no answer came. The SDK itself does not try again after a conflict.
 */
export function isRetryable(error: unknown): boolean {
  if (isContention(error)) return true;
  if (!(error instanceof DynamoDBServiceException)) return isConnectionError(error);
  return (error.$metadata.httpStatusCode ?? 500) >= 500;
}

/**
 * Whether a call that failed and changes nothing may be answered with CONTENTION: others were
 * there, or no answer came. What DynamoDB itself says to be broken inside is no matter of time for
 * callers.
 */
export function isBusy(error: unknown): boolean {
  return isContention(error) || isConnectionError(error);
}

/** Whether a call failed because of others: what stays so is CONTENTION for callers. */
export function isContention(error: unknown): boolean {
  if (error instanceof TransactionCanceledException) {
    return (error.CancellationReasons ?? []).some(({ Code = '' }) => isContentionCode(Code));
  }
  return error instanceof DynamoDBServiceException && isContentionCode(error.name);
}

/**
 * Whether it failed since another write was at the same items, and not for being too many in all.
 */
export function isConflict(error: unknown): boolean {
  return (
    error instanceof TransactionCanceledException && (error.CancellationReasons ?? []).some(({ Code }) => Code === 'TransactionConflict')
  );
}

/**
 * Whether nothing of a failed call was sent, as no connection came about. Only its text tells the
 * SDK's timeout of connecting from that of an answer; where that changes, such a call counts as
 * sent, which is safe.
 */
export function wasNeverSent(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && error.code === 'ECONNREFUSED') || error.message.includes('did not establish a connection');
}

/**
 * Node's own errors of sockets and names have a code such as ECONNRESET; the SDK's timeout has this
 * name. A mistake in our code has neither.
 */
export function isConnectionError(error: unknown): boolean {
  return error instanceof Error && (error.name === 'TimeoutError' || ('code' in error && typeof error.code === 'string'));
}
