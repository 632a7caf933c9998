/**
 * The path of a request as Signature Version 4 has it: without empty, `.` and `..` segments, and
 * escaped once more than it was sent.
 */
export function canonicalPath(path: string): string {
  const { pathname } = new URL(path, 'http://signed.invalid');
  const segments = pathname.split('/').filter((segment) => segment !== '');
  const end = segments.length > 0 && pathname.endsWith('/') ? '/' : '';
  return `/${segments.map(escape).join('/')}${end}`;
}

/**
 * The query string as Signature Version 4 has it: each name and value escaped in the same way, and
 * sorted.
 */
export function canonicalQuery(query: string): string {
  if (query === '') return '';
  const pairs = [...new URLSearchParams(query)].map(([name, value]) => [escape(name), escape(value)] as const);
  return pairs
    .sort(([name, value], [otherName, otherValue]) => compare(name, otherName) || compare(value, otherValue))
    .map((pair) => pair.join('='))
    .join('&');
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

/** As RFC 3986 wants it: `encodeURIComponent` leaves five reserved characters as they are. */
function escape(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
