import { mappingError } from '../errors.ts';

export type JsonObject = Record<string, unknown>;

/**
 * Checks of the objects that request handlers return. Paths are written as the service does:
 * `$[condition][expression]`.
 */
export function asObject(value: unknown, path: string): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  if (value === undefined || value === null) throw mappingError(`Value for field '${path}' not found.`);
  throw mappingError(`Expected JSON object for field '${path}' but got ${kindOf(value)} instead.`);
}

/** The elements of a non-empty list, at most `limit`. */
export function asList(value: unknown, path: string, limit: number): unknown[] {
  if (value === undefined || value === null) throw mappingError(`Value for field '${path}' not found.`);
  if (!Array.isArray(value)) throw mappingError(`Expected JSON array for field '${path}' but got ${kindOf(value)} instead.`);
  if (value.length === 0 || value.length > limit) throw mappingError(`Field '${path}' must have 1 to ${limit} elements.`);
  return value;
}

/** A required text. */
export function asText(value: unknown, path: string): string {
  if (typeof value === 'string') return value;
  throw mappingError(`Value for field '${path}' not found.`);
}

/** An optional value of a JavaScript type; null counts as left out. */
export function optional<T extends 'string' | 'number' | 'boolean'>(
  value: unknown,
  type: T,
  path: string,
): (T extends 'string' ? string : T extends 'number' ? number : boolean) | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== type) throw mappingError(`Expected ${type} for field '${path}' but got ${kindOf(value)} instead.`);
  return value as never;
}

/** Refuses every element that is not listed. */
export function onlyKeys(object: JsonObject, known: readonly string[], path: string): void {
  const stranger = Object.keys(object).find((key) => !known.includes(key));
  if (stranger !== undefined) throw mappingError(`Unsupported element '${path}[${stranger}]'.`);
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`;
}
