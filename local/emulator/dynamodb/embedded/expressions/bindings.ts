import { invalid } from '../refuse.ts';
import { canonicalValue, isRecord, type Item, type Value } from '../values.ts';
import { parseCondition, type Condition, type Operand } from './condition.ts';
import { Cursor, type Path, type Used } from './cursor.ts';
import type { ExpressionKind } from './tokens.ts';
import { parseUpdate, type Update } from './update.ts';

/** The expressions of one request with what their placeholders stand for. */
export interface Bindings {
  /** The names of attributes on a path. */
  names: (path: Path) => string[];
  /** What a placeholder stands for. */
  value: (placeholder: string) => Value;
}

/** The expressions that one request or one entry of a transaction may have. */
export interface Expressions {
  condition?: Condition | undefined;
  filter?: Condition | undefined;
  keyCondition?: Condition | undefined;
  update?: Update | undefined;
  projection?: readonly Path[] | undefined;
  bindings: Bindings;
}

type Request = Readonly<Record<string, unknown>>;

/** Programs send the same few expressions again and again. */
const MOST_KEPT = 2_000;
const kept = new Map<string, { parsed: unknown; used: Used }>();

/**
 * Reads all expressions of a request. Refuses a placeholder that is not given, and one that is
 * given and not used.
 */
export function readExpressions(request: Request): Expressions {
  const used: Used[] = [];
  const read = <Parsed>(kind: ExpressionKind, parse: (cursor: Cursor) => Parsed): Parsed | undefined => {
    const text = request[kind];
    if (text === undefined) return undefined;
    if (typeof text !== 'string') throw invalid(`${kind} must be a text`);
    const { parsed, used: its } = parsedOnce(text, kind, parse);
    used.push(its);
    return parsed;
  };
  return {
    keyCondition: read('KeyConditionExpression', parseCondition),
    filter: read('FilterExpression', parseCondition),
    condition: read('ConditionExpression', parseCondition),
    update: read('UpdateExpression', parseUpdate),
    projection: read('ProjectionExpression', parseProjection),
    bindings: bind(request, used),
  };
}

function parsedOnce<Parsed>(text: string, kind: ExpressionKind, parse: (cursor: Cursor) => Parsed): { parsed: Parsed; used: Used } {
  const name = `${kind} ${text}`;
  const known = kept.get(name);
  if (known) return known as { parsed: Parsed; used: Used };
  const cursor = new Cursor(text, kind);
  const made = { parsed: parse(cursor), used: cursor.used };
  if (kept.size >= MOST_KEPT) kept.clear();
  kept.set(name, made);
  return made;
}

function parseProjection(cursor: Cursor): Path[] {
  const paths = [cursor.path()];
  while (cursor.take(',')) paths.push(cursor.path());
  if (!cursor.isDone) throw cursor.unexpected();
  return paths;
}

function bind(request: Request, used: readonly Used[]): Bindings {
  const names = given(request, 'ExpressionAttributeNames', used);
  const values = given(request, 'ExpressionAttributeValues', used);
  for (const each of used) {
    for (const name of each.names)
      if (!Object.hasOwn(names, name))
        throw invalid(`An expression attribute name used in the document path is not defined; attribute name: ${name}`);
    for (const value of each.values)
      if (!Object.hasOwn(values, value))
        throw invalid(`An expression attribute value used in expression is not defined; attribute value: ${value}`);
  }
  refuseUnused(
    'ExpressionAttributeNames',
    names,
    used.map((each) => each.names),
  );
  refuseUnused(
    'ExpressionAttributeValues',
    values,
    used.map((each) => each.values),
  );
  const canonical = new Map(Object.entries(values).map(([placeholder, value]) => [placeholder, canonicalValue(value)]));
  return {
    names: (path) => path.map((element) => (element.startsWith('#') ? String(names[element]) : element)),
    value: (placeholder) => canonical.get(placeholder) as Value,
  };
}

function given(request: Request, parameter: string, used: readonly Used[]): Readonly<Record<string, unknown>> {
  const map = request[parameter];
  if (map === undefined) return {};
  if (used.length === 0) throw invalid(`${parameter} can only be specified when using expressions`);
  if (!isRecord(map) || Object.keys(map).length === 0) throw invalid(`${parameter} must not be empty`);
  return map;
}

function refuseUnused(parameter: string, map: Readonly<Record<string, unknown>>, used: readonly ReadonlySet<string>[]): void {
  const unused = Object.keys(map).filter((each) => !used.some((set) => set.has(each)));
  if (unused.length > 0) throw invalid(`Value provided in ${parameter} unused in expressions: keys: {${unused.join(', ')}}`);
}

/** The value at a path of an item; undefined where there is none. */
export function valueAt(item: Item, names: readonly string[]): Value | undefined {
  let map: Item | undefined = item;
  let value: Value | undefined;
  for (const name of names) {
    value = map !== undefined && Object.hasOwn(map, name) ? map[name] : undefined;
    map = value?.['M'] as Item | undefined;
  }
  return value;
}

/** What an operand stands for in an item. */
export function valueOf(operand: Operand, item: Item, { names, value }: Bindings): Value | undefined {
  return 'value' in operand ? value(operand.value) : valueAt(item, names(operand.path));
}
