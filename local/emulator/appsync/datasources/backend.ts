import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { AwsError } from '../../gateway/gateway.ts';
import type { DataSourceError } from './data-source.ts';

/** One DynamoDB call under the role of the data source, in wire shapes. */
export type Call = (operation: string, body: Record<string, unknown>) => Promise<Record<string, unknown>>;

/**
 * How often the service's own SDK tries one call, and the base of its jittered pause in
 * milliseconds.
 */
const TRIES = 3;
const PAUSE_MS = 25;

const RETRIED = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'TransactionInProgressException',
  'ConnectionLost',
]);

/**
 * Exceptions of DynamoDB's model, which keep their name; the rest (ValidationException,
 * AccessDeniedException, …) arrives as the base class.
 */
const MODELLED = new Set([
  'ConditionalCheckFailedException',
  'IdempotentParameterMismatchException',
  'InternalServerErrorException',
  'ItemCollectionSizeLimitExceededException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceededException',
  'ResourceNotFoundException',
  'ThrottlingException',
  'TransactionCanceledException',
  'TransactionConflictException',
  'TransactionInProgressException',
]);

/** Codes on the wire whose exception has another name. */
const CLASS_NAMES: Readonly<Record<string, string>> = {
  InternalServerError: 'InternalServerErrorException',
  RequestLimitExceeded: 'RequestLimitExceededException',
};

/**
 * Wraps a call with the retries of the service's SDK: throttles, 5xx and lost answers; never a
 * conflict or a cancelled transaction.
 */
export function withRetries(call: Call): Call {
  return async (operation, body) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await call(operation, body);
      } catch (error) {
        if (attempt === TRIES || !(error instanceof AwsError) || !isRetried(error)) throw error;
        await pause(randomInt(PAUSE_MS * 2 ** (attempt - 1) + 1));
      }
    }
  };
}

function isRetried(error: AwsError): boolean {
  return RETRIED.has(error.code) || error.status >= 500;
}

/** An AwsError as `ctx.error`. */
export function toDataSourceError(error: AwsError): DataSourceError {
  const name = CLASS_NAMES[error.code] ?? error.code;
  const type = `DynamoDB:${MODELLED.has(name) ? name : 'DynamoDbException'}`;
  if (error.status === 0) return { type: 'DynamoDB:SdkClientException', message: `Unable to execute HTTP request: ${error.message}` };
  return { type, message: `${error.message} (Service: DynamoDb, Status Code: ${error.status}, Request ID: ${requestId()})` };
}

/** 52 upper-case letters and digits, as DynamoDB writes them. */
function requestId(): string {
  return Array.from({ length: 52 }, () => randomInt(36).toString(36).toUpperCase()).join('');
}
