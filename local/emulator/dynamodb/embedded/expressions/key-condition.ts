import { invalid, invalidParameter } from '../refuse.ts';
import { bytesOf, emptyKey, isEmpty, MAX_SORT_BYTES, type KeyAttribute, type KeySchema } from '../schema.ts';
import { typeOf, type Value } from '../values.ts';
import type { Bindings } from './bindings.ts';
import type { Comparator, Condition, Operand } from './condition.ts';

/** What a query asks of the sort key. */
export type SortCondition =
  | { kind: '='; value: Value }
  | { kind: '<' | '<=' | '>' | '>='; value: Value }
  | { kind: 'between'; low: Value; high: Value }
  | { kind: 'begins'; prefix: Value };

/** One partition, and what is asked of the sort key. */
export interface KeyRange {
  partition: Value;
  sort: SortCondition | undefined;
}

/**
 * Reads the condition of a query: the partition key equal to a value, and one condition of the sort
 * key at most.
 */
export function keyRangeOf(condition: Condition, schema: KeySchema, bindings: Bindings): KeyRange {
  const parts = condition.kind === 'and' ? [condition.left, condition.right] : [condition];
  const named = parts.map((part) => ({ part, attribute: attributeOf(part, bindings) }));
  const own = named.find(({ attribute }) => attribute === schema.partition.name);
  if (!own) throw invalid(`Query condition missed key schema element: ${schema.partition.name}`);
  if (own.part.kind !== 'compare' || own.part.comparator !== '=') throw invalid('Query key condition not supported');
  const other = named.find((each) => each !== own);
  if (other && other.attribute !== schema.sort?.name)
    throw invalid(schema.sort ? `Query condition missed key schema element: ${schema.sort.name}` : 'Query key condition not supported');
  const partition = valueIn(own.part, bindings);
  refuseNoKey(partition, schema.partition);
  return { partition, sort: other && schema.sort && sortCondition(other.part, schema.sort, bindings) };
}

function attributeOf(part: Condition, { names }: Bindings): string {
  const operand = part.kind === 'compare' ? part.left : part.kind === 'between' || part.kind === 'begins' ? part.operand : undefined;
  if (!operand) throw invalid('Invalid KeyConditionExpression: Invalid operator used in KeyConditionExpression');
  const turned = part.kind === 'compare' && 'value' in operand ? part.right : operand;
  if ('value' in turned) throw invalid('Invalid KeyConditionExpression: A condition names no key attribute');
  const path = names(turned.path);
  if (path.length > 1) throw invalid('Invalid KeyConditionExpression: KeyConditionExpressions cannot have conditions on nested attributes');
  return path[0] as string;
}

function sortCondition(part: Condition, sort: KeySchema['partition'], bindings: Bindings): SortCondition {
  const constant = (operand: Operand) => {
    if (!('value' in operand)) throw invalid('Invalid KeyConditionExpression: A key can only be compared with a value');
    const value = bindings.value(operand.value);
    refuseNoKey(value, sort, MAX_SORT_BYTES);
    return value;
  };
  if (part.kind === 'between') return { kind: 'between', low: constant(part.low), high: constant(part.high) };
  if (part.kind === 'begins') return { kind: 'begins', prefix: constant(part.prefix) };
  if (part.kind !== 'compare' || part.comparator === '<>') throw invalid('Query key condition not supported');
  const value = valueIn(part, bindings);
  refuseNoKey(value, sort, MAX_SORT_BYTES);
  return { kind: 'value' in part.left ? TURNED[part.comparator] : part.comparator, value };
}

/** `:a < key` is `key > :a`. */
const TURNED: Readonly<Record<Exclude<Comparator, '<>'>, Exclude<Comparator, '<>'>>> = {
  '=': '=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

function valueIn({ left, right }: Extract<Condition, { kind: 'compare' }>, bindings: Bindings): Value {
  const given = 'value' in left ? left : right;
  if (!('value' in given)) throw invalid('Invalid KeyConditionExpression: A key can only be compared with a value');
  return bindings.value(given.value);
}

/**
 * Refuses what no key can be. (The service lets a partition key be too long here: it finds
 * nothing.)
 */
function refuseNoKey(value: Value, { name, type }: KeyAttribute, most = Infinity): void {
  if (typeOf(value) !== type) throw invalidParameter('Condition parameter type does not match schema type');
  if (isEmpty(value)) throw emptyKey(name);
  if (bytesOf(value).length > most) throw invalidParameter(`Size of key ${name} has exceeded the maximum size limit of ${most} bytes`);
}
