import { CsvError } from './problems.ts';

/** The columns that an import takes. Only the first two are needed; a column that is not there changes nothing. */
export const columns = [
  'productId',
  'warehouseId',
  'stockCount',
  'thresholdLevel',
  'name',
  'category',
  'version',
  'reason',
  'note',
] as const;

export type Column = (typeof columns)[number];

/** How else people and other systems call them. Case, spaces, hyphens and underscores do not count. */
const ALIASES: Record<Column, readonly string[]> = {
  productId: ['product', 'sku', 'article', 'itemnumber'],
  warehouseId: ['warehouse', 'location'],
  stockCount: ['count', 'stock', 'quantity', 'qty', 'onhand'],
  thresholdLevel: ['threshold', 'reorderlevel', 'reorderpoint'],
  name: ['productname', 'title', 'description'],
  category: ['group'],
  version: ['expectedversion'],
  reason: [],
  note: ['comment'],
};

/** Columns of Onhand's own exports and reports that say how things were. An import passes over them. */
const TOLD = ['reservedcount', 'availablecount', 'status', 'lastupdated', 'line', 'verdict', 'explanation'];

const folded = (title: string) => title.toLowerCase().replace(/[\s_-]/g, '');

const byTitle = new Map<string, Column>(
  columns.flatMap((column) => [folded(column), ...ALIASES[column]].map((title): [string, Column] => [title, column])),
);

/** Which column each title of a header names; undefined for those that an import passes over. Throws a CsvError. */
export function readHeader(titles: readonly string[]): (Column | undefined)[] {
  const unknown = titles.filter((title) => !byTitle.has(folded(title)) && !TOLD.includes(folded(title)));
  const named = titles.map((title) => byTitle.get(folded(title)));
  const twice = columns.find((column) => named.indexOf(column) !== named.lastIndexOf(column));
  const missing = (['productId', 'warehouseId'] as const).filter((column) => !named.includes(column));
  if (missing.length > 0) throw new CsvError({ code: 'NO_COLUMN', parts: [missing.join(', '), columns.join(',')] });
  if (unknown.length > 0) {
    const titles = unknown.map((title) => JSON.stringify(title)).join(', ');
    throw new CsvError({ code: 'UNKNOWN_COLUMNS', parts: [titles, columns.join(', ')] });
  }
  if (twice !== undefined) throw new CsvError({ code: 'COLUMN_TWICE', parts: [twice] });
  return named;
}
