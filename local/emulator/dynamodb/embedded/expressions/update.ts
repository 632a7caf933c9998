import { invalid, notBuilt } from '../refuse.ts';
import { parseOperand, type Operand } from './condition.ts';
import type { Cursor, Path } from './cursor.ts';

/**
 * What a SET may name: an attribute or value, or the one when it exists and otherwise the other.
 */
export type Assignable = Operand | { path: Path; otherwise: Operand };

/** The value that a SET stores. */
export type Assigned = { kind: 'one'; value: Assignable } | { kind: 'plus' | 'minus'; left: Assignable; right: Assignable };

/** What an update does, in the order in which it was written. */
export interface Update {
  set: readonly { path: Path; assigned: Assigned }[];
  remove: readonly Path[];
  /** Only numbers: sets are not built. */
  add: readonly { path: Path; value: string }[];
}

const CLAUSES = ['SET', 'REMOVE', 'ADD'] as const;

/** Reads a whole update. */
export function parseUpdate(cursor: Cursor): Update {
  const update = { set: [] as { path: Path; assigned: Assigned }[], remove: [] as Path[], add: [] as { path: Path; value: string }[] };
  const seen = new Set<string>();
  while (!cursor.isDone) {
    if (cursor.isNext('DELETE')) throw notBuilt('DELETE in an UpdateExpression');
    const clause = CLAUSES.find((each) => cursor.take(each));
    if (clause === undefined) throw cursor.unexpected();
    if (seen.has(clause)) throw invalid(`Invalid UpdateExpression: The "${clause}" section can only be used once in an update expression;`);
    seen.add(clause);
    do {
      const path = cursor.path();
      if (clause === 'SET') update.set.push({ path, assigned: parseAssigned(cursor) });
      else if (clause === 'REMOVE') update.remove.push(path);
      else update.add.push({ path, value: requiredValue(cursor) });
    } while (cursor.take(','));
  }
  return update;
}

function parseAssigned(cursor: Cursor): Assigned {
  cursor.expect('=');
  const left = parseAssignable(cursor);
  if (cursor.take('+')) return { kind: 'plus', left, right: parseAssignable(cursor) };
  if (cursor.take('-')) return { kind: 'minus', left, right: parseAssignable(cursor) };
  return { kind: 'one', value: left };
}

function parseAssignable(cursor: Cursor): Assignable {
  const name = cursor.functionName();
  if (name === undefined) return parseOperand(cursor);
  if (name === 'list_append') throw notBuilt('The function list_append in an expression');
  if (name !== 'if_not_exists') throw invalid(`Invalid UpdateExpression: Invalid function name; function: ${name}`);
  const path = cursor.path();
  cursor.expect(',');
  const otherwise = parseOperand(cursor);
  cursor.expect(')');
  return { path, otherwise };
}

function requiredValue(cursor: Cursor): string {
  const value = cursor.value();
  if (value === undefined) throw cursor.unexpected();
  return value;
}
