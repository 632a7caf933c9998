import { LISTING, listKey } from './level.ts';
import type { LastChange } from './level.ts';
import { limits } from './limits.ts';
import { isNil } from './nil.ts';
import { sortKey } from './text.ts';
import { setAndRemove } from './expression.ts';
import type { ConditionalUpdate, Expression } from './expression.ts';
import type { StockLevel, UpdateStockInput } from '../schema/types.ts';

// The one builder of writes to a level, for resolvers and functions. No write reads first: what has to be decided is in its condition.

/** When and by what a level changes. `now` is ISO 8601. */
export interface Stamp {
  now: string;
  change: LastChange;
}

/** Pieces that move: what is added to stock_count and to reserved_count. */
export interface Move extends Stamp {
  stock: number;
  reserved: number;
  /** Reservations leave the version alone, so that staff can count a shelf while customers shop. */
  newVersion: boolean;
}

/** The condition of a level that is there and not retired. */
const LIVE = 'attribute_exists(#product_id) AND attribute_not_exists(#removed_at)';
const LIVE_ATTRIBUTES = ['product_id', 'removed_at'];

/** At least this many pieces are free. A missing or retired level has none, so this also asks for a live one. */
export function hasAvailable(pieces: number): Expression {
  return { expression: '#available_count >= :needed', attributes: ['available_count'], values: { ':needed': pieces } };
}

/** At least this many pieces are held: guards giving back against a drift that would go below zero. */
export function hasReserved(pieces: number): Expression {
  return { expression: '#reserved_count >= :needed', attributes: ['reserved_count'], values: { ':needed': pieces } };
}

/** The level can take these pieces without exceeding the largest count. */
export function canReceive(pieces: number): Expression {
  return {
    expression: `${LIVE} AND #stock_count <= :most`,
    attributes: LIVE_ATTRIBUTES.concat(['stock_count']),
    values: { ':most': limits.stockCount - pieces },
  };
}

/** An adjustment by `delta` keeps the count at 0 or more and, unless forced, leaves what is held alone. */
export function canAdjust(delta: number, allowBelowReserved: boolean): Expression {
  if (delta > 0) {
    return canReceive(delta);
  }
  const attributes = LIVE_ATTRIBUTES.concat(['stock_count']);
  const values = { ':needed': -delta };
  return allowBelowReserved
    ? { expression: `${LIVE} AND #stock_count >= :needed`, attributes, values }
    : {
        expression: `${LIVE} AND #stock_count >= :needed AND #available_count >= :needed`,
        attributes: attributes.concat(['available_count']),
        values,
      };
}

/** Moves pieces of an existing level. The condition must make sure that it exists. */
export function moveLevel(move: Move, condition: Expression): ConditionalUpdate {
  const assignments: Record<string, string> = { sequence: '#sequence + :one', last_updated: ':now', last_change: ':change' };
  const values: Record<string, unknown> = { ':one': 1, ':now': move.now, ':change': changeMap(move.change) };
  if (move.stock !== 0) {
    assignments['stock_count'] = '#stock_count + :stock';
    values[':stock'] = move.stock;
  }
  if (move.reserved !== 0) {
    assignments['reserved_count'] = '#reserved_count + :reserved';
    values[':reserved'] = move.reserved;
  }
  const available = move.stock - move.reserved;
  if (available !== 0) {
    assignments['available_count'] = '#available_count + :available';
    values[':available'] = available;
  }
  if (move.newVersion) {
    assignments['version'] = '#version + :one';
  }
  return { update: setAndRemove(assignments, [], values), condition };
}

/** A hold takes (positive) or gives back (negative) pieces of a level. */
export function holdPieces(pieces: number, stamp: Stamp): ConditionalUpdate {
  const condition = pieces > 0 ? hasAvailable(pieces) : hasReserved(-pieces);
  return moveLevel({ ...stamp, stock: 0, reserved: pieces, newVersion: false }, condition);
}

/** Creates a level, or a retired one anew: its version and sequence go on. */
export function createLevel(input: UpdateStockInput, stamp: Stamp, fingerprint: string): ConditionalUpdate {
  const next = (attribute: string) => `if_not_exists(#${attribute}, :zero) + :one`;
  const assignments: Record<string, string> = {
    stock_count: ':stock',
    reserved_count: ':zero',
    available_count: ':stock',
    threshold_level: ':threshold',
    version: next('version'),
    sequence: next('sequence'),
    update_version: next('version'),
    update_input: ':input',
    last_updated: ':now',
    last_change: ':change',
    listing: ':listing',
    list_key: ':list_key',
  };
  const values: Record<string, unknown> = {
    ':zero': 0,
    ':one': 1,
    ':stock': input.stockCount,
    ':threshold': input.thresholdLevel ?? 0,
    ':input': fingerprint,
    ':now': stamp.now,
    ':change': changeMap(stamp.change),
    ':listing': LISTING,
    ':list_key': listKey(input.productId, input.warehouseId),
  };
  const removals = ['removed_at'].concat(
    describe({ ...input, name: input.name ?? '', category: input.category ?? '' }, assignments, values),
  );
  return {
    update: setAndRemove(assignments, removals, values),
    condition: {
      expression: 'attribute_not_exists(#product_id) OR attribute_exists(#removed_at)',
      attributes: LIVE_ATTRIBUTES,
      values: {},
    },
  };
}

/** Changes count and settings of the version that the caller saw. */
export function updateLevel(input: UpdateStockInput, stamp: Stamp, fingerprint: string): ConditionalUpdate {
  const { assignments, values } = versionedChange(stamp, fingerprint);
  const condition = versionIs(input.expectedVersion);
  if (!isNil(input.stockCount)) {
    assignments['stock_count'] = ':stock';
    assignments['available_count'] = ':stock - #reserved_count';
    values[':stock'] = input.stockCount;
    if (!input.allowBelowReserved) {
      condition.expression = `${condition.expression} AND #reserved_count <= :counted`;
      condition.values[':counted'] = input.stockCount;
    }
    // Read by the update's available_count, whether or not the condition names it.
    condition.attributes.push('reserved_count');
  }
  if (!isNil(input.thresholdLevel)) {
    assignments['threshold_level'] = ':threshold';
    values[':threshold'] = input.thresholdLevel;
  }
  const removals = describe(input, assignments, values);
  return { update: setAndRemove(assignments, removals, values), condition };
}

/** Retires an empty level: it leaves every index and keeps version and sequence. */
export function removeLevel(expectedVersion: number, stamp: Stamp, fingerprint: string): ConditionalUpdate {
  const { assignments, values } = versionedChange(stamp, fingerprint);
  assignments['removed_at'] = ':now';
  const condition = versionIs(expectedVersion);
  return {
    update: setAndRemove(assignments, ['list_key', 'name_key', 'attention'], values),
    condition: {
      expression: `${condition.expression} AND #stock_count = :none AND #reserved_count = :none`,
      attributes: condition.attributes.concat(['stock_count', 'reserved_count']),
      values: { ...condition.values, ':none': 0 },
    },
  };
}

/** What identifies an updateStock or removeStock call sent again: its input and who sent it. */
export function updateFingerprint(kind: 'update' | 'remove', input: Partial<UpdateStockInput>, actor: string): string {
  const { expectedVersion, stockCount, thresholdLevel, name, category, reason, note, reference, allowBelowReserved } = input;
  return JSON.stringify([
    kind,
    actor,
    expectedVersion ?? null,
    stockCount ?? null,
    thresholdLevel ?? null,
    name ?? null,
    category ?? null,
    reason ?? null,
    note ?? null,
    reference ?? null,
    allowBelowReserved ?? false,
  ]);
}

/** How many pieces this level can give to a caller: never negative, also where a forced count left less than is held. */
export function takeable(level: StockLevel): number {
  return Math.max(0, level.availableCount);
}

function versionedChange(stamp: Stamp, fingerprint: string): { assignments: Record<string, string>; values: Record<string, unknown> } {
  return {
    assignments: {
      version: '#version + :one',
      sequence: '#sequence + :one',
      update_version: '#version + :one',
      update_input: ':input',
      last_updated: ':now',
      last_change: ':change',
    },
    values: { ':one': 1, ':input': fingerprint, ':now': stamp.now, ':change': changeMap(stamp.change) },
  };
}

function versionIs(expectedVersion: number): Expression {
  return {
    expression: `${LIVE} AND #version = :expected`,
    attributes: LIVE_ATTRIBUTES.concat(['version']),
    values: { ':expected': expectedVersion },
  };
}

/** Adds name and category to an update and answers what to remove: an empty text clears, null leaves alone. */
function describe(
  input: Pick<UpdateStockInput, 'productId' | 'warehouseId' | 'name' | 'category'>,
  assignments: Record<string, string>,
  values: Record<string, unknown>,
): string[] {
  const removals: string[] = [];
  if (input.name) {
    assignments['name'] = ':name';
    assignments['name_key'] = ':name_key';
    values[':name'] = input.name;
    values[':name_key'] = sortKey(input.name, input.productId, input.warehouseId);
  } else if (!isNil(input.name)) {
    removals.push('name', 'name_key');
  }
  if (input.category) {
    assignments['category'] = ':category';
    values[':category'] = input.category;
  } else if (!isNil(input.category)) {
    removals.push('category');
  }
  return removals;
}

/** The change without what was left out: DynamoDB would keep a null as an attribute of its own. */
function changeMap(change: LastChange): Record<string, unknown> {
  const map: Record<string, unknown> = { cause: change.cause, actor: change.actor };
  if (!isNil(change.reason)) {
    map['reason'] = change.reason;
  }
  if (!isNil(change.note)) {
    map['note'] = change.note;
  }
  if (!isNil(change.reference)) {
    map['reference'] = change.reference;
  }
  return map;
}
