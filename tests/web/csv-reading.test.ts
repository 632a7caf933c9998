import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createKnownIds, lookOf, spoiltBy } from '../../web/csv/ids.ts';
import { createNumberReader } from '../../web/csv/numbers.ts';
import { CellError } from '../../web/csv/problems.ts';
import { readRecords } from '../../web/csv/records.ts';

const delimiters = fc.constantFrom(',', ';', '\t', '|');
const cellText = fc
  .array(fc.constantFrom('"', ',', ';', '\t', '|', '\n', '\r\n', ' ', 'a', 'é', '7'), { maxLength: 8 })
  .map((parts) => parts.join(''));

describe('a text in CSV', () => {
  test('comes back cell by cell, and as another reader has it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(cellText, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
        delimiters,
        (table, delimiter) => {
          const text = table.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(delimiter) + '\r\n').join('');
          expect(Array.from(readRecords(text, delimiter), ({ cells }) => cells)).toEqual(table);
          const options = { delimiter, relax_column_count: true, record_delimiter: '\r\n' };
          expect(parse(text, options)).toEqual(table);
        },
      ),
    );
  });

  test('costs no other row where a quote is wrong', () => {
    fc.assert(
      fc.property(fc.constantFrom('"', '"x', '"x"y', '"19" lamp"', '""x', 'x"', '"x" "'), fc.nat(3), (wrong, place) => {
        const rows = Array.from({ length: 4 }, (_, index) => [`p${index}`, 'LONDON', `${index}`]);
        const lines = rows.map((row, index) => (index === place ? [wrong, ...row.slice(1)] : row).join(','));
        const read = Array.from(readRecords(lines.join('\n'), ','));
        expect(read.map(({ line }) => line)).toEqual([1, 2, 3, 4]);
        expect(read.filter((_, index) => index !== place).map(({ cells }) => cells)).toEqual(rows.filter((_, index) => index !== place));
      }),
    );
  });

  test('is read in a time that grows with it, however many quotes are open', () => {
    const text = 'x,"open\n'.repeat(20_000);
    expect(Array.from(readRecords(text, ','))).toHaveLength(20_000);
  });
});

describe('a number', () => {
  const read = (cell: string, ...others: string[]) => {
    try {
      return createNumberReader([cell, ...others])('stockCount', cell, 1_000_000_000);
    } catch (error) {
      if (error instanceof CellError) return error.problem.code;
      throw error;
    }
  };

  test.each([
    ['7', [], 7],
    [' 7 ', [], 7],
    ['', [], undefined],
    ['7,00', [], 7],
    ['7.0', [], 7],
    ['1.000,00', [], 1000],
    ['1,000.00', [], 1000],
    ['1.000.000', [], 1_000_000],
    ['1,000,000', [], 1_000_000],
    ['1 000', [], 1000],
    ['1\u00A0000,00', [], 1000],
    ['1\u202F000', [], 1000],
    ["1'000", [], 1000],
    ['1,000', [], 'AMBIGUOUS_NUMBER'],
    ['1.000', [], 'AMBIGUOUS_NUMBER'],
    ['1.000', ['7,00'], 1000],
    ['1.000', ['7,00', '7.0'], 'AMBIGUOUS_NUMBER'],
    ['1,000', ['1,000,000'], 1000],
    ['1,000', ['0,500'], 1],
    ['1,000', ['7,5'], 'AMBIGUOUS_NUMBER'],
    ['7,00', ['1,000,000'], 'AMBIGUOUS_NUMBER'],
    ['7,00', ['7.0'], 7],
    ['7,5', [], 'FRACTION'],
    ['+5', [], 'SIGNED'],
    ['-5', [], 'SIGNED'],
    ['\u22125', [], 'SIGNED'],
    ['5-', [], 'SIGNED'],
    ['(5)', [], 'SIGNED'],
    ['1,00,000', [], 'WHOLE_NUMBER'],
    ['12 34', [], 'WHOLE_NUMBER'],
    ['1E+05', [], 'WHOLE_NUMBER'],
    ['7 pcs', [], 'WHOLE_NUMBER'],
    ['1000000001', [], 'WHOLE_NUMBER'],
    ['.5', [], 'WHOLE_NUMBER'],
  ])('%j beside %j is %j', (cell, others, value) => {
    expect(read(cell, ...others)).toBe(value);
  });

  test('is itself or refused, never another, in whatever notation its file is written', () => {
    const notations = fc.record({
      thousands: fc.constantFrom('', '.', ',', ' ', "'", '\u00A0'),
      decimal: fc.constantFrom('.', ','),
      places: fc.constantFrom(0, 1, 2, 3),
    });
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 1_000_000_000 }), { minLength: 1 }),
        notations,
        (numbers, { thousands, decimal, places }) => {
          fc.pre(thousands !== decimal);
          const cells = numbers.map((number) => {
            const whole = String(number).replace(/\B(?=(?:\d{3})+$)/g, thousands);
            return places === 0 ? whole : whole + decimal + '0'.repeat(places);
          });
          const reader = createNumberReader(cells);
          cells.forEach((cell, index) => {
            try {
              expect(reader('stockCount', cell, 1_000_000_000)).toBe(numbers[index]);
            } catch (error) {
              if (!(error instanceof CellError)) throw error;
            }
          });
        },
      ),
    );
  });
});

describe('an id', () => {
  const ids = fc.string({
    unit: fc.constantFrom(...Array.from("aAäÄßẞσςΣİıＡ0017\u0301\u00B4\u200B\u200E\u00AD -–'._")),
    minLength: 1,
    maxLength: 8,
  });

  test.each([
    ['LAMP', 'lamp'],
    ['LAMP', 'LAMP\u200B'],
    ['LAMP', '\u200ELAMP'],
    ['LAMP', 'LA\u00ADMP'],
    ['TÜR', 'TU\u0308R'],
    ['LAMP', 'ＬＡＭＰ'],
    ['0017', '17'],
    ['0017', "'0017"],
    ['LAMP 1', 'LAMP  1'],
    ['LAMP-1', 'LAMP–1'],
    ['ΟΔΟΣ', 'οδος'],
  ])('%j looks like %j', (one, other) => {
    expect(lookOf(one)).toBe(lookOf(other));
  });

  test.each([
    ['LAMP', 'LAMB'],
    ['10', '1'],
    ['1.5', '15'],
    ['A-1', 'A1'],
    ['O', '0'],
  ])('%j does not look like %j', (one, other) => {
    expect(lookOf(one)).not.toBe(lookOf(other));
  });

  test('looks like its look, and alike are always two that are not the same', () => {
    fc.assert(
      fc.property(ids, ids, (one, other) => {
        expect(lookOf(lookOf(one))).toBe(lookOf(one));
        const known = createKnownIds();
        known.add(one);
        expect(known.alike(other)).toEqual(one !== other && lookOf(one) === lookOf(other) ? [one] : []);
      }),
    );
  });

  test.each(['LAMP', '85123A', 'E12', '12E3', '2026-A', '1-1', 'MAY', 'mar-lamp', '1.5', '#12', '5901234123457'])(
    'such as %j is spoilt by nothing',
    (id) => {
      expect(spoiltBy(id)).toBeUndefined();
    },
  );
});
