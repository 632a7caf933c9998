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

/** A file that cannot be imported at all. The message is a sentence for whoever made the file. */
export class CsvError extends Error {}

/** Which column each title of a header names; undefined for those that an import passes over. Throws a CsvError. */
export function readHeader(titles: readonly string[]): (Column | undefined)[] {
  const unknown = titles.filter((title) => !byTitle.has(folded(title)) && !TOLD.includes(folded(title)));
  const named = titles.map((title) => byTitle.get(folded(title)));
  const twice = columns.find((column) => named.indexOf(column) !== named.lastIndexOf(column));
  const missing = (['productId', 'warehouseId'] as const).filter((column) => !named.includes(column));
  if (missing.length > 0) {
    throw new CsvError(
      `The first line has no column ${missing.join(' and no column ')}. It must name the columns, such as: ${columns.join(',')}`,
    );
  }
  if (unknown.length > 0) {
    const names = unknown.map((title) => JSON.stringify(title)).join(', ');
    throw new CsvError(
      `The first line has columns that an import does not know: ${names}. Rename or remove them; it knows ${columns.join(', ')}.`,
    );
  }
  if (twice !== undefined) throw new CsvError(`The first line names the column ${twice} twice. Remove one of them.`);
  return named;
}
