import { isRetryable } from '../lib/dynamodb-errors.ts';
import { PassingError } from '../lib/retry.ts';
import type { LevelChange } from './record.ts';

/**
 * A change that could not be followed, and why. Lambda delivers it and what came after it again.
 */
export interface Failure {
  change: LevelChange;
  cause: unknown;
  /** Whether it is of those that happen now and then, and the next delivery may go better. */
  isRetryable: boolean;
}

/** Whether what DynamoDB answered, or did not, may go better when it is tried again. */
export function mayPass(cause: unknown): boolean {
  return cause instanceof PassingError || isRetryable(cause);
}
