import { expect, test } from 'vitest';
import { say, setTexts } from '../../web/badge/texts.ts';

const few = { state: 'low', count: 2 } as const;

test.each([
  ['de', 'Nur noch 2 verfügbar'],
  ['de-AT', 'Nur noch 2 verfügbar'],
  ['de_DE', 'Nur noch 2 verfügbar'],
  ['DE_de.UTF-8@euro', 'Nur noch 2 verfügbar'],
  ['de-Latn-DE-1996', 'Nur noch 2 verfügbar'],
  ['en-GB', 'Only 2 left'],
  ['ar-EG', 'Only 2 left'],
  ['fa', 'Only 2 left'],
  ['deutsch', 'Only 2 left'],
  ['', 'Only 2 left'],
  ['de DE', 'Only 2 left'],
  ['*', 'Only 2 left'],
])('a page in %j reads %j', (language, text) => {
  expect(say(few, language).text).toBe(text);
});

test('digits are those of the language that the words are in', () => {
  setTexts('ar-EG', { lowCount: (count) => `تبقى ${count} فقط` });
  expect(say(few, 'ar_EG')).toEqual({ text: 'تبقى ٢ فقط', language: 'ar-EG' });
});

test('a text that a shop left out is English, also its digits', () => {
  setTexts('fa-IR', { in: 'موجود' });
  expect(say({ state: 'in' }, 'fa-IR')).toEqual({ text: 'موجود', language: 'fa-IR' });
  expect(say(few, 'fa-IR')).toEqual({ text: 'Only 2 left', language: 'en' });
});

test('a region says what its language leaves out', () => {
  setTexts('nl', { in: 'Op voorraad', out: 'Uitverkocht' });
  setTexts('nl_BE', { out: 'Niet meer beschikbaar' });
  expect(say({ state: 'out' }, 'nl-be').text).toBe('Niet meer beschikbaar');
  expect(say({ state: 'in' }, 'nl-be').text).toBe('Op voorraad');
});

test('a language is looked up part by part', () => {
  setTexts('zh-Hant', { in: '有貨' });
  expect(say({ state: 'in' }, 'zh-Hant-TW').text).toBe('有貨');
  expect(say({ state: 'in' }, 'zh-Hans-CN').text).toBe('In stock');
});

test('what is no language is refused, since nobody would see its texts', () => {
  expect(() => setTexts('mon français', { in: 'En stock' })).toThrow('"mon français" is no language');
});
