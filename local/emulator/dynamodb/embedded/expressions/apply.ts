import { add, negate } from '../number.ts';
import { invalid, KeyMismatch, notBuilt } from '../refuse.ts';
import { typeOf, type Item, type Value } from '../values.ts';
import { valueAt, valueOf, type Bindings } from './bindings.ts';
import type { Assignable, Assigned, Update } from './update.ts';

type Step = { names: string[]; value: Value | undefined };

const WRONG_TYPE = 'An operand in the update expression has an incorrect data type';
const MISSING = 'The provided expression refers to an attribute that does not exist in the item';
const NO_SUCH_PATH = 'The document path provided in the update expression is invalid for update';

/**
 * Refuses what the service refuses whatever the item is: key attributes, paths that meet, and
 * operands of a wrong type.
 */
export function checkUpdate(update: Update, bindings: Bindings, keys: readonly string[]): void {
  const paths = [...update.set.map(({ path }) => path), ...update.remove, ...update.add.map(({ path }) => path)].map(bindings.names);
  for (const [attribute = ''] of paths)
    if (keys.includes(attribute))
      throw new KeyMismatch(
        `One or more parameter values were invalid: Cannot update attribute ${attribute}. This attribute is part of the key`,
      );
  paths.forEach((path, place) => {
    const other = paths.slice(0, place).find((before) => before.every((name, at) => at >= path.length || name === path[at]));
    if (other)
      throw invalid(
        `Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [${other.join(', ')}], path two: [${path.join(', ')}]`,
      );
  });
  for (const { assigned } of update.set) checkOperands(assigned, bindings);
  for (const { value } of update.add) {
    const type = typeOf(bindings.value(value));
    if (['SS', 'NS', 'BS'].includes(type)) throw notBuilt('ADD of a set');
    if (type !== 'N') throw wrongOperand('ADD', type);
  }
}

function checkOperands(assigned: Assigned, { value }: Bindings): void {
  if (assigned.kind === 'one') return;
  for (const operand of [assigned.left, assigned.right]) {
    const type = 'value' in operand ? typeOf(value(operand.value)) : 'N';
    if (type !== 'N') throw wrongOperand(assigned.kind === 'plus' ? '+' : '-', type);
  }
}

function wrongOperand(operator: string, type: string) {
  return invalid(
    `Invalid UpdateExpression: Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${type}`,
  );
}

/**
 * The item after an update. All values are read from the item as it was. Refuses, with what the
 * service says, an attribute that is not there, one of a wrong type, and a map that is not there.
 */
export function applyUpdate(update: Update, item: Item, bindings: Bindings): Item {
  const steps: Step[] = [
    ...update.set.map(({ path, assigned }) => ({ names: bindings.names(path), value: assignedValue(assigned, item, bindings) })),
    ...update.add.map(({ path, value }) => {
      const names = bindings.names(path);
      return { names, value: added(valueAt(item, names), bindings.value(value)) };
    }),
    ...update.remove.map((path) => ({ names: bindings.names(path), value: undefined })),
  ];
  const next = new Map(Object.entries(item));
  for (const { names, value } of steps) place(next, names, value);
  return asItem(next);
}

function assignedValue(assigned: Assigned, item: Item, bindings: Bindings): Value {
  if (assigned.kind === 'one') return resolved(assigned.value, item, bindings);
  const [left, right] = [numberOf(assigned.left, item, bindings), numberOf(assigned.right, item, bindings)];
  return { N: add(left, assigned.kind === 'plus' ? right : negate(right)) };
}

function resolved(assignable: Assignable, item: Item, bindings: Bindings): Value {
  const own = 'otherwise' in assignable ? valueAt(item, bindings.names(assignable.path)) : undefined;
  const value = own ?? valueOf('otherwise' in assignable ? assignable.otherwise : assignable, item, bindings);
  if (!value) throw invalid(MISSING);
  return value;
}

function numberOf(assignable: Assignable, item: Item, bindings: Bindings): string {
  const value = resolved(assignable, item, bindings);
  if (typeOf(value) !== 'N') throw invalid(WRONG_TYPE);
  return value['N'] as string;
}

function added(old: Value | undefined, value: Value): Value {
  if (!old) return value;
  if (typeOf(old) !== 'N') throw invalid(WRONG_TYPE);
  return { N: add(old['N'] as string, value['N'] as string) };
}

/**
 * Puts a value at a path of a map, or takes away what is there; only the maps on the path are
 * copied.
 */
function place(map: Map<string, Value>, [name = '', ...rest]: readonly string[], value: Value | undefined): void {
  if (rest.length === 0) {
    if (value) map.set(name, value);
    else map.delete(name);
    return;
  }
  const inner = map.get(name)?.['M'] as Item | undefined;
  if (!inner) throw invalid(NO_SUCH_PATH);
  const next = new Map(Object.entries(inner));
  place(next, rest, value);
  map.set(name, { M: asItem(next) });
}

/** In the order of names, as items are stored. */
function asItem(map: ReadonlyMap<string, Value>): Item {
  return Object.fromEntries([...map].sort(([left], [right]) => (left < right ? -1 : 1)));
}
