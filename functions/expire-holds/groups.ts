import { levelKey } from '../../domain/lines.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import { MOST_ACTIONS } from '../lib/transactions.ts';

/** Holds that end in one transaction, and the levels that get pieces back by it. */
export interface Group {
  holds: ReservationItem[];
  levels: readonly string[];
}

/** Up to so many due holds end each for itself, so that the history names each. A larger backlog would take too long that way. */
const MOST_ALONE = 1_000;

/** Due holds in groups that fit a transaction each. */
export function groupsOf(holds: readonly ReservationItem[]): Group[] {
  return holds.length > MOST_ALONE ? joined(holds) : alone(holds);
}

/** Each hold for itself. */
export function alone(holds: readonly ReservationItem[]): Group[] {
  return holds.map((hold) => groupOf([hold]));
}

/** Holds that touch the same levels together, so that a busy level holds up nobody else's. */
export function byLevels({ holds }: Group): Group[] {
  const groups = Map.groupBy(holds, (hold) => levelsOf([hold]).toSorted().join('\n'));
  return [...groups.values()].map((group) => groupOf(group));
}

/** One action for every hold and one for every level, which many small holds may share: so holds of the same level come together. */
function joined(holds: readonly ReservationItem[]): Group[] {
  const groups: { holds: ReservationItem[]; levels: Set<string> }[] = [];
  for (const { hold, levels } of byFirstLevel(holds)) {
    const group = groups.at(-1);
    const more = levels.filter((level) => !group?.levels.has(level));
    if (group && group.holds.length + 1 + group.levels.size + more.length <= MOST_ACTIONS) {
      group.holds.push(hold);
      for (const level of more) group.levels.add(level);
    } else groups.push({ holds: [hold], levels: new Set(levels) });
  }
  return groups.map((group) => ({ holds: group.holds, levels: [...group.levels] }));
}

function byFirstLevel(holds: readonly ReservationItem[]): { hold: ReservationItem; levels: string[] }[] {
  const first = ({ levels: [level = ''] }: { levels: string[] }): string => level;
  return holds.map((hold) => ({ hold, levels: levelsOf([hold]) })).sort((one, other) => (first(one) < first(other) ? -1 : 1));
}

function groupOf(holds: ReservationItem[]): Group {
  return { holds, levels: levelsOf(holds) };
}

function levelsOf(holds: readonly ReservationItem[]): string[] {
  return [...new Set(holds.flatMap(({ lines }) => lines.map((line) => levelKey(line.product_id, line.warehouse_id))))];
}
