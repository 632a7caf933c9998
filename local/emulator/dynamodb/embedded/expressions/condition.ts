import { notBuilt } from '../refuse.ts';
import type { Cursor, Path } from './cursor.ts';
import { invalid } from '../refuse.ts';

/** An attribute, or a placeholder of a value with its colon. */
export type Operand = { path: Path } | { value: string };

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';

/** What a condition or a filter asks for. */
export type Condition =
  | { kind: 'and' | 'or'; left: Condition; right: Condition }
  | { kind: 'not'; condition: Condition }
  | { kind: 'compare'; comparator: Comparator; left: Operand; right: Operand }
  | { kind: 'between'; operand: Operand; low: Operand; high: Operand }
  | { kind: 'in'; operand: Operand; among: readonly Operand[] }
  | { kind: 'exists'; path: Path; wanted: boolean }
  | { kind: 'begins'; operand: Operand; prefix: Operand };

const COMPARATORS: readonly Comparator[] = ['=', '<>', '<=', '>=', '<', '>'];
const MAX_OPERATORS = 300;
const MAX_AMONG = 100;

/** Reads a whole condition. */
export function parseCondition(cursor: Cursor): Condition {
  const operators: Operators = { count: 0, bracketed: undefined };
  const condition = parseOr(cursor, operators);
  if (!cursor.isDone) throw cursor.unexpected();
  if (operators.count > MAX_OPERATORS)
    throw invalid(`Invalid ${cursor.kind}: The expression contains too many operators; operator count: ${operators.count}`);
  return condition;
}

/**
 * What is noted while a condition is read: how many operators it has, and which part of it had
 * brackets around it last.
 */
type Operators = { count: number; bracketed: Condition | undefined };

function parseOr(cursor: Cursor, operators: Operators): Condition {
  let left = parseAnd(cursor, operators);
  while (cursor.take('OR')) {
    operators.count += 1;
    left = { kind: 'or', left, right: parseAnd(cursor, operators) };
  }
  return left;
}

function parseAnd(cursor: Cursor, operators: Operators): Condition {
  let left = parseNot(cursor, operators);
  while (cursor.take('AND')) {
    operators.count += 1;
    left = { kind: 'and', left, right: parseNot(cursor, operators) };
  }
  return left;
}

function parseNot(cursor: Cursor, operators: Operators): Condition {
  if (!cursor.take('NOT')) return parsePrimary(cursor, operators);
  operators.count += 1;
  return { kind: 'not', condition: parseNot(cursor, operators) };
}

function parsePrimary(cursor: Cursor, operators: Operators): Condition {
  if (cursor.take('(')) {
    const inner = parseOr(cursor, operators);
    cursor.expect(')');
    if (inner === operators.bracketed) throw invalid(`Invalid ${cursor.kind}: The expression has redundant parentheses;`);
    operators.bracketed = inner;
    return inner;
  }
  operators.count += 1;
  const name = cursor.functionName();
  return name === undefined ? parseComparison(cursor) : parseFunction(cursor, name);
}

function parseFunction(cursor: Cursor, name: string): Condition {
  switch (name) {
    case 'attribute_exists':
    case 'attribute_not_exists': {
      const path = cursor.path();
      cursor.expect(')');
      return { kind: 'exists', path, wanted: name === 'attribute_exists' };
    }
    case 'begins_with': {
      const operand = parseOperand(cursor);
      cursor.expect(',');
      const prefix = parseOperand(cursor);
      cursor.expect(')');
      return { kind: 'begins', operand, prefix };
    }
    case 'attribute_type':
    case 'contains':
    case 'size':
      throw notBuilt(`The function ${name} in an expression`);
    default:
      throw invalid(`Invalid ${cursor.kind}: Invalid function name; function: ${name}`);
  }
}

function parseComparison(cursor: Cursor): Condition {
  const left = parseOperand(cursor);
  if (cursor.take('BETWEEN')) {
    const low = parseOperand(cursor);
    cursor.expect('AND');
    return { kind: 'between', operand: left, low, high: parseOperand(cursor) };
  }
  if (cursor.take('IN')) return { kind: 'in', operand: left, among: parseAmong(cursor) };
  const comparator = COMPARATORS.find((each) => cursor.take(each));
  if (comparator === undefined) throw cursor.unexpected();
  return { kind: 'compare', comparator, left, right: parseOperand(cursor) };
}

function parseAmong(cursor: Cursor): Operand[] {
  cursor.expect('(');
  const among = [parseOperand(cursor)];
  while (cursor.take(',')) among.push(parseOperand(cursor));
  cursor.expect(')');
  if (among.length > MAX_AMONG)
    throw invalid(`Invalid ${cursor.kind}: The IN operator is provided with too many operands; number of operands: ${among.length}`);
  return among;
}

/** An attribute or a value. */
export function parseOperand(cursor: Cursor): Operand {
  const value = cursor.value();
  if (value !== undefined) return { value };
  const name = cursor.functionName();
  if (name !== undefined) throw notBuilt(`The function ${name} in an operand`);
  return { path: cursor.path() };
}
