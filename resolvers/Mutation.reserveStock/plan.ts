import { poolOf } from '../../domain/calls/reservations.ts';
import { freeUnits, planLines } from '../../domain/sourcing.ts';
import { checkLevels } from '../lib/input.ts';
import type { ReserveContext } from './index.ts';

/**
 * Chooses warehouses by the levels as they were seen last. Where that does not go, the function
 * that waits decides by what is there at one moment: what was seen may be old.
 */
export function plan(ctx: ReserveContext): void {
  const { write, read } = ctx.stash;
  if (write.sourcing) {
    const { asked, split, warehouses } = write.sourcing;
    const free = freeUnits(Object.values(read), poolOf(write));
    write.lines = planLines(asked, split, free, () => warehouses ?? []).lines;
    checkLevels(write.lines.length);
    ctx.stash.waits = write.lines.length === 0;
  }
}
