import { mappingError } from '../errors.ts';
import { asObject, type JsonObject } from './request-object.ts';

/**
 * An attribute value as DynamoDB's JSON protocol writes it: numbers are strings, null is
 * `{"NULL":true}`.
 */
type WireValue = Record<string, unknown>;
export type WireItem = Record<string, WireValue>;

/** A map of values in AppSync's dialect as the wire has it. */
export function toWireItem(value: unknown, path: string): WireItem {
  const entries = Object.entries(asObject(value, path));
  return Object.fromEntries(entries.map(([key, each]) => [key, toWire(each, `${path}[${key}]`)]));
}

/**
 * One value in AppSync's dialect (`{"N":5}` and `{"N":"5"}`, `{"NULL":null}`) as the wire has it.
 */
function toWire(value: unknown, path: string): WireValue {
  const object = asObject(value, path);
  const [type, ...others] = Object.keys(object);
  if (type === undefined || others.length > 0) throw mappingError(`Expected one attribute type for field '${path}'.`);
  const content = object[type];
  switch (type) {
    case 'S':
    case 'B':
      return { [type]: expected(typeof content === 'string', content, path) };
    case 'N':
      return { N: toNumberText(content, path) };
    case 'BOOL':
      return { BOOL: expected(typeof content === 'boolean', content, path) };
    case 'NULL':
      return { NULL: true };
    case 'SS':
    case 'BS':
      return { [type]: toList(content, path) };
    case 'NS':
      return { NS: toList(content, path).map((each) => toNumberText(each, path)) };
    case 'L':
      return { L: toList(content, path).map((each, index) => toWire(each, `${path}[L][${index}]`)) };
    case 'M':
      return { M: toWireItem(content, `${path}[M]`) };
    default:
      throw mappingError(`Unsupported element '${path}[${type}]'.`);
  }
}

/** An item of the wire as plain JSON, as `ctx.result` has it. */
export function toPlainItem(item: WireItem): JsonObject {
  return Object.fromEntries(Object.entries(item).map(([key, value]) => [key, toPlain(value)]));
}

function toPlain(value: WireValue): unknown {
  const type = Object.keys(value)[0] ?? '';
  const content = value[type];
  switch (type) {
    case 'N':
      return Number(content);
    case 'NULL':
      return null;
    case 'NS':
      return (content as string[]).map(Number);
    case 'L':
      return (content as WireValue[]).map(toPlain);
    case 'M':
      return toPlainItem(content as WireItem);
    default:
      return content;
  }
}

function toNumberText(content: unknown, path: string): string {
  const valid = typeof content === 'number' || (typeof content === 'string' && content.trim() !== '' && Number.isFinite(Number(content)));
  return String(expected(valid, content, path));
}

function toList(content: unknown, path: string): unknown[] {
  return expected(Array.isArray(content), content, path) as unknown[];
}

function expected(valid: boolean, content: unknown, path: string): unknown {
  if (!valid) throw mappingError(`Unable to convert ${JSON.stringify(content)} for field '${path}' to an attribute value.`);
  return content;
}
