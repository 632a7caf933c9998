import { limits } from './limits.ts';
import { isNil } from './nil.ts';
import { text } from './stored.ts';
import { httpsPattern, sortKey, textPattern } from './text.ts';
import type { StockChangeInput, StockFilterInput, StockLevel, UpdateStockInput } from '../schema/types.ts';

// The descriptive fields of a level, once. Item type, validation, writes, history, events, the
// client, CSV and the panel follow from this list; CONTRIBUTING.md says what a new field needs
// beside it. Counts and the threshold are not here: they are what the rules calculate with.

/** A name that the schema has wherever a level is read, set or announced. */
type Named = keyof StockLevel & keyof UpdateStockInput & keyof StockChangeInput;

/** The table key of a level. */
interface LevelKey {
  product_id: string;
  warehouse_id: string;
}

interface LevelField {
  /** In GraphQL, in the client and as a column of CSV files. */
  field: Named;
  /** In DynamoDB. Absent where a text was never given or cleared, and where a flag is off. */
  attribute: string;
  /**
   * A text is cleared by an empty one and null then; a url is a text that is an https:// address; a
   * flag is true or false.
   */
  kind: 'text' | 'url' | 'flag';
  /** Most characters of a text; 0 for a flag. */
  limit: number;
  /** `product`: the same in every warehouse. `level`: of this one. */
  of: 'product' | 'level';
  /** The sort key that the text gives a level in an index, case-blind. */
  sortKey?: 'name_key';
  /** Whether listStock looks it up exactly. */
  filter?: boolean;
}

const LIST = [
  { field: 'name', attribute: 'name', kind: 'text', limit: limits.nameLength, of: 'product', sortKey: 'name_key' },
  { field: 'category', attribute: 'category', kind: 'text', limit: limits.categoryLength, of: 'product', filter: true },
  { field: 'barcode', attribute: 'barcode', kind: 'text', limit: limits.barcodeLength, of: 'product', filter: true },
  { field: 'supplier', attribute: 'supplier', kind: 'text', limit: limits.supplierLength, of: 'product' },
  { field: 'imageUrl', attribute: 'image_url', kind: 'url', limit: limits.imageUrlLength, of: 'product' },
  { field: 'muted', attribute: 'muted', kind: 'flag', limit: 0, of: 'level' },
] as const satisfies readonly LevelField[];

type Listed = (typeof LIST)[number];
type Flag = Extract<Listed, { kind: 'flag' }>;
type Text = Exclude<Listed, Flag>;

/** One field of the list. */
export type Field = Listed & LevelField;
/** One that is a text. */
export type TextField = Text & LevelField;
/** One that describes the product. */
export type ProductField = Extract<Listed, { of: 'product' }> & LevelField;
/** One that listStock looks up. */
type FilterField = Extract<Listed, { filter: true }> & LevelField & { field: keyof StockFilterInput };

/**
 * All of them, in the order in which people see them. No readonly arrays: AppSync's lint takes
 * their methods for unknown.
 */
export const levelFields: Field[] = [...LIST];
/** Those that are texts. */
export const textFields = levelFields.filter(({ kind }) => kind !== 'flag') as TextField[];
/** Those that describe the product. */
export const productFields = levelFields.filter((each) => each.of === 'product') as ProductField[];
/** Those that listStock looks up. */
export const filterFields = levelFields.filter(({ filter }) => filter) as FilterField[];

/** What callers call them. */
export const FIELD_NAMES = levelFields.map(({ field }) => field);
/** What a level stores of them. */
export const FIELD_ATTRIBUTES: string[] = levelFields.map(({ attribute }) => attribute);
/** The sort keys made of them. */
export const FIELD_SORT_KEYS: (keyof FieldKeys)[] = levelFields.flatMap((each) => (each.sortKey ? [each.sortKey] : []));

/** The attributes of an item that has them. */
export type FieldAttributes = { [Each in Text as Each['attribute']]?: string | null } & { [Each in Flag as Each['attribute']]?: boolean };
/** The fields as callers see them. */
export type FieldValues = { [Each in Text as Each['field']]: string | null } & { [Each in Flag as Each['field']]: boolean };
/** The attributes that are sort keys made of a field. */
export type FieldKeys = { [Each in Listed as Each extends { sortKey: infer Key extends string } ? Key : never]?: string };
/** What a caller may set: left out and null leave as it is. */
export type FieldInput = Pick<UpdateStockInput, Field['field']>;
/** What describes a product, as callers see it. */
export type Description = Pick<FieldValues, ProductField['field']>;

/** What a text of a field must match, for AppSync and for JavaScript with the `u` flag. */
export function patternOf({ kind, limit }: TextField): string {
  return kind === 'url' ? httpsPattern(limit) : textPattern(limit);
}

/** What is said of one that does not. */
export function ruleOf({ kind, limit }: TextField): string {
  return kind === 'url'
    ? `must be an https:// address of at most ${limit} characters, with none but those that URLs are written in`
    : `must have at most ${limit} characters and no broken ones`;
}

/** The fields of an item as callers see them, whatever somebody has stored there past the API. */
export function fieldValues(item: FieldAttributes): FieldValues {
  const values: Record<string, unknown> = {};
  levelFields.forEach(({ field, attribute, kind }) => {
    values[field] = kind === 'flag' ? item[attribute] === true : text(item[attribute]);
  });
  return values as FieldValues;
}

/** The fields of a level after a change, which says null where an older release left one out. */
export function fieldsAfter(change: { [Each in keyof FieldValues]?: FieldValues[Each] | null }): FieldValues {
  const values: Record<string, unknown> = {};
  levelFields.forEach(({ field, kind }) => {
    values[field] = change[field] ?? (kind === 'flag' ? false : null);
  });
  return values as FieldValues;
}

/** What describes the product, as a level has it. */
export function descriptionOf(item: FieldAttributes): Description {
  const values: Record<string, unknown> = {};
  productFields.forEach(({ field, attribute }) => {
    values[field] = text(item[attribute]);
  });
  return values as Description;
}

/**
 * The attributes that are there, to be copied as they are: a change of the level has them in
 * history.
 */
export function fieldAttributes(item: FieldAttributes): FieldAttributes {
  const copy: Record<string, unknown> = {};
  levelFields.forEach(({ attribute }) => {
    if (item[attribute]) {
      copy[attribute] = item[attribute];
    }
  });
  return copy;
}

/** The attributes of a new level that is given these. */
export function givenAttributes(input: FieldInput): FieldAttributes {
  const given: Record<string, unknown> = {};
  levelFields.forEach(({ field, attribute }) => {
    if (input[field]) {
      given[attribute] = input[field];
    }
  });
  return given;
}

/** Whether a caller asks for none of these fields. */
export function setsNone(input: FieldInput): boolean {
  return levelFields.every(({ field }) => isNil(input[field]));
}

/** What a write does with attributes, as `setAndRemove` takes it. */
export interface FieldWrite {
  assignments: Record<string, string>;
  removals: string[];
  values: Record<string, unknown>;
}

/**
 * What sets these fields in a level, its sort keys included. An empty text and a false flag remove;
 * what was left out stays.
 */
export function writeFields(input: FieldInput, { product_id, warehouse_id }: LevelKey): FieldWrite {
  const write: FieldWrite = { assignments: {}, removals: [], values: {} };
  levelFields.forEach((each) => {
    const value = input[each.field];
    if (value) {
      set(write, each.attribute, value);
      if (each.sortKey) {
        set(write, each.sortKey, sortKey(`${value}`, product_id, warehouse_id));
      }
    } else if (!isNil(value)) {
      write.removals.push(each.attribute);
      if (each.sortKey) {
        write.removals.push(each.sortKey);
      }
    }
  });
  return write;
}

function set({ assignments, values }: FieldWrite, attribute: string, value: unknown): void {
  assignments[attribute] = `:${attribute}`;
  values[`:${attribute}`] = value;
}

/** The sort keys that the fields of a level put it into indexes with. */
export function fieldKeys(level: LevelKey & FieldAttributes): FieldKeys {
  const keys: FieldKeys = {};
  levelFields.forEach((each) => {
    const value = level[each.attribute];
    if (each.sortKey && value) {
      keys[each.sortKey] = sortKey(`${value}`, level.product_id, level.warehouse_id);
    }
  });
  return keys;
}
