import { changeMap } from './last-change.ts';
import type { LastChange, Stamp } from './last-change.ts';
import { INDEX_SORT_KEYS, indexKeys } from './level.ts';
import type { IndexKeys, LevelItem } from './level.ts';
import { isAbsent, versionIs } from './level-conditions.ts';
import { FIELD_ATTRIBUTES, FIELD_SORT_KEYS, givenAttributes, levelFields, writeFields } from './level-fields.ts';
import type { Field } from './level-fields.ts';
import { isNil } from './nil.ts';
import { setAndRemove } from './expression.ts';
import type { ConditionalUpdate } from './expression.ts';
import type { UpdateStockInput } from '../schema/types.ts';

// The one builder of writes that create, count, describe and retire a level, for resolvers and
// functions.

/** A level as its creation leaves it where none ever was. */
export interface NewLevel extends LevelItem, IndexKeys {
  last_change: LastChange;
}

/** See NewLevel. */
export function newLevel(input: UpdateStockInput, stamp: Stamp): NewLevel {
  const { productId, warehouseId } = input;
  const key = { product_id: productId, warehouse_id: warehouseId };
  const stock = input.stockCount ?? 0;
  const safety = input.safetyStock ?? 0;
  const fields = givenAttributes(input);
  return {
    ...key,
    stock_count: stock,
    reserved_count: 0,
    available_count: stock,
    committed_count: 0,
    safety_stock: safety,
    sellable_count: stock - safety,
    withheld_count: safety,
    threshold_level: input.thresholdLevel ?? 0,
    version: 1,
    sequence: 1,
    last_updated: stamp.now,
    last_change: changeMap(stamp.change) as unknown as LastChange,
    ...fields,
    ...indexKeys({ ...key, ...fields }),
  };
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
  const removals = ['removed_at'].concat(FIELD_ATTRIBUTES, FIELD_SORT_KEYS).filter((attribute) => isNil(level[attribute]));
  return { update: setAndRemove(assignments, removals, values), condition: isAbsent() };
}

/** Changes count and settings of the version that the caller saw. */
export function updateLevel(input: UpdateStockInput, stamp: Stamp, fingerprint: string): ConditionalUpdate {
  const { assignments, values } = versionedChange(stamp, fingerprint);
  const condition = versionIs(input.expectedVersion);
  if (!isNil(input.stockCount)) {
    assignments['stock_count'] = ':stock';
    assignments['available_count'] = ':stock - #reserved_count';
    assignments['sellable_count'] = ':stock - if_not_exists(#withheld_count, #reserved_count)';
    values[':stock'] = input.stockCount;
    if (!input.allowBelowReserved) {
      condition.expression = `${condition.expression} AND #reserved_count <= :counted`;
      condition.values[':counted'] = input.stockCount;
    }
    // Read by the update's available_count, whether or not the condition names it.
    condition.attributes.push('reserved_count', 'withheld_count');
  }
  if (!isNil(input.safetyStock)) {
    setSafety(input.safetyStock, input.stockCount, assignments, values);
    condition.attributes.push('reserved_count', 'available_count');
  }
  if (!isNil(input.thresholdLevel)) {
    assignments['threshold_level'] = ':threshold';
    values[':threshold'] = input.thresholdLevel;
  }
  const described = writeFields(input, { product_id: input.productId, warehouse_id: input.warehouseId });
  const all = { ...assignments, ...described.assignments };
  return { update: setAndRemove(all, described.removals, { ...values, ...described.values }), condition };
}

/** Beside the count, where there is one: that is in the item only after the update. */
function setSafety(
  units: number,
  stockCount: number | null | undefined,
  assignments: Record<string, string>,
  values: Record<string, unknown>,
): void {
  assignments['safety_stock'] = ':safety';
  assignments['withheld_count'] = '#reserved_count + :safety';
  values[':safety'] = units;
  if (isNil(stockCount)) {
    assignments['sellable_count'] = '#available_count - :safety';
  } else {
    assignments['sellable_count'] = ':sellable - #reserved_count';
    values[':sellable'] = stockCount - units;
  }
}

/** Retires an empty level: it leaves every index and keeps version and sequence. */
export function removeLevel(expectedVersion: number, stamp: Stamp, fingerprint: string): ConditionalUpdate {
  const { assignments, values } = versionedChange(stamp, fingerprint);
  assignments['removed_at'] = ':now';
  const condition = versionIs(expectedVersion);
  return {
    update: setAndRemove(assignments, INDEX_SORT_KEYS, values),
    condition: {
      expression: `${condition.expression} AND #stock_count = :none AND #reserved_count = :none`,
      attributes: condition.attributes.concat(['stock_count', 'reserved_count']),
      values: { ...condition.values, ':none': 0 },
    },
  };
}

/**
 * Fields that have a place of their own in a fingerprint: the releases that had no other wrote them
 * so.
 */
const PLACED: Field['field'][] = ['name', 'category', 'muted'];

/**
 * What identifies an updateStock or removeStock call sent again: its input and who sent it. Levels
 * keep it, so a call has the same text in every release: what a later one has added is in it only
 * where the call asks for it.
 */
export function updateFingerprint(kind: 'update' | 'remove', input: Partial<UpdateStockInput>, actor: string): string {
  const { expectedVersion, stockCount, thresholdLevel, name, category, reason, note, reference, allowBelowReserved, muted, safetyStock } =
    input;
  const asked: unknown[] = [
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
  const named = levelFields
    .filter(({ field }) => !PLACED.includes(field) && !isNil(input[field]))
    .map(({ field }) => [field, input[field]]);
  const safety = isNil(safetyStock) ? [] : [['safetyStock', safetyStock]];
  return JSON.stringify(asked.concat(isNil(muted) ? [] : [muted], named, safety));
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
