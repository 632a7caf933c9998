import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapeFormula, unescapeFormula } from '../../web/csv/formula.ts';

const DELIMITERS = [',', ';', '|', '\t', '\n', '\r'];
const STARTS = ['=', '+', '-', '@', '\uFF1D', '\uFF0B', '\uFF0D', '\uFF20'];

/** Texts of what makes trouble, in any order. */
const texts = fc
  .array(fc.constantFrom(...DELIMITERS, ...STARTS, '"', "'", 'cmd', ' ', 'é', '💡'), { maxLength: 12 })
  .map((parts) => parts.join(''));

describe('a text in an export', () => {
  test.each([
    ['=1+1', "'=1+1"],
    ["x;=cmd|'/c calc'!A0;y", "x;'=cmd|'/c calc'!A0;y"],
    ['\uFF1D1+1', "'\uFF1D1+1"],
    ['x\t@SUM(A1)', "x\t'@SUM(A1)"],
    ['x;"=1+1"', 'x;\'"=1+1"'],
    ["'=1+1", "''=1+1"],
    ['size - 5', 'size - 5'],
    ['a+b=c', 'a+b=c'],
  ])('%j leaves as %j', (text, cell) => {
    expect(escapeFormula(text)).toBe(cell);
  });

  test('comes back as it was', () => {
    fc.assert(fc.property(texts, (text) => unescapeFormula(escapeFormula(text)) === text));
  });

  test('has no unit that a spreadsheet would run, by whichever delimiter it cuts and with or without quotation marks', () => {
    fc.assert(
      fc.property(texts, fc.constantFrom(...DELIMITERS), (text, delimiter) => {
        const units = escapeFormula(text).split(delimiter);
        return units.every((piece) => !STARTS.includes(Array.from(piece.replace(/^"+/, ''))[0] ?? ''));
      }),
    );
  });
});
