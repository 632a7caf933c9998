import { invalid } from '../refuse.ts';
import { areEqual, compareValues, typeOf, type Item } from '../values.ts';
import { valueAt, valueOf, type Bindings } from './bindings.ts';
import type { Comparator, Condition, Operand } from './condition.ts';
import type { ExpressionKind } from './tokens.ts';

/** Types that have an order. */
const ORDERED = ['S', 'N', 'B'];

/** Whether an item, empty when there is none, meets a condition. */
export function holds(condition: Condition, item: Item, bindings: Bindings): boolean {
  switch (condition.kind) {
    case 'and':
      return holds(condition.left, item, bindings) && holds(condition.right, item, bindings);
    case 'or':
      return holds(condition.left, item, bindings) || holds(condition.right, item, bindings);
    case 'not':
      return !holds(condition.condition, item, bindings);
    case 'exists':
      return (valueAt(item, bindings.names(condition.path)) !== undefined) === condition.wanted;
    case 'compare':
      return compares(condition.comparator, condition.left, condition.right, item, bindings);
    case 'between':
      return (
        compares('>=', condition.operand, condition.low, item, bindings) &&
        compares('<=', condition.operand, condition.high, item, bindings)
      );
    case 'in':
      return condition.among.some((each) => compares('=', condition.operand, each, item, bindings));
    case 'begins':
      return begins(condition.operand, condition.prefix, item, bindings);
  }
}

/** What is not there is equal to nothing, not even to itself, so it is unequal to everything. */
function compares(comparator: Comparator, leftOperand: Operand, rightOperand: Operand, item: Item, bindings: Bindings): boolean {
  const [left, right] = [valueOf(leftOperand, item, bindings), valueOf(rightOperand, item, bindings)];
  if (comparator === '=' || comparator === '<>') {
    const equal = left !== undefined && right !== undefined && areEqual(left, right);
    return equal === (comparator === '=');
  }
  const order = left && right ? compareValues(left, right) : undefined;
  if (order === undefined) return false;
  return comparator === '<' ? order < 0 : comparator === '<=' ? order <= 0 : comparator === '>' ? order > 0 : order >= 0;
}

function begins(operand: Operand, prefixOperand: Operand, item: Item, bindings: Bindings): boolean {
  const [value, prefix] = [valueOf(operand, item, bindings), valueOf(prefixOperand, item, bindings)];
  if (!value || !prefix || typeOf(value) !== typeOf(prefix)) return false;
  if (typeOf(value) === 'S') return String(value['S']).startsWith(String(prefix['S']));
  const [bytes, start] = [value, prefix].map((each) => Buffer.from(String(each['B']), 'base64'));
  return typeOf(value) === 'B' && Buffer.compare((bytes as Buffer).subarray(0, start?.length), start as Buffer) === 0;
}

/**
 * Refuses what the service refuses whatever the item is: operands of types that an operator does
 * not take.
 */
export function checkCondition(condition: Condition, bindings: Bindings, kind: ExpressionKind): void {
  switch (condition.kind) {
    case 'and':
    case 'or':
      checkCondition(condition.left, bindings, kind);
      checkCondition(condition.right, bindings, kind);
      return;
    case 'not':
      checkCondition(condition.condition, bindings, kind);
      return;
    case 'compare': {
      const { comparator, left, right } = condition;
      if (comparator !== '=' && comparator !== '<>')
        for (const each of [left, right]) refuseType(each, comparator, ORDERED, bindings, kind);
      refuseSame(left, [right], comparator, bindings, kind);
      return;
    }
    case 'between':
      for (const each of [condition.operand, condition.low, condition.high]) refuseType(each, 'BETWEEN', ORDERED, bindings, kind);
      refuseTurnedAround(condition.low, condition.high, bindings, kind);
      return;
    case 'begins':
      for (const each of [condition.operand, condition.prefix]) refuseType(each, 'begins_with', ['S', 'B'], bindings, kind);
      refuseSame(condition.operand, [condition.prefix], 'begins_with', bindings, kind);
      return;
    case 'in':
      refuseSame(condition.operand, condition.among, 'IN', bindings, kind);
      return;
    case 'exists':
  }
}

function refuseType(operand: Operand, operator: string, allowed: readonly string[], { value }: Bindings, kind: ExpressionKind): void {
  if (!('value' in operand)) return;
  const type = typeOf(value(operand.value));
  if (!allowed.includes(type))
    throw invalid(
      `Invalid ${kind}: Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${type}`,
    );
}

function refuseSame(left: Operand, others: readonly Operand[], operator: string, { names }: Bindings, kind: ExpressionKind): void {
  if ('value' in left) return;
  const first = names(left.path).join('.');
  if (others.some((other) => 'path' in other && names(other.path).join('.') === first))
    throw invalid(
      `Invalid ${kind}: The first operand must be distinct from the remaining operands for this operator or function; operator: ${operator}, first operand: [${first}]`,
    );
}

function refuseTurnedAround(low: Operand, high: Operand, { value }: Bindings, kind: ExpressionKind): void {
  if (!('value' in low) || !('value' in high)) return;
  const [from, to] = [value(low.value), value(high.value)];
  const problem =
    typeOf(from) !== typeOf(to)
      ? 'The BETWEEN operator requires same data type for lower and upper bounds'
      : 'The BETWEEN operator requires upper bound to be greater than or equal to lower bound';
  if (!((compareValues(from, to) ?? 1) <= 0)) throw invalid(`Invalid ${kind}: ${problem}`);
}
