import { randomBytes, randomUUID } from 'node:crypto';
import { compileJavaPattern } from './pattern.ts';

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** `util` functions on text and ids, and the String methods that take Java patterns. */
export const textFunctions = {
  'util.autoId': () => randomUUID(),
  'util.autoUlid': () => ulid(Date.now()),
  'util.base64Encode': (text: unknown) => Buffer.from(asText(text), 'utf8').toString('base64'),
  'util.base64Decode': (text: unknown) => Buffer.from(asText(text), 'base64').toString('utf8'),
  'util.urlEncode': (text: unknown) => urlEncode(asText(text)),
  'util.urlDecode': (text: unknown) => decodeURIComponent(asText(text).replaceAll('+', ' ')),
  // Pattern.matches of Java: the whole text has to match.
  'util.matches': (pattern: unknown, text: unknown) => compileJavaPattern(asText(pattern), '', true).test(asText(text)),
  'string.replaceFirst': (text: unknown, pattern: unknown, replacement: unknown) => replace(text, pattern, replacement, ''),
  'string.replaceAll': (text: unknown, pattern: unknown, replacement: unknown) => replace(text, pattern, replacement, 'g'),
};

function replace(text: unknown, pattern: unknown, replacement: unknown, flags: string): string {
  const plain = asText(replacement);
  // Both mean groups and escapes in Java's replacement texts, by other rules than in JavaScript's.
  if (/[$\\]/.test(plain)) throw new Error('A replacement text with $ or \\ is not built in the local stack.');
  return asText(text).replace(compileJavaPattern(asText(pattern), flags, false), () => plain);
}

function asText(value: unknown): string {
  if (typeof value !== 'string') throw new Error(`A string was expected, not ${JSON.stringify(value)}.`);
  return value;
}

/**
 * application/x-www-form-urlencoded as Java's URLEncoder writes it: letters, digits and `.-*_`
 * stay, a space is `+`.
 */
function urlEncode(text: string): string {
  // Java's encoder writes half of a surrogate pair as a question mark.
  return encodeURIComponent(text.replaceAll(/\p{Cs}/gu, '?'))
    .replaceAll('%20', '+')
    .replaceAll(/[!'()~]/g, (found) => `%${found.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** 48 bits of time, 80 random ones, in Crockford's base 32: sorts by time. */
function ulid(milliseconds: number): string {
  let value = (BigInt(milliseconds) << 80n) | BigInt(`0x${randomBytes(10).toString('hex')}`);
  let text = '';
  for (let digit = 0; digit < 26; digit += 1) {
    text = CROCKFORD.charAt(Number(value & 31n)) + text;
    value >>= 5n;
  }
  return text;
}
