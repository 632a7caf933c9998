import { DynamoDBServiceException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';

const PASSING_ERRORS = [
  'TransactionConflictException',
  'TransactionInProgressException',
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
];
const PASSING_REASONS = ['TransactionConflict', 'ProvisionedThroughputExceeded', 'ThrottlingError'];

/**
 * Whether a failed call can succeed when it is sent again: others were there, DynamoDB was busy or failed inside, or no answer came. The SDK
 * itself does not try again after a conflict.
 */
export function passes(error: unknown): boolean {
  if (error instanceof TransactionCanceledException) {
    return (error.CancellationReasons ?? []).some(({ Code = '' }) => PASSING_REASONS.includes(Code));
  }
  if (!(error instanceof DynamoDBServiceException)) return isConnectionError(error);
  return PASSING_ERRORS.includes(error.name) || (error.$metadata.httpStatusCode ?? 500) >= 500;
}

/** Node's own errors of sockets and names have a code such as ECONNRESET; the SDK's timeout has this name. A mistake in our code has neither. */
function isConnectionError(error: unknown): boolean {
  return error instanceof Error && (error.name === 'TimeoutError' || ('code' in error && typeof error.code === 'string'));
}
