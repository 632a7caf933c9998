import { KeyMismatch } from '../refuse.ts';
import { keyAttributes, type TableSchema } from '../schema.ts';
import type { Expressions } from './bindings.ts';
import type { Condition, Operand } from './condition.ts';
import type { Path } from './cursor.ts';
import type { Assignable, Update } from './update.ts';

/** All attributes that a condition or a filter names. */
export function pathsOfCondition(condition: Condition): Path[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return [...pathsOfCondition(condition.left), ...pathsOfCondition(condition.right)];
    case 'not':
      return pathsOfCondition(condition.condition);
    case 'exists':
      return [condition.path];
    case 'compare':
      return pathsOfOperands([condition.left, condition.right]);
    case 'between':
      return pathsOfOperands([condition.operand, condition.low, condition.high]);
    case 'in':
      return pathsOfOperands([condition.operand, ...condition.among]);
    case 'begins':
      return pathsOfOperands([condition.operand, condition.prefix]);
  }
}

function pathsOfOperands(operands: readonly Operand[]): Path[] {
  return operands.flatMap((operand) => ('path' in operand ? [operand.path] : []));
}

function pathsOfUpdate({ set, remove, add }: Update): Path[] {
  const read = (assignable: Assignable): Path[] =>
    'otherwise' in assignable ? [assignable.path, ...pathsOfOperands([assignable.otherwise])] : pathsOfOperands([assignable]);
  const assigned = set.flatMap(({ path, assigned: each }) => [
    path,
    ...('value' in each ? read(each.value) : [...read(each.left), ...read(each.right)]),
  ]);
  return [...assigned, ...remove, ...add.map(({ path }) => path)];
}

/**
 * Refuses a path into an attribute that is a key of the table or of an index: keys have nothing
 * inside.
 */
export function refusePathsInKeys({ condition, filter, update, projection, bindings }: Expressions, schema: TableSchema): void {
  const paths = [
    ...[condition, filter].flatMap((each) => (each ? pathsOfCondition(each) : [])),
    ...(update ? pathsOfUpdate(update) : []),
    ...(projection ?? []),
  ].filter((path) => path.length > 1);
  if (paths.length === 0) return;
  const own = new Set(keyAttributes(schema).map(({ name }) => name));
  const ofIndexes = new Set(schema.indexes.flatMap(keyAttributes).map(({ name }) => name));
  for (const [root = ''] of paths.map(bindings.names))
    if (own.has(root) || ofIndexes.has(root))
      throw new KeyMismatch(
        `Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: ${own.has(root) ? 'Key' : 'IndexKey'}: ${root}`,
      );
}
