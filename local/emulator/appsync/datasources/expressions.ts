import { mappingError } from '../errors.ts';
import { asObject, asText, onlyKeys, type JsonObject } from './request-object.ts';
import { toWireItem, type WireItem } from './values.ts';

/** The parts of a wire request that expressions share. */
export interface Placeholders {
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: WireItem;
}

const EXPRESSION_KEYS = ['expression', 'expressionNames', 'expressionValues'] as const;

/** An expression object: its text, with its names and values added to the request's. */
export function addExpression(value: unknown, path: string, placeholders: Placeholders, alsoKnown: readonly string[] = []): string {
  const object = asObject(value, path);
  onlyKeys(object, [...EXPRESSION_KEYS, ...alsoKnown], path);
  addNames(object['expressionNames'], `${path}[expressionNames]`, placeholders);
  addValues(object['expressionValues'], `${path}[expressionValues]`, placeholders);
  return asText(object['expression'], `${path}[expression]`);
}

/** A projection has names but no values. Answers an empty object when there is none. */
export function projectionOf(value: unknown, path: string, placeholders: Placeholders): { ProjectionExpression?: string } {
  if (value === undefined || value === null) return {};
  onlyKeys(asObject(value, path), ['expression', 'expressionNames'], path);
  return { ProjectionExpression: addExpression(value, path, placeholders) };
}

function addNames(names: unknown, path: string, placeholders: Placeholders): void {
  const entries = Object.entries(optionalObject(names, path));
  if (entries.length === 0) return;
  const all = (placeholders.ExpressionAttributeNames ??= {});
  for (const [placeholder, name] of entries) merge(all, placeholder, asText(name, `${path}[${placeholder}]`), path);
}

function addValues(values: unknown, path: string, placeholders: Placeholders): void {
  const entries = Object.entries(toWireItem(optionalObject(values, path), path));
  if (entries.length === 0) return;
  const all = (placeholders.ExpressionAttributeValues ??= {});
  for (const [placeholder, value] of entries) merge(all, placeholder, value, path);
}

// One request has one set of placeholders, so an update and its condition cannot give one name two
// meanings.
function merge<T>(all: Record<string, T>, placeholder: string, value: T, path: string): void {
  const known = all[placeholder];
  if (known !== undefined && JSON.stringify(known) !== JSON.stringify(value)) {
    throw mappingError(`Placeholder '${placeholder}' in '${path}' has another meaning elsewhere in the request.`);
  }
  all[placeholder] = value;
}

function optionalObject(value: unknown, path: string): JsonObject {
  return value === undefined || value === null ? {} : asObject(value, path);
}
