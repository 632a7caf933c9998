import { runtime } from '@aws-appsync/utils';
import type { Context } from '@aws-appsync/utils';
import type { Outcome } from '../../domain/calls/action.ts';
import type { Shortage } from '../../domain/refusals.ts';
import { contended } from './errors.ts';

/** What the steps of a pipeline share: the answer once one of them has it. */
export interface Answered<T> {
  answer?: T;
  /**
   * True once the effect is in the table, by this call or by an earlier one, and only has to be
   * read for the answer.
   */
  done?: boolean;
  /** The write is refused, and what is short is known: it is still to be read who else has it. */
  short?: Short | null;
}

/** See Answered. */
export interface Short {
  lines: Shortage[];
  outcome: Outcome;
}

/**
 * Skips a step that is not needed any more. The object is needed: without one AppSync reports a
 * runtime error.
 */
export function skipIfDone(stash: Answered<unknown>): void {
  if (stash.answer || stash.done || stash.short) {
    runtime.earlyReturn({});
  }
}

/** The end of a pipeline: the answer, or CONTENTION when all attempts went by without one. */
export function answerOf<T>(ctx: Context<unknown, Answered<T>>): T {
  return ctx.stash.answer ?? contended();
}
