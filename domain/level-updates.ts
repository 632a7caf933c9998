import { changeMap } from './last-change.ts';
import type { LastChange, Stamp } from './last-change.ts';
import { LISTING, listKey } from './level.ts';
import type { LevelItem } from './level.ts';
import { isAbsent, versionIs } from './level-conditions.ts';
import { isNil } from './nil.ts';
import { sortKey } from './text.ts';
import { setAndRemove } from './expression.ts';
import type { ConditionalUpdate } from './expression.ts';
import type { UpdateStockInput } from '../schema/types.ts';

// The one builder of writes that create, count, describe and retire a level, for resolvers and
// functions.

/** A level as its creation leaves it where none ever was, with what puts it into the indexes. */
export interface NewLevel extends LevelItem {
  last_change: LastChange;
  listing: string;
  list_key: string;
  name_key?: string;
}

/** See NewLevel. */
export function newLevel(input: UpdateStockInput, stamp: Stamp): NewLevel {
  const { productId, warehouseId, name, category } = input;
  const stock = input.stockCount ?? 0;
  const level: NewLevel = {
    product_id: productId,
    warehouse_id: warehouseId,
    stock_count: stock,
    reserved_count: 0,
    available_count: stock,
    threshold_level: input.thresholdLevel ?? 0,
    version: 1,
    sequence: 1,
    last_updated: stamp.now,
    last_change: changeMap(stamp.change) as unknown as LastChange,
    listing: LISTING,
    list_key: listKey(productId, warehouseId),
  };
  if (name) {
    level.name = name;
    level.name_key = sortKey(name, productId, warehouseId);
  }
  if (category) {
    level.category = category;
  }
  if (input.muted) {
    level.muted = true;
  }
  return level;
}

/** Creates a level, or a retired one anew: its version and sequence go on. */
export function createLevel(input: UpdateStockInput, stamp: Stamp, fingerprint: string): ConditionalUpdate {
  const next = (attribute: string) => `if_not_exists(#${attribute}, :zero) + :one`;
  const assignments: Record<string, string> = {
    version: next('version'),
    sequence: next('sequence'),
    update_version: next('version'),
    update_input: ':update_input',
  };
  const values: Record<string, unknown> = { ':zero': 0, ':one': 1, ':update_input': fingerprint };
  const level: Record<string, unknown> = { ...newLevel(input, stamp) };
  Object.keys(level).forEach((attribute) => {
    if (!['product_id', 'warehouse_id', 'version', 'sequence'].includes(attribute)) {
      assignments[attribute] = `:${attribute}`;
      values[`:${attribute}`] = level[attribute];
    }
  });
  const removals = ['removed_at', 'name', 'name_key', 'category', 'muted'].filter((attribute) => isNil(level[attribute]));
  return { update: setAndRemove(assignments, removals, values), condition: isAbsent() };
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
    update: setAndRemove(assignments, ['list_key', 'name_key'], values),
    condition: {
      expression: `${condition.expression} AND #stock_count = :none AND #reserved_count = :none`,
      attributes: condition.attributes.concat(['stock_count', 'reserved_count']),
      values: { ...condition.values, ':none': 0 },
    },
  };
}

/** What identifies an updateStock or removeStock call sent again: its input and who sent it. */
export function updateFingerprint(kind: 'update' | 'remove', input: Partial<UpdateStockInput>, actor: string): string {
  const { expectedVersion, stockCount, thresholdLevel, name, category, reason, note, reference, allowBelowReserved, muted } = input;
  const asked = [
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
  ];
  // A call that does not ask for it has the text that it had before there was such a setting.
  return JSON.stringify(isNil(muted) ? asked : asked.concat([muted]));
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

/**
 * Adds name, category and muting to an update and answers what to remove: an empty text clears,
 * null leaves alone.
 */
export function describe(
  input: Pick<UpdateStockInput, 'productId' | 'warehouseId' | 'name' | 'category' | 'muted'>,
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
  if (input.muted) {
    assignments['muted'] = ':muted';
    values[':muted'] = true;
  } else if (!isNil(input.muted)) {
    removals.push('muted');
  }
  return removals;
}
