import type { Seen } from '../../domain/calls/action.ts';
import { idReused } from '../../domain/refusals.ts';
import { refuse } from './errors.ts';

/**
 * Whether the record of a call was there already from the same call; ID_REUSED if it was from
 * another.
 */
export function isReplay(asked: string, seen: Seen, id: string): boolean {
  if (seen.failed && seen.item?.['input'] !== asked) {
    refuse(idReused(id));
  }
  return seen.failed;
}
