import { changeMap } from './last-change.ts';
import type { Stamp } from './last-change.ts';
import { indexKeys } from './level.ts';
import type { LevelItem, Pool } from './level.ts';
import { canShip, hasAvailable, hasReserved, hasSellable } from './level-conditions.ts';
import { setAndRemove } from './expression.ts';
import type { ConditionalUpdate, Expression } from './expression.ts';

// The one builder of writes that move units of a level, for resolvers and functions.

/** Units that move: what is added to stock_count, reserved_count and committed_count. */
export interface Move extends Stamp {
  stock: number;
  reserved: number;
  /** Left out: 0. */
  committed?: number;
  /** Reservations leave the version alone, so that staff can count a shelf while customers shop. */
  newVersion: boolean;
}

/** Moves units of an existing level. The condition must make sure that it exists. */
export function moveLevel(move: Move, condition: Expression): ConditionalUpdate {
  const { assignments, values } = moved(move);
  return { update: setAndRemove(assignments, [], values), condition };
}

/**
 * Puts units back that were shipped, whatever has become of the level: one that was retired
 * meanwhile is there again.
 */
export function putBack(move: Move, level: Pick<LevelItem, 'product_id' | 'warehouse_id' | 'name'>): ConditionalUpdate {
  const { assignments, values } = moved(move);
  Object.entries(indexKeys(level)).forEach(([attribute, key]) => {
    assignments[attribute] = `:${attribute}`;
    values[`:${attribute}`] = key;
  });
  return {
    update: setAndRemove(assignments, ['removed_at'], values),
    condition: { expression: 'attribute_exists(#product_id)', attributes: ['product_id'], values: {} },
  };
}

function moved(move: Move): { assignments: Record<string, string>; values: Record<string, unknown> } {
  const assignments: Record<string, string> = { sequence: '#sequence + :one', last_updated: ':now', last_change: ':change' };
  const values: Record<string, unknown> = { ':one': 1, ':now': move.now, ':change': changeMap(move.change) };
  if (move.stock !== 0) {
    assignments['stock_count'] = '#stock_count + :stock';
    values[':stock'] = move.stock;
  }
  if (move.reserved !== 0) {
    assignments['reserved_count'] = '#reserved_count + :reserved';
    assignments['withheld_count'] = 'if_not_exists(#withheld_count, #reserved_count) + :reserved';
    values[':reserved'] = move.reserved;
  }
  if (move.committed) {
    assignments['committed_count'] = 'if_not_exists(#committed_count, :none) + :committed';
    values[':none'] = 0;
    values[':committed'] = move.committed;
  }
  const available = move.stock - move.reserved;
  if (available !== 0) {
    assignments['available_count'] = '#available_count + :available';
    assignments['sellable_count'] = 'if_not_exists(#sellable_count, #available_count) + :available';
    values[':available'] = available;
  }
  if (move.newVersion) {
    assignments['version'] = '#version + :one';
  }
  return { assignments, values };
}

/** What a reservation takes its units from, and whether they are a paid order's. */
export interface Taking {
  pool: Pool;
  committed: boolean;
}

/** A reservation takes (positive) or gives back (negative) units of a level. */
export function changeReserved(units: number, { pool, committed }: Taking, stamp: Stamp): ConditionalUpdate {
  const enough = pool === 'sellable' ? hasSellable(units) : hasAvailable(units);
  const condition = units > 0 ? enough : hasReserved(-units, committed ? -units : 0);
  return moveLevel({ ...stamp, stock: 0, reserved: units, committed: committed ? units : 0, newVersion: false }, condition);
}

/** Units that a reservation has become those of a paid order. */
export function commitReserved(units: number, stamp: Stamp): ConditionalUpdate {
  return moveLevel({ ...stamp, stock: 0, reserved: 0, committed: units, newVersion: false }, hasReserved(units, 0));
}

/** What leaves a level: units that ship, and what that takes from the reserved and committed. */
export interface Leaving {
  ships: number;
  reserved: number;
  committed: number;
}

/**
 * Units leave a level: `reserved` of them out of the reserved ones, where some do, otherwise
 * available ones. Only what ships is a new version.
 */
export function shipUnits({ ships, reserved, committed }: Leaving, stamp: Stamp): ConditionalUpdate {
  const condition = reserved > 0 ? canShip(ships, reserved, committed) : hasAvailable(ships);
  return moveLevel({ ...stamp, stock: -ships, reserved: -reserved, committed: -committed, newVersion: ships > 0 }, condition);
}
