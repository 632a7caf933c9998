import { productFields } from '../../domain/level-fields.ts';
import type { StockLevel } from '../../schema/types.ts';
import { explained } from './problems.ts';
import type { FieldChange, Judged, ProductChange, Verdict } from './verdict.ts';

type Change = Extract<Verdict, { kind: 'change' }>;
type Field = (typeof productFields)[number]['field'];
type Said = Partial<Record<Field, string>>;

const PRODUCT: readonly string[] = productFields.map(({ field }) => field);

/**
 * Rows say what describes a product beside what a level is, and it is the product's: of the rows of
 * one product, those are refused that would change it and differ from another. What the others say
 * becomes one call a product, which goes first and raises the version of each level that it alters.
 */
export function splitByProduct(judged: ReadonlyMap<number, Judged>): Map<number, Judged> {
  const split = new Map(judged);
  const productOf = ({ row }: Judged) => row.wanted.productId;
  for (const rows of Map.groupBy(judged.values(), productOf).values()) {
    const agreed = rows.filter(isDone).map((each) => ({ ...each, verdict: differing(each, rows) ?? each.verdict }));
    const said = saidBy(agreed);
    const change = changeOf(agreed, said);
    for (const each of agreed) {
      const verdict = each.verdict.kind === 'change' ? withoutProduct(each.verdict, each.level, said, change) : each.verdict;
      split.set(each.row.line, { ...each, verdict });
    }
  }
  return split;
}

function isDone({ verdict }: Judged): boolean {
  return verdict.kind !== 'refused' && verdict.kind !== 'conflict';
}

/**
 * The refusal of a row that would make one product have two names; undefined where it would not.
 */
function differing({ row, verdict }: Judged, rows: readonly Judged[]): Verdict | undefined {
  for (const { field } of productFields) {
    const text = row.wanted[field];
    const sets = verdict.kind === 'create' ? text !== undefined : verdict.kind === 'change' && changes(verdict, field);
    if (!sets) continue;
    const others = rows.filter((each) => isDone(each) && (each.row.wanted[field] ?? text) !== text).map((each) => each.row.line);
    if (others.length > 0) return { kind: 'refused', ...explained({ code: 'PRODUCT_DIFFERS', parts: [field, others.slice(0, 5)] }) };
  }
  return undefined;
}

function changes(verdict: Change, field: Field): boolean {
  return verdict.changes.some((change) => change.field === field);
}

/** What is to change of the product. Rows that were not refused say the same. */
function saidBy(rows: readonly Judged[]): Said {
  const said: Said = {};
  for (const { row, verdict } of rows) {
    if (verdict.kind !== 'change') continue;
    for (const { field } of productFields) if (changes(verdict, field)) said[field] = row.wanted[field] ?? '';
  }
  return said;
}

function changeOf(rows: readonly Judged[], said: Said): ProductChange {
  const [first] = rows;
  const fields = Object.keys(said) as Field[];
  const seen = rows.flatMap(({ level }) => level ?? []);
  const note = rows.find(({ verdict }) => verdict.kind === 'change' && fields.some((field) => changes(verdict, field)))?.row.wanted.note;
  return {
    productId: first?.row.wanted.productId ?? '',
    ...said,
    expected: seen.map((level) => ({
      warehouseId: level.warehouseId,
      ...Object.fromEntries(fields.map((field) => [field, level[field] ?? ''])),
    })),
    ...(note !== undefined && { note }),
  };
}

/**
 * The row with what is the level's alone. Where the product is changed first, it has a next
 * version.
 */
function withoutProduct(verdict: Change, level: StockLevel | null, said: Said, product: ProductChange): Change {
  const alters = productFields.some(({ field }) => said[field] !== undefined && said[field] !== (level?.[field] ?? ''));
  if (!alters || !verdict.input) return verdict;
  const own = verdict.changes.filter(({ field }) => !PRODUCT.includes(field));
  const { kind, changes: all } = verdict;
  return own.length === 0 ? { kind, changes: all, product } : { kind, changes: all, product, input: inputOf(verdict.input, own) };
}

function inputOf(input: NonNullable<Change['input']>, own: readonly FieldChange[]): NonNullable<Change['input']> {
  const { productId, warehouseId, expectedVersion, reason, note } = input;
  const said = { ...(reason !== undefined && { reason }), ...(note !== undefined && { note }) };
  const set = Object.fromEntries(own.map(({ field, to }) => [field, to]));
  return { productId, warehouseId, expectedVersion: expectedVersion + 1, ...set, ...said };
}
