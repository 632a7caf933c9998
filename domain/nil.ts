/**
 * True for what a caller left out. In AppSync's runtime null equals undefined, in Node it does not:
 * this means the same in both.
 */
export function isNil(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}
