import type { Context } from '@aws-appsync/utils';
import type { Call, ContendedCall } from '../../domain/calls/call.ts';
import type { Instant } from '../../domain/instant.ts';
import { now } from './dynamodb.ts';
import { skipIfDone } from './pipeline.ts';
import type { Answered } from './pipeline.ts';

/** What the steps of a field that writes share. */
export interface Writing<Answer, Made extends Call> extends Answered<Answer> {
  /** What is to be written, whenever that is. */
  write: Made;
  /** When the last attempt was made: all times in it are this. */
  at: Instant;
  /** Since when the call waits for others, epoch milliseconds. */
  since?: number;
}

/**
 * Hands a call whose write met others to the function that can wait and try again; one that was
 * refused for what is short, to look who else has it.
 */
export function request(ctx: Context<unknown, Writing<unknown, Call>>): { operation: 'Invoke'; payload: ContendedCall } {
  const { short } = ctx.stash;
  ctx.stash.short = null;
  skipIfDone(ctx.stash);
  ctx.stash.at = now();
  const since = ctx.stash.since ?? ctx.stash.at.ms;
  ctx.stash.since = since;
  return { operation: 'Invoke', payload: { call: ctx.stash.write, since, refused: short?.outcome ?? null } };
}
