import { limits } from './limits.ts';

// Patterns mean the same to Java's Pattern (AppSync's util.matches) and to JavaScript's RegExp with
// the `u` flag: both count code points and see only unpaired surrogates as \uD800-\uDFFF. The end
// is (?![\s\S]), since Java's $ also matches before a last line break.
/** The end of a text in a pattern. */
export const END = '(?![\\s\\S])';
const SURROGATES = '\\uD800-\\uDFFF';
const CONTROLS = '\\u0000-\\u001F\\u007F-\\u009F';
const SPACES = '\\u0020\\u00A0\\u1680\\u2000-\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000\\uFEFF';

/**
 * An id: 1 to 128 characters, no control characters, no unpaired surrogates, no space at either
 * end.
 */
export const ID_PATTERN = `^[^${CONTROLS}${SURROGATES}${SPACES}](?:[^${CONTROLS}${SURROGATES}]{0,${limits.idLength - 2}}[^${CONTROLS}${SURROGATES}${SPACES}])?${END}`;

/**
 * Characters that nobody sees, as Unicode names them: format characters (Cf), and
 * Default_Ignorable_Code_Point, for which Java has no name: hence its other ranges.
 */
const INVISIBLE =
  '\\p{Cf}\\u034F\\u115F\\u1160\\u17B4\\u17B5\\u180B-\\u180F\\u2065\\u3164\\uFE00-\\uFE0F\\uFFA0\\uFFF0-\\uFFF8\\uDB40\\uDC00-\\uDB43\\uDFFF';

/**
 * What an id that is new may have: nothing that nobody sees, or two ids would look like one. An id
 * that is there already may.
 */
export const VISIBLE_PATTERN = `^[^${INVISIBLE}]*${END}`;

/** What is said of one that has. */
export const INVISIBLE_ID = 'must have no characters that nobody sees, such as a zero-width space or a mark of direction';

/**
 * A free text of at most `length` characters. Unpaired surrogates are refused: they would not come
 * back as they were sent.
 */
export function textPattern(length: number): string {
  return `^[^${SURROGATES}]{0,${length}}${END}`;
}

/**
 * An address that a page may load from, or nothing: https only, at most `length` characters, all of
 * those in which RFC 3986 writes URLs, so that no space, double quote or tag of HTML can be in it.
 */
export function httpsPattern(length: number): string {
  const scheme = 'https://';
  return `^(?:${scheme}[A-Za-z0-9][A-Za-z0-9._~:/?#@!$&'()*+,;=%\\[\\]-]{0,${length - scheme.length - 1}})?${END}`;
}

/** What a sort key that is made of texts and ids may be. */
export const SORT_KEY_PATTERN = `^[^${SURROGATES}]{1,1024}${END}`;

/**
 * Joins parts of a key. Ids cannot contain it, so a joined key cannot be forged and sorts before
 * every longer id.
 */
export const KEY_SEPARATOR = '\u0001';

/**
 * Every sort key holds at least this much of its folded text (or all of it), so prefixes up to here
 * can be searched in an index.
 */
const SEARCHED_LENGTH = 64;

/**
 * UTF-16 units that surely fit into DynamoDB's 1,024 bytes of a sort key: 3 bytes each, less two
 * separators.
 */
const KEY_UNITS = 340;

/**
 * The form in which ids and names are compared without regard to case. A final sigma folds to a
 * plain one, else a prefix would not match.
 */
export function fold(text: string): string {
  return text.toLowerCase().split('\u03C2').join('\u03C3');
}

/** The part of a search that every matching sort key begins with. */
export function searchPrefix(text: string): string {
  return cut(fold(text), SEARCHED_LENGTH);
}

/**
 * Sort key of an index: case-blind by `text`, then by product, then by warehouse. As much of the
 * text as fits, which is all of it unless product and warehouse have some 200 characters together;
 * at most 64 * 3 + 384 + 384 + 2 = 962 bytes then.
 */
export function sortKey(text: string, productId: string, warehouseId: string): string {
  const room = Math.max(SEARCHED_LENGTH, KEY_UNITS - productId.length - warehouseId.length);
  return [cut(fold(text), room), productId, warehouseId].join(KEY_SEPARATOR);
}

/** The first characters of a text, never ending in half a surrogate pair. */
export function cut(text: string, length: number): string {
  const first = text.slice(0, length);
  const last = first.charAt(first.length - 1);
  return last >= '\uD800' && last <= '\uDBFF' ? first.slice(0, first.length - 1) : first;
}
