import { FIELD_NAMES, type TextField } from '../../../domain/level-fields.ts';
import { fold } from '../../../domain/text.ts';
import type { StockLevel, StockStatus } from '../../../schema/types.ts';

/** The numbers of a level that can be shown and sorted by. */
export type CountField =
  | 'stockCount'
  | 'reservedCount'
  | 'committedCount'
  | 'availableCount'
  | 'safetyStock'
  | 'sellableCount'
  | 'thresholdLevel'
  | 'aboveThreshold';

/** What levels are sorted by. */
export type SortField = 'productId' | 'warehouseId' | CountField | 'status' | 'muted' | 'lastUpdated' | TextField['field'];

const SORT_FIELDS: readonly string[] = [
  ...['productId', 'warehouseId', 'status', 'lastUpdated', ...FIELD_NAMES],
  ...[
    'stockCount',
    'reservedCount',
    'committedCount',
    'availableCount',
    'safetyStock',
    'sellableCount',
    'thresholdLevel',
    'aboveThreshold',
  ],
];

export function isSortField(name: string): name is SortField {
  return SORT_FIELDS.includes(name);
}

/** What narrows a list; all of it combines. */
export interface Narrowing {
  /** Words in any order, each somewhere in what `textOf` has of a level. */
  search?: string;
  warehouseId?: string;
  category?: string;
  barcode?: string;
  status?: StockStatus;
  oversold?: true;
}

/** What a list is asked for; without `sort` it is by product and warehouse. */
export interface Question extends Narrowing {
  sort?: SortField;
  descending?: true;
}

/** How far a level is from being low: what shoppers can buy beyond its threshold. */
export function aboveThreshold({ sellableCount, thresholdLevel }: StockLevel): number {
  return sellableCount - thresholdLevel;
}

/** A number of a level, in units. */
export function countOf(level: StockLevel, field: CountField): number {
  return field === 'aboveThreshold' ? aboveThreshold(level) : level[field];
}

/** What words are looked for in, without regard to case. */
export function textOf({ productId, name, barcode, supplier, warehouseId }: StockLevel): string {
  return fold([productId, name ?? '', barcode ?? '', supplier ?? '', warehouseId].join('\n'));
}

/** The words of a search. */
export function wordsOf(search: string): string[] {
  return fold(search)
    .split(/\s+/u)
    .filter((word) => word !== '');
}

/** The filters that offer their values. */
export const facets = ['warehouseId', 'category', 'status'] as const;
export type Facet = (typeof facets)[number];

/** What a question asks of one level, each filter for itself. */
export interface Matcher {
  /** All but the facets. */
  base: (level: StockLevel, text: string) => boolean;
  facet: Readonly<Record<Facet, (level: StockLevel) => boolean>>;
}

/** Made once for many levels. Values of filters are compared without regard to case. */
export function matcherOf({ search = '', barcode, oversold, ...narrowing }: Narrowing): Matcher {
  const words = wordsOf(search);
  const facet = (field: Facet) => {
    const wanted = narrowing[field];
    if (wanted === undefined) return () => true;
    const folded = fold(wanted);
    // Thousands of levels have a dozen values.
    const known = new Map<string, boolean>();
    return ({ [field]: value }: StockLevel) => {
      if (!value) return false;
      const verdict = known.get(value) ?? fold(value) === folded;
      known.set(value, verdict);
      return verdict;
    };
  };
  return {
    base: (level, text) =>
      words.every((word) => text.includes(word)) &&
      (barcode === undefined || level.barcode === barcode) &&
      (oversold === undefined || level.availableCount < 0),
    facet: { warehouseId: facet('warehouseId'), category: facet('category'), status: facet('status') },
  };
}

/** Whether a level belongs to a list. */
export function belongs({ base, facet }: Matcher, level: StockLevel, text: string): boolean {
  return facet.status(level) && facet.warehouseId(level) && facet.category(level) && base(level, text);
}

/** The most urgent first. */
export const URGENCY = { OUT_OF_STOCK: 0, LOW_STOCK: 1, IN_STOCK: 2 } satisfies Record<StockStatus, number>;

/**
 * What levels are sorted by; the empty text and null come last in either direction. Made once
 * for many levels.
 */
export function sortValueOf(field: SortField): (level: StockLevel) => number | string | null {
  if (field === 'aboveThreshold') return aboveThreshold;
  if (field === 'status') return ({ availableCount, status }) => (availableCount < 0 ? -1 : URGENCY[status]);
  if (field === 'muted') return ({ muted }) => Number(muted);
  if (field === 'lastUpdated') return ({ lastUpdated }) => lastUpdated;
  // Thousands of levels have some names and a dozen categories.
  const folded = new Map<string, string>();
  return ({ [field]: value }) => {
    if (typeof value !== 'string') return value ?? null;
    const known = folded.get(value) ?? fold(value);
    folded.set(value, known);
    return known;
  };
}

/** These items by their values, in their order where values are the same. */
export function sorted<Item>(items: readonly Item[], valueOf: (item: Item) => number | string | null, descending = false): Item[] {
  const values = items.map(valueOf);
  const isNone = (value: number | string | null | undefined) => value === null || value === undefined || value === '';
  const places = items.map((_item, place) => place).filter((place) => !isNone(values[place]));
  const sign = descending ? -1 : 1;
  // Numbers among themselves or texts among themselves: TypeScript cannot know it of two values.
  places.sort((one, other) => {
    const [first, second] = [values[one] as number, values[other] as number];
    if (first === second) return one - other;
    return first < second ? -sign : sign;
  });
  const none = items.filter((_item, place) => isNone(values[place]));
  return [...places.map((place) => items[place] as Item), ...none];
}
