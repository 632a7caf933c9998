import { setAndRemove } from './expression.ts';
import type { ConditionalUpdate, Expression } from './expression.ts';
import { changeMap } from './last-change.ts';
import type { Stamp } from './last-change.ts';
import type { LevelItem } from './level.ts';
import { LIVE, LIVE_ATTRIBUTES } from './level-conditions.ts';
import { productFields, writeFields } from './level-fields.ts';
import type { FieldAttributes, ProductField } from './level-fields.ts';
import { levelKey } from './lines.ts';
import { isNil } from './nil.ts';
import type { DescribeProductInput, ExpectedDescriptionInput } from '../schema/types.ts';

// A product has no item of its own: what describes it stands in each of its levels. These writes
// keep the levels alike. They rely on two things: no level changes that is not as the caller
// expects, and no level is created meanwhile with what the others had before.

/**
 * What a caller says of a product. Left out and null: nothing; an empty text: that there is none.
 */
export type Said = Pick<DescribeProductInput, ProductField['field']> & Pick<ExpectedDescriptionInput, ProductField['field']>;

/** What describes a product, as a level stores it. */
export type Described = Pick<FieldAttributes, ProductField['attribute']>;

/** A level, and what the descriptions of its siblings depend on. */
export interface Sibling extends Pick<LevelItem, 'product_id' | 'warehouse_id'>, Described {
  /** How many levels were created with this one's description. Absent: none. */
  description_copies?: number | null;
}

/** What a write of descriptions needs of a level. */
export function siblingOf(item: Sibling): Sibling {
  const { product_id, warehouse_id, description_copies } = item;
  const sibling = { product_id, warehouse_id, ...describedBy(item) };
  return isNil(description_copies) ? sibling : { ...sibling, description_copies };
}

/** The attributes of a level that describe its product. */
export function describedBy(item: Described): Described {
  const described: Described = {};
  productFields.forEach(({ attribute }) => {
    if (item[attribute]) {
      described[attribute] = item[attribute];
    }
  });
  return described;
}

/** Whether two levels, or a level before and after a change, are described alike. */
export function isSameDescription(one: Described, other: Described): boolean {
  return productFields.every(({ attribute }) => (one[attribute] ?? '') === (other[attribute] ?? ''));
}

/** Whether a caller says something of every field. */
export function saysAll(said: Said): boolean {
  return productFields.every(({ field }) => !isNil(said[field]));
}

/** Whether a caller says nothing. */
export function saysNothing(said: Said): boolean {
  return productFields.every(({ field }) => isNil(said[field]));
}

/** What a caller says as a list of one order, null where nothing: equal lists say the same. */
export function saidValues(said: Said): (string | null)[] {
  return productFields.map(({ field }) => said[field] ?? null);
}

/** What a caller says, and where that is nothing what a level has. */
export function completedFrom<Input extends Said>(said: Input, level: Described): Input {
  const all: Input = { ...said };
  productFields.forEach(({ field, attribute }) => {
    if (isNil(all[field]) && level[attribute]) {
      all[field] = level[attribute];
    }
  });
  return all;
}

/** What a caller expects of a product's levels, by `levelKey`. */
export function expectations({ productId, expected }: Pick<DescribeProductInput, 'productId' | 'expected'>): Record<string, Said> {
  const expectedOf: Record<string, Said> = {};
  (expected ?? []).forEach((each) => {
    expectedOf[levelKey(productId, each.warehouseId)] = each;
  });
  return expectedOf;
}

/** Whether a level is as a caller says. */
export function isAsSaid(item: Described, said: Said): boolean {
  return productFields.every(({ field, attribute }) => isNil(said[field]) || (item[attribute] ?? '') === said[field]);
}

/**
 * Describes a level anew, if it is as expected and no level was created with its description since
 * it was read.
 */
export function describeLevel(level: Sibling, wanted: Said, expected: Said, stamp: Stamp): ConditionalUpdate {
  const described = writeFields(wanted, level);
  const assignments = {
    ...{ version: '#version + :one', sequence: '#sequence + :one', last_updated: ':now', last_change: ':change' },
    ...described.assignments,
  };
  const values = { ':one': 1, ':now': stamp.now, ':change': changeMap(stamp.change), ...described.values };
  const condition = isLiveAndAsSaid(expected);
  condition.attributes.push('description_copies');
  if (isNil(level.description_copies)) {
    condition.expression = `${condition.expression} AND attribute_not_exists(#description_copies)`;
  } else {
    condition.expression = `${condition.expression} AND #description_copies = :copies`;
    condition.values[':copies'] = level.description_copies;
  }
  return { update: setAndRemove(assignments, described.removals, values), condition };
}

/**
 * Notes that a level is created with this one's description, which it must still have. It is no
 * change of this level: version and sequence stay.
 */
export function copyDescription(level: Sibling): ConditionalUpdate {
  const assignments = { description_copies: 'if_not_exists(#description_copies, :zero) + :one' };
  const said: Said = {};
  productFields.forEach(({ field, attribute }) => {
    said[field] = level[attribute] ?? '';
  });
  return { update: setAndRemove(assignments, [], { ':zero': 0, ':one': 1 }), condition: isLiveAndAsSaid(said) };
}

function isLiveAndAsSaid(said: Said): Expression {
  const condition: Expression = { expression: LIVE, attributes: LIVE_ATTRIBUTES.concat([]), values: {} };
  productFields.forEach(({ field, attribute }) => {
    const value = said[field];
    if (!isNil(value)) {
      const isSo = value === '' ? `attribute_not_exists(#${attribute})` : `#${attribute} = :seen_${attribute}`;
      condition.expression = `${condition.expression} AND ${isSo}`;
      condition.attributes.push(attribute);
      if (value !== '') {
        condition.values[`:seen_${attribute}`] = value;
      }
    }
  });
  return condition;
}
