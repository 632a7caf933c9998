import type { ErrorType } from '../../domain/errors.ts';
import { RETRY_AFTER_MS } from '../../domain/errors.ts';
import { contention, invalidInput } from '../../domain/refusals.ts';
import type { Refused } from '../../domain/refusals.ts';

/** An answer of the contract that is no success: what a resolver hands on as it is. */
export class Refusal extends Error implements Refused {
  override readonly name = 'Refusal';
  readonly type: ErrorType;
  readonly info: Record<string, unknown>;

  constructor({ type, message, info }: Refused, options?: ErrorOptions) {
    super(message, options);
    this.type = type;
    this.info = info;
  }
}

/** INVALID_INPUT for one field, with the limit that it broke where there is one. */
export function invalid(field: string, message: string, limit?: number): Refusal {
  return new Refusal(invalidInput(field, message, limit));
}

/**
 * CONTENTION: nothing is half done that would not be finished, and sent again after that time,
 * milliseconds, the call takes effect once.
 */
export function contended(retryAfterMs = RETRY_AFTER_MS, cause?: unknown): Refusal {
  return new Refusal(contention(retryAfterMs), { cause });
}
