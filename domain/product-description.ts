import { setAndRemove } from './expression.ts';
import type { ConditionalUpdate, Expression } from './expression.ts';
import { changeMap } from './last-change.ts';
import type { Stamp } from './last-change.ts';
import type { LevelItem } from './level.ts';
import { LIVE, LIVE_ATTRIBUTES } from './level-conditions.ts';
import { describe } from './level-updates.ts';
import { isNil } from './nil.ts';
import { text } from './stored.ts';
import type { StockLevel } from '../schema/types.ts';

// A product has no item of its own: its description stands in each of its levels. These writes keep
// the levels alike. Whoever changes them counts on two things: no level is changed that is not as
// the caller expects, and no level is created meanwhile with what the others had before.

/** The fields that describe a product, by their attributes in a level. */
const FIELDS: readonly { field: 'name' | 'category'; attribute: 'name' | 'category' }[] = [
  { field: 'name', attribute: 'name' },
  { field: 'category', attribute: 'category' },
];

/** What describes a product. Left out and null: anything; an empty text: none. */
export type Description = { [Each in (typeof FIELDS)[number]['field']]?: string | null | undefined };

/** The same as callers see it. */
type SeenDescription = Pick<StockLevel, (typeof FIELDS)[number]['field']>;

/** What of a level describes its product. */
export type Described = Pick<LevelItem, 'name' | 'category'>;

/** A level with what its siblings' descriptions depend on. */
export interface Sibling extends Pick<LevelItem, 'product_id' | 'warehouse_id'>, Described {
  /** How many levels were created with this one's description. Absent: none. */
  description_copies?: number | null;
}

/** What of a level a write of descriptions needs. */
export function siblingOf(item: Sibling): Sibling {
  const { product_id, warehouse_id, description_copies } = item;
  const sibling = { product_id, warehouse_id, ...descriptionAttributes(item) };
  return isNil(description_copies) ? sibling : { ...sibling, description_copies };
}

/** What a level stores of its description. */
export function descriptionAttributes(item: Described): Described {
  const stored: Described = {};
  FIELDS.forEach(({ attribute }) => {
    if (item[attribute]) {
      stored[attribute] = item[attribute];
    }
  });
  return stored;
}

/** The description of a level as callers see it. */
export function descriptionOf(item: Described): SeenDescription {
  return { name: text(item.name), category: text(item.category) };
}

/** Whether two levels, or a level before and after a change, are described alike. */
export function isSameDescription(one: Described, other: Described): boolean {
  return FIELDS.every(({ attribute }) => (one[attribute] ?? '') === (other[attribute] ?? ''));
}

/** Whether a description says something of each field. */
export function isWhole(description: Description): boolean {
  return FIELDS.every(({ field }) => !isNil(description[field]));
}

/** Whether a description says nothing. */
export function isEmpty(description: Description): boolean {
  return FIELDS.every(({ field }) => isNil(description[field]));
}

/** A description in a fixed order, to tell one call from another; null where left out. */
export function descriptionValues(description: Description): (string | null)[] {
  return FIELDS.map(({ field }) => description[field] ?? null);
}

/** What is left out, as a sibling has it. */
export function completed<Input extends Description>(input: Input, sibling: Sibling): Input {
  const description = { ...input };
  FIELDS.forEach(({ field, attribute }) => {
    if (isNil(description[field]) && sibling[attribute]) {
      description[field] = sibling[attribute];
    }
  });
  return description;
}

/** Whether a level is as it is described. */
export function isDescribedAs(item: Described, description: Description): boolean {
  return FIELDS.every(({ field, attribute }) => isNil(description[field]) || (item[attribute] ?? '') === description[field]);
}

/**
 * Describes a level anew, where it is as expected and no level was created with its description
 * since it was read.
 */
export function describeLevel(level: Sibling, wanted: Description, expected: Description, stamp: Stamp): ConditionalUpdate {
  const assignments: Record<string, string> = {
    version: '#version + :one',
    sequence: '#sequence + :one',
    last_updated: ':now',
    last_change: ':change',
  };
  const values: Record<string, unknown> = { ':one': 1, ':now': stamp.now, ':change': changeMap(stamp.change) };
  const { product_id: productId, warehouse_id: warehouseId, description_copies: copies } = level;
  const removals = describe({ ...wanted, productId, warehouseId }, assignments, values);
  const condition = describedAs(expected);
  condition.attributes.push('description_copies');
  if (isNil(copies)) {
    condition.expression = `${condition.expression} AND attribute_not_exists(#description_copies)`;
  } else {
    condition.expression = `${condition.expression} AND #description_copies = :copies`;
    condition.values[':copies'] = copies;
  }
  return { update: setAndRemove(assignments, removals, values), condition };
}

/**
 * Notes that a level is created with this one's description, which it must still have. It is no
 * change of this level: version and sequence stay.
 */
export function copyDescription(level: Sibling): ConditionalUpdate {
  const assignments = { description_copies: 'if_not_exists(#description_copies, :zero) + :one' };
  return { update: setAndRemove(assignments, [], { ':zero': 0, ':one': 1 }), condition: describedAs(asSeen(level)) };
}

/** A level's own description, in which an empty text says that there is none. */
function asSeen(level: Described): Description {
  const description: Description = {};
  FIELDS.forEach(({ field, attribute }) => {
    description[field] = level[attribute] ?? '';
  });
  return description;
}

/** The level is there and as it is described. */
function describedAs(description: Description): Expression {
  const condition: Expression = { expression: LIVE, attributes: LIVE_ATTRIBUTES.concat([]), values: {} };
  FIELDS.forEach(({ field, attribute }) => {
    const expected = description[field];
    if (isNil(expected)) {
      return;
    }
    condition.attributes.push(attribute);
    if (expected === '') {
      condition.expression = `${condition.expression} AND attribute_not_exists(#${attribute})`;
    } else {
      condition.expression = `${condition.expression} AND #${attribute} = :seen_${attribute}`;
      condition.values[`:seen_${attribute}`] = expected;
    }
  });
  return condition;
}
