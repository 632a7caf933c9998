import { CellError } from './problems.ts';

// A count may come as 1000, 1,000, 1.000, 1 000, 1'000, 1.000,00 or 1,000.00, by the country and
// the program that wrote it. A cell is read where only one number can be meant. `1,000` alone can
// be two, a thousand or one with three decimals; then the other numbers of the file decide, if they
// can.

type Separator = '.' | ',';

/**
 * A cell by its parts. `alone`: three digits stand behind its only separator, so it may be of
 * either kind.
 */
interface Parts {
  whole: string;
  fraction: string;
  decimal?: Separator;
  thousands?: Separator;
  alone?: Separator;
}

/**
 * What the cells of a file show: how each separator is used for certain, and in numbers with three
 * decimals.
 */
interface Notation {
  decimal: Set<string>;
  threeDecimals: Set<string>;
  thousands: Set<string>;
}

/** The whole number that a cell stands for; undefined of an empty one. Throws a CellError. */
export type NumberReader = (column: string, cell: string | undefined, most: number) => number | undefined;

const SPACES = " '’\u00A0\u2009\u202F";
const GROUPED_BY_SPACE = new RegExp(`^(\\d{1,3})((?:([${SPACES}])\\d{3})(?:\\3\\d{3})*)(?:([.,])(\\d+))?$`, 'u');
const GROUPED_TWICE = /^(\d{1,3})((?:([.,])\d{3})(?:\3\d{3})+)$/;
const GROUPED_AND_DECIMAL = /^(\d{1,3})((?:([.,])\d{3})(?:\3\d{3})*)(?!\3)([.,])(\d+)$/;
const ONE_SEPARATOR = /^(\d+)([.,])(\d+)$/;
const SIGNED = /^(?:[-+\u2212\u2013].*\d.*|\(.*\d.*\)|\d.*[-+\u2212])$/u;
const MOST_DIGITS = 10;
/** Of a cell, in a sentence about it. */
const SHOWN = 40;

/**
 * Reads numbers as the cells of one file are written, of which `cells` are all that should be
 * numbers.
 */
export function createNumberReader(cells: Iterable<string>): NumberReader {
  const notation: Notation = { decimal: new Set(), threeDecimals: new Set(), thousands: new Set() };
  for (const cell of cells) note(notation, partsOf(unmarked(cell)));
  return (column, cell, most) => {
    const text = unmarked(cell ?? '');
    if (text === '') return undefined;
    const shown = JSON.stringify(text.slice(0, SHOWN));
    const written = partsOf(text);
    if (!written) throw new CellError({ code: SIGNED.test(text) ? 'SIGNED' : 'WHOLE_NUMBER', parts: [column, most, shown] });
    const parts = settled(written, notation);
    if (!parts) throw new CellError({ code: 'AMBIGUOUS_NUMBER', parts: [column, shown] });
    if (/[1-9]/.test(parts.fraction)) throw new CellError({ code: 'FRACTION', parts: [column, shown] });
    const number = Number(parts.whole);
    if (parts.whole.length > MOST_DIGITS || number > most) throw new CellError({ code: 'WHOLE_NUMBER', parts: [column, most, shown] });
    return number;
  };
}

/** Without the apostrophe by which spreadsheets mark a number as text. */
function unmarked(cell: string): string {
  return cell.trim().replace(/^'(?=\d)/, '');
}

function partsOf(text: string): Parts | undefined {
  if (/^\d+$/.test(text)) return { whole: text, fraction: '' };
  const spaced = GROUPED_BY_SPACE.exec(text);
  if (spaced) return { whole: digits(spaced), fraction: spaced[5] ?? '', ...(spaced[4] && { decimal: spaced[4] as Separator }) };
  const twice = GROUPED_TWICE.exec(text);
  if (twice) return { whole: digits(twice), fraction: '', thousands: twice[3] as Separator };
  const both = GROUPED_AND_DECIMAL.exec(text);
  if (both) return { whole: digits(both), fraction: both[5] ?? '', thousands: both[3] as Separator, decimal: both[4] as Separator };
  const [, whole, separator, fraction] = ONE_SEPARATOR.exec(text) ?? [];
  if (whole === undefined || fraction === undefined) return undefined;
  // No number with thousands begins with 0, or has four digits before the first of them.
  const mayBeThousands = fraction.length === 3 && whole.length <= 3 && !whole.startsWith('0');
  return { whole, fraction, [mayBeThousands ? 'alone' : 'decimal']: separator as Separator };
}

function digits([, first = '', groups = '']: RegExpExecArray): string {
  return first + groups.replace(/\D/gu, '');
}

function note(notation: Notation, parts: Parts | undefined): void {
  if (parts?.decimal) notation.decimal.add(parts.decimal);
  if (parts?.decimal && parts.fraction.length === 3) notation.threeDecimals.add(parts.decimal);
  if (parts?.thousands) notation.thousands.add(parts.thousands);
}

/**
 * The parts as the file's notation has them; undefined where it does not tell, or uses one
 * separator for both.
 */
function settled(parts: Parts, { decimal, threeDecimals, thousands }: Notation): Parts | undefined {
  const { alone, whole, fraction } = parts;
  if (parts.decimal && thousands.has(parts.decimal)) return undefined;
  if (parts.thousands && decimal.has(parts.thousands)) return undefined;
  if (!alone) return parts;
  const other = alone === ',' ? '.' : ',';
  // Who writes 12,5 does not write 1,000 for 1: only a program that always writes three decimals
  // does.
  if (threeDecimals.has(alone) && !thousands.has(alone)) return { whole, fraction };
  if (!decimal.has(alone) && (thousands.has(alone) || decimal.has(other))) return { whole: whole + fraction, fraction: '' };
  return undefined;
}
