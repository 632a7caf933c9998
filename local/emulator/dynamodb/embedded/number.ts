import { invalid } from './refuse.ts';

// Numbers of DynamoDB: up to 38 significant digits, magnitudes from 1E-130 to 9.99E+125, exact in
// all arithmetic. JavaScript's have 15 to 17 digits, so what is not a small integer is a BigInt
// with a power of ten.

/** `digits` × 10 ^ `exponent`; digits without zeros at the end, 0 for zero. */
interface Decimal {
  digits: bigint;
  exponent: number;
}

const MAX_DIGITS = 38;
const MAX_MAGNITUDE = 125;
const MIN_MAGNITUDE = -130;
const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;
/** Integers that JavaScript adds and subtracts exactly, as they are always written. */
const SMALL_INTEGER = /^(?:0|-?[1-9]\d{0,14})$/;

/**
 * A number in the one form in which it is stored. Refuses what is none, and what is too large, too
 * small or too long.
 */
export function canonicalNumber(text: string): string {
  return SMALL_INTEGER.test(text) ? text : format(parse(text));
}

/** The sum of two numbers in canonical form. Refuses one that is out of range. */
export function add(left: string, right: string): string {
  if (SMALL_INTEGER.test(left) && SMALL_INTEGER.test(right)) return String(Number(left) + Number(right));
  const [a, b] = [parse(left), parse(right)];
  const exponent = Math.min(a.exponent, b.exponent);
  return format(checked(normal(scaled(a, exponent) + scaled(b, exponent), exponent)));
}

/** The number with the other sign. */
export function negate(text: string): string {
  if (text === '0') return text;
  return text.startsWith('-') ? text.slice(1) : `-${text}`;
}

/** Below 0, 0 or above, as the first is smaller, equal or larger. Both in canonical form. */
export function compareNumbers(left: string, right: string): number {
  if (left === right) return 0;
  if (SMALL_INTEGER.test(left) && SMALL_INTEGER.test(right)) return Number(left) - Number(right);
  const [a, b] = [parse(left), parse(right)];
  const exponent = Math.min(a.exponent, b.exponent);
  const difference = scaled(a, exponent) - scaled(b, exponent);
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
}

const NEGATIVE = 0x00;
const ZERO = 0x80;
const POSITIVE = 0xff;

/**
 * Bytes that sort as the numbers do: sign, magnitude, digits; a negative number has all bits of its
 * absolute value turned over.
 */
export function numberKey(text: string): Buffer {
  const { digits, exponent } = parse(text);
  if (digits === 0n) return Buffer.from([ZERO]);
  const figures = String(digits < 0n ? -digits : digits);
  const magnitude = figures.length + exponent - MIN_MAGNITUDE;
  // A digit is one byte above 0, so that the end of a shorter number sorts before any digit.
  const bytes = Buffer.from([magnitude >> 8, magnitude & 0xff, ...Array.from(figures, (figure) => Number(figure) + 1), 0]);
  if (digits > 0n) return Buffer.concat([Buffer.from([POSITIVE]), bytes]);
  return Buffer.concat([Buffer.from([NEGATIVE]), bytes.map((byte) => 0xff - byte)]);
}

function parse(text: string): Decimal {
  const [, sign = '', whole = '', fraction = '', power = '0'] = NUMBER.exec(text) ?? [];
  if (whole === '' && fraction === '') throw invalid(`The parameter cannot be converted to a numeric value: ${text}`);
  const digits = BigInt(`${whole}${fraction}`);
  return checked(normal(sign === '-' ? -digits : digits, Number(power) - fraction.length));
}

/** Moves zeros at the end into the exponent. */
function normal(digits: bigint, exponent: number): Decimal {
  if (digits === 0n) return { digits, exponent: 0 };
  const text = String(digits);
  const kept = text.replace(/0+$/, '');
  return { digits: BigInt(kept), exponent: exponent + text.length - kept.length };
}

function checked(number: Decimal): Decimal {
  const { digits, exponent } = number;
  if (digits === 0n) return number;
  const length = String(digits < 0n ? -digits : digits).length;
  const magnitude = length + exponent - 1;
  if (magnitude > MAX_MAGNITUDE) throw invalid('Number overflow. Attempting to store a number with magnitude larger than supported range');
  if (magnitude < MIN_MAGNITUDE)
    throw invalid('Number underflow. Attempting to store a number with magnitude smaller than supported range');
  if (length > MAX_DIGITS) throw invalid('Attempting to store more than 38 significant digits in a Number');
  return number;
}

function scaled({ digits, exponent }: Decimal, to: number): bigint {
  return digits * 10n ** BigInt(exponent - to);
}

/** Plain digits, without an exponent. */
function format({ digits, exponent }: Decimal): string {
  if (exponent >= 0) return `${digits}${'0'.repeat(exponent)}`;
  const sign = digits < 0n ? '-' : '';
  const figures = String(digits < 0n ? -digits : digits).padStart(1 - exponent, '0');
  return `${sign}${figures.slice(0, exponent)}.${figures.slice(exponent)}`;
}
