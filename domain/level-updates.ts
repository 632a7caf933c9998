import { changeMap } from './last-change.ts';
import type { Stamp } from './last-change.ts';
import { LISTING, listKey } from './level.ts';
import { isAbsent, versionIs } from './level-conditions.ts';
import { isNil } from './nil.ts';
import { sortKey } from './text.ts';
import { setAndRemove } from './expression.ts';
import type { ConditionalUpdate } from './expression.ts';
import type { UpdateStockInput } from '../schema/types.ts';

// The one builder of writes that create, count, describe and retire a level, for resolvers and functions.

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
    condition: isAbsent(),
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
