import type { Random } from './random.ts';
import type { KeyAttribute } from './tables.ts';

export type Value = Record<string, unknown>;
export type Item = Record<string, Value>;

/** Chance, and how much of what it made is wrong on purpose. */
export interface Maker {
  random: Random;
  /**
   * True so often of 100, and then noted: messages about requests with several flaws need not be
   * the same.
   */
  flaw: (share: number) => boolean;
  readonly flaws: number;
}

/** A maker for one request. `flawed` is how much of the usual share is wrong on purpose. */
export function makerOf(random: Random, flawed: number): Maker {
  let flaws = 0;
  return {
    random,
    flaw: (share) => {
      const is = random.percent(share * flawed);
      if (is) flaws += 1;
      return is;
    },
    get flaws() {
      return flaws;
    },
  };
}

const TEXTS = ['', 'a', 'ab', 'abc', 'b', 'A', 'é', 'ü', '😀', '\uffff', '\u0000', 'a\u0000', '#a', 'null', '__proto__'];
const NUMBERS = [
  ...['0', '-0', '1', '-1', '2', '3', '10', '1.0', '1e2', '100', '0.1', '0.2', '0.30', '-0.5', '.5', '00012', '9007199254740993', '-1e-3'],
  ...['12345678901234567890123456789012345678', '0.1234567890123456789012345678901234567', '9.9999999999999999999999999999999999999E+125'],
  ...['1E-130', '-1E-130', '-9.9999999999999999999999999999999999999E+125', '999999999999999', '1000000000000000', '1e+20'],
];
const BAD_NUMBERS = [
  '',
  'abc',
  '1e126',
  '1e-131',
  '123456789012345678901234567890123456789',
  '1 2',
  '0x10',
  'NaN',
  'Infinity',
  '--1',
  '1_0',
];
const BYTES = ['', 'AA==', 'AAE=', '/w==', '//8=', 'YQ==', 'YWI=', 'gA=='];
const BAD_VALUES: Value[] = [
  {},
  { S: 'a', N: '1' },
  { NULL: false },
  { SS: [] },
  { SS: ['a', 'a'] },
  { NS: ['1', '1.0'] },
  { NS: [] },
  { BS: ['AA==', 'AA=='] },
];

/** A value of one type. */
export function valueOfType(type: string, { random, flaw }: Maker): Value {
  switch (type) {
    case 'S':
      return { S: random.percent(2) ? 'x'.repeat(random.pick([700, 4_500])) : random.pick(TEXTS) };
    case 'N':
      return { N: flaw(1) ? random.pick(BAD_NUMBERS) : random.percent(60) ? String(random.int(12) - 3) : random.pick(NUMBERS) };
    case 'B':
      return { B: random.pick(BYTES) };
    case 'BOOL':
      return { BOOL: random.percent(50) };
    case 'NULL':
      return { NULL: true };
    case 'SS':
      return { SS: distinct(random, TEXTS.slice(1)) };
    case 'NS':
      return { NS: distinct(random, ['1', '2', '-1', '0.5', '10', '1e3']) };
    case 'BS':
      return { BS: distinct(random, BYTES.slice(1)) };
    case 'L':
      return {
        L: random.times(random.int(3), () => valueOfType(random.pick(['S', 'N', 'NULL', 'M', 'BS']), { ...quiet(random), random })),
      };
    default:
      return { M: Object.fromEntries(random.times(random.int(4), () => [random.pick(NESTED), nestedValue(random)])) };
  }
}

/** A value of any type, or none at all. */
export function anyValue(maker: Maker): Value {
  if (maker.flaw(2)) return maker.random.pick(BAD_VALUES);
  return valueOfType(maker.random.pick(['S', 'N', 'N', 'B', 'BOOL', 'NULL', 'SS', 'NS', 'BS', 'L', 'M']), maker);
}

function quiet(random: Random): Maker {
  return { random, flaw: () => false, flaws: 0 };
}

function nestedValue(random: Random): Value {
  return valueOfType(random.pick(['N', 'N', 'S', 'M', 'BOOL']), quiet(random));
}

function distinct(random: Random, from: readonly string[]): string[] {
  return [...new Set(random.times(1 + random.int(3), () => random.pick(from)))];
}

/** Names in maps. */
export const NESTED = ['x', 'y', 'deep', '__proto__', 'größe'];

/** Attributes that are no key, with the type that they have as a rule. */
export const ATTRIBUTES: readonly KeyAttribute[] = [
  ['stock', 'N'],
  ['reserved', 'N'],
  ['title', 'S'],
  ['blobs', 'B'],
  ['ready', 'BOOL'],
  ['nested', 'M'],
  ['nested2', 'M'],
  ['things', 'L'],
  ['tags', 'SS'],
  ['codes', 'NS'],
  ['count', 'N'],
  ['__proto__', 'N'],
  ['constructor', 'S'],
  ['größe', 'N'],
  ['with.dot', 'S'],
  ['with space', 'N'],
];

const KEYS: Readonly<Record<string, readonly Value[]>> = {
  S: [{ S: 'p' }, { S: 'q' }, { S: 'pq' }, { S: 'ü' }, { S: '__proto__' }],
  N: [{ N: '1' }, { N: '2' }, { N: '10' }, { N: '-1' }, { N: '0.5' }, { N: '12345678901234567890123456789012345678' }],
  B: [{ B: 'AA==' }, { B: '/w==' }, { B: 'AP8=' }, { B: 'YQ==' }],
};
/** The same keys, written in another way. */
const OTHERWISE: Readonly<Record<string, readonly Value[]>> = {
  S: [{ S: 'p' }],
  N: [{ N: '1.0' }, { N: '1e1' }, { N: '02' }, { N: '5e-1' }],
  B: [{ B: 'AA==' }],
};

/** A value of a key attribute. */
export function keyValue(type: string, { random, flaw }: Maker): Value {
  if (flaw(1)) return random.pick([{ S: '' }, { B: '' }, { N: '7' }, { S: 'k'.repeat(1_025) }, { S: 'k'.repeat(2_049) }, { NULL: true }]);
  return { ...random.pick((random.percent(90) ? KEYS[type] : OTHERWISE[type]) ?? []) };
}
