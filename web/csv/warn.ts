import type { StockLevel } from '../../schema/types.ts';
import { createKnownIds, type KnownIds, spoiltBy } from './ids.ts';
import type { Judged, Verdict } from './verdict.ts';
import { type Explained, explained, type WordedProblem } from './problems.ts';

/** The ids of products and of warehouses that rows may be mistaken for. */
export interface Catalogue {
  productId: KnownIds;
  warehouseId: KnownIds;
  /** That were read, where there are more. */
  only?: number;
}

const IDS = ['productId', 'warehouseId'] as const;
/** Ids that look like one, in a sentence about it. */
const SHOWN = 3;

/** What the levels have that rows were compared with. */
export function catalogueOf(judged: readonly Judged[]): Catalogue {
  const catalogue = { productId: createKnownIds(), warehouseId: createKnownIds() };
  for (const { level } of judged) if (level) IDS.forEach((column) => catalogue[column].add(level[column]));
  return catalogue;
}

/**
 * What somebody should look at before each row is imported: ids that look like others, or as a
 * spreadsheet leaves them, of levels that would be new; barcodes as it leaves them; counts that
 * overwrite what nobody has seen.
 * `catalogue` has the ids that are there.
 */
export function createWarner(judged: readonly Judged[], catalogue: Catalogue): (row: Judged) => Explained[] {
  const news = { productId: createKnownIds(), warehouseId: createKnownIds() };
  for (const { row, level } of judged) if (!level) IDS.forEach((column) => news[column].add(row.wanted[column]));
  return ({ row, level, verdict }) => {
    const found: (WordedProblem | undefined)[] = level
      ? [unversioned(row, level, verdict)]
      : IDS.flatMap((column) => suspicions(column, row.wanted[column], catalogue[column], news[column]));
    if (!level && found.length === 0 && catalogue.only !== undefined) found.push({ code: 'NOT_COMPARED', parts: [catalogue.only] });
    found.push(...spoiltBarcode(row.wanted, verdict));
    if (row.cutOff) found.push({ code: 'CUT_OFF', parts: [] });
    return found.filter((each) => each !== undefined).map(explained);
  };
}

function suspicions(column: (typeof IDS)[number], id: string, known: KnownIds, news: KnownIds): WordedProblem[] {
  if (known.has(id)) return [];
  const alike = [...new Set([...known.alike(id), ...news.alike(id)])];
  const others = alike.slice(0, SHOWN).map(visible).join(', ');
  const found: WordedProblem[] = alike.length > 0 ? [{ code: 'LOOK_ALIKE', parts: [column, visible(id), others] }] : [];
  return [...found, ...spoilt(column, id)];
}

/** A barcode that the row sets, which is digits and so is the first that a spreadsheet shortens. */
function spoiltBarcode({ barcode = '' }: Judged['row']['wanted'], verdict: Verdict): WordedProblem[] {
  const sets = verdict.kind === 'create' || (verdict.kind === 'change' && verdict.changes.some(({ field }) => field === 'barcode'));
  return sets ? spoilt('barcode', barcode) : [];
}

function spoilt(column: string, text: string): WordedProblem[] {
  const code = spoiltBy(text);
  return code ? [{ code, parts: [column, visible(text)] }] : [];
}

/** A count that is set to what somebody found at a time that the row does not tell. */
function unversioned({ wanted, lastUpdated }: Judged['row'], level: StockLevel, verdict: Verdict): WordedProblem | undefined {
  if (wanted.version !== undefined || verdict.kind !== 'change' || !verdict.changes.some(({ field }) => field === 'stockCount'))
    return undefined;
  if (lastUpdated === level.lastUpdated) return undefined;
  const time = `${level.lastUpdated.slice(0, 19).replace('T', ' ')} UTC`;
  // A spreadsheet may have written the time in a way of its own, which says nothing.
  const since = lastUpdated?.length === level.lastUpdated.length;
  return { code: since ? 'CHANGED_SINCE_EXPORT' : 'NO_VERSION', parts: [time] };
}

/** An id or a barcode as a sentence can show it: what nobody sees by its code. */
function visible(id: string): string {
  return JSON.stringify(id).replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}\p{M}]|(?! )\p{Z}/gu, escaped);
}

function escaped(character: string): string {
  return `\\u{${character.codePointAt(0)?.toString(16).toUpperCase() ?? ''}}`;
}
