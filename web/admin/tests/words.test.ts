import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { columns, suggestedChoice } from '../../csv/columns.ts';
import { wordProblem } from '../../csv/problems.ts';
import { de } from '../i18n/de.ts';
import { en } from '../i18n/en.ts';
import { createFormat } from '../i18n/format.ts';

const codes = readdirSync(join(import.meta.dirname, '../i18n'))
  .filter((file) => /^..\.ts$/.test(file))
  .map((file) => file.slice(0, 2));

/** Each text by its path, and for one with parts how many it takes and which of them it uses. */
function textsOf(words: object, path = ''): string[] {
  return Object.entries(words).flatMap(([key, value]: [string, unknown]) => {
    const at = `${path}.${key}`;
    if (typeof value === 'function') {
      const parts = Array.from({ length: value.length }, (_, index) => `<${index}>`);
      const said: unknown = (value as (...given: unknown[]) => unknown)(...parts);
      return [typeof said === 'string' ? `${at}: ${parts.filter((part) => said.includes(part)).join('')}` : at];
    }
    return typeof value === 'object' && value !== null ? textsOf(value, at) : [at];
  });
}

test.each(codes.filter((code) => code !== 'en'))('the language %s has every text that English has, with the same parts', async (code) => {
  const { messages } = (await import(`../i18n/${code}.ts`)) as { messages: object };
  expect(textsOf(messages).toSorted()).toEqual(textsOf(en).toSorted());
});

test('times are told in the zone that was chosen, and days begin there', () => {
  const tokyo = createFormat('en-GB', en, 'Asia/Tokyo');
  expect(tokyo.instant('2026-11-30T20:15:00Z')).toBe('1 Dec 2026, 05:15:00');
  expect(tokyo.isoDay('2026-11-30T20:15:00Z')).toBe('2026-12-01');
  expect(createFormat('en-GB', en, 'Europe/London').isoDay('2026-11-30T20:15:00Z')).toBe('2026-11-30');
});

test('the German names of columns are titles that an import knows', () => {
  const titles = columns.map((column) => de.import.column(column));
  expect(suggestedChoice(titles)).toEqual(Object.fromEntries(columns.map((column, place) => [column, titles[place]])));
  expect(wordProblem({ code: 'WHOLE_NUMBER', parts: ['stockCount', 9, 'ten'] }, de.import.problems)).toMatch(
    /^Bestand muss eine ganze Zahl/,
  );
});

test('what is wrong with a row is said in the language, with its numbers', () => {
  expect(wordProblem({ code: 'BELOW_RESERVED', parts: [1_200] }, de.import.problems, createFormat('de', de))).toContain(
    'sind 1.200 reserviert',
  );
  expect(wordProblem({ code: 'BELOW_RESERVED', parts: [1_200] })).toContain('Customers have reserved 1200,');
});

test.each([
  [59_001, '1:00'],
  [61_000, '1:01'],
  [3_600_000, '1:00:00'],
  [-5, '0:00'],
])('%j ms are left as %s', (milliseconds, shown) => {
  expect(createFormat('en', en).timeLeft(milliseconds)).toBe(shown);
});

test('how long ago something was is said in the language', () => {
  const now = Date.parse('2026-11-28T12:00:00Z');
  expect(createFormat('de', de).ago('2026-11-28T11:57:30Z', now)).toBe('vor 2 Minuten');
  expect(createFormat('en', en).ago('2026-11-28T11:59:50Z', now)).toBe('just now');
});
