import type { Context } from '@aws-appsync/utils';
import { limits } from '../domain/limits.ts';
import type { DeadLetters, QueryDeadLettersArgs } from '../schema/types.ts';
import { sourceFailed } from './lib/errors.ts';
import { checkNumber } from './lib/input.ts';

type DeadLettersContext = Context<QueryDeadLettersArgs, Record<string, unknown>, undefined, undefined, DeadLetters>;

/** Only a function can list what is in a bucket. */
export function request(ctx: DeadLettersContext): { operation: 'Invoke'; payload: { limit: number } } {
  const { limit } = ctx.args;
  checkNumber('limit', limit, 1, limits.deadLetters);
  return { operation: 'Invoke', payload: { limit: limit ?? limits.deadLetters } };
}

export function response(ctx: DeadLettersContext): DeadLetters {
  if (ctx.error) {
    sourceFailed(ctx.error);
  }
  return ctx.result;
}
