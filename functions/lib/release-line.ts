import { onLevel } from '../../domain/calls/action.ts';
import type { UpdateAction } from '../../domain/calls/action.ts';
import type { Stamp } from '../../domain/last-change.ts';
import { changeReserved } from '../../domain/level-counts.ts';
import type { LineItem } from '../../domain/lines.ts';

/** Gives reserved units of a level back to what is available. */
export function releaseLine(line: LineItem, committed: boolean, stamp: Stamp): UpdateAction {
  return onLevel(line, changeReserved(-line.quantity, { pool: 'sellable', committed }, stamp));
}
