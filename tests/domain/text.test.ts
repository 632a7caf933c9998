import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ID_PATTERN, VISIBLE_PATTERN, fold, searchPrefix, sortKey, textPattern } from '../../domain/text.ts';

const isId = (text: string) => new RegExp(ID_PATTERN, 'u').test(text);

describe('an id', () => {
  test.each(['a', '15056bl', '__proto__', 'constructor', 'a b', '#/../%', 'ÄÖ', '商品', '👕', 'x'.repeat(128), '👕'.repeat(96)])(
    'may be %j',
    (id) => {
      expect(isId(id)).toBe(true);
    },
  );

  test.each([
    ['empty', ''],
    ['too long', 'x'.repeat(129)],
    ['a space in front', ' a'],
    ['a space behind', 'a '],
    ['a no-break space behind', 'a\u00a0'],
    ['a line break behind', 'a\n'],
    ['a NUL inside', 'a\u0000b'],
    ['a C1 control', 'a\u0085b'],
    ['half a surrogate pair', 'a\ud83d'],
    ['the other half', '\udc55a'],
  ])('is refused: %s', (_, id) => {
    expect(isId(id)).toBe(false);
  });
});

test('an id that is new may have every character but those that Unicode calls format or to be ignored by default', () => {
  const visible = new RegExp(VISIBLE_PATTERN, 'u');
  const unseen = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/u;
  const wrong: string[] = [];
  for (let code = 0; code <= 0x10ffff; code += 1) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    const character = String.fromCodePoint(code);
    if (visible.test(`a${character}b`) === unseen.test(character)) wrong.push(code.toString(16));
  }
  expect(wrong).toEqual([]);
});

test('a text may hold anything but broken characters, up to its length', () => {
  const isText = (text: string) => new RegExp(textPattern(3), 'u').test(text);
  expect(['', 'abc', '👕👕👕', 'a\nb'].map(isText)).toEqual([true, true, true, true]);
  expect(['abcd', '\ud83d', 'abc\n'].map(isText)).toEqual([false, false, false]);
});

describe('sort keys', () => {
  test('put ids that differ in case side by side', () => {
    const keys = ['15056p', '15056BL', '15056bl', '15056A'].map((id) => sortKey(id, id, 'W')).sort();
    expect(keys.map((key) => key.split('\u0001')[1])).toEqual(['15056A', '15056BL', '15056bl', '15056p']);
  });

  test('put a short id before every longer one that begins with it', () => {
    expect(sortKey('AB', 'AB', 'W') < sortKey('AB!', 'AB!', 'W')).toBe(true);
  });

  test('never cut a surrogate pair in half', () => {
    expect(searchPrefix(`${'x'.repeat(63)}👕`)).toBe('x'.repeat(63));
  });

  test('tell long ids apart case-blind to their last character', () => {
    const long = 'x'.repeat(127);
    expect(sortKey(`${long}A`, `${long}A`, 'W') < sortKey(`${long}b`, `${long}b`, 'W')).toBe(true);
    expect(sortKey(`${long}a`, `${long}a`, 'W') < sortKey(`${long}B`, `${long}B`, 'W')).toBe(true);
  });

  test('fold a final sigma like any other, so that a prefix of a word matches the word', () => {
    expect(fold('ΟΔΟΣΑ').startsWith(fold('ΟΔΟΣ'))).toBe(true);
  });

  test('stay under the 1,024 bytes that DynamoDB takes, whatever the ids', () => {
    const id = fc.string({ unit: 'grapheme', maxLength: 128 }).filter((text) => isId(text) && Buffer.byteLength(text) <= 384);
    fc.assert(
      fc.property(id, id, (product, warehouse) => Buffer.byteLength(sortKey(product, product, warehouse)) <= 1_024),
      { numRuns: 500 },
    );
  });
});
