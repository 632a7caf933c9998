import type { DeadLetterKind } from '../schema/types.ts';

/** By what the functions do that gave up. */
export const DEAD_LETTER_KINDS = ['HISTORY', 'EVENTS', 'RESERVATIONS'] as const satisfies DeadLetterKind[];

/** The environment variable with the ARN of the function that leaves these. */
export function functionVariable(kind: DeadLetterKind): string {
  return `${kind}_FUNCTION_ARN`;
}
