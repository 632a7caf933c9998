import { OPERATORS, type Operator } from './operators.ts';
import { Refusal } from './protocol.ts';

/** Whether a subscriber wants an event: the value of a mutation's root field, by field names. */
export type EventFilter = (event: unknown) => boolean;

const MAX_GROUPS = 10;
const MAX_FIELDS = 5;
const MAX_LEVELS = 5;
const MAX_CHARACTERS = 256;

/**
 * Reads what `extensions.setSubscriptionFilter` was given: any of the groups must match, with all
 * of its filters. Throws a Refusal in the service's words on what it would refuse when a
 * subscription starts, and on what it would silently ignore.
 */
export function readEnhancedFilter(filter: unknown): EventFilter {
  const groups = listIn(filter, 'filterGroup');
  if (groups.length > MAX_GROUPS) throw refuse(`Filters combination exceed maximum limit ${MAX_GROUPS} for subscription.`);
  const anyOf = groups.map(readGroup);
  return (event) => isObject(event) && anyOf.some((group) => group(event));
}

function readGroup(group: unknown): EventFilter {
  const filters = listIn(group, 'filters');
  const names = filters.map((each) => (isObject(each) ? each['fieldName'] : undefined));
  const different = new Set(names).size;
  if (different > MAX_FIELDS) throw refuse(`Filters exceed maximum attributes limit ${MAX_FIELDS} for subscription`);
  if (different < names.length) throw refuse('subscription filter uses same fieldName multiple time.');
  const allOf = filters.map(readCondition);
  return (event) => allOf.every((condition) => condition(event));
}

function readCondition(condition: unknown): EventFilter {
  const { fieldName, operator: name, value } = isObject(condition) ? condition : {};
  const path = readPath(fieldName);
  const operator = typeof name === 'string' && Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
  if (!operator) throw refuse(`subscription filter has unknown operator \`${String(name)}\`.`);
  checkValue(operator, String(name), value);
  return (event) => operator.matches(valueAt(event, path), value);
}

function readPath(fieldName: unknown): string[] {
  if (typeof fieldName !== 'string' || fieldName === '') throw refuse('subscription filter has no fieldName.');
  if (fieldName.length > MAX_CHARACTERS) throw refuse(`subscription filter has a fieldName longer than ${MAX_CHARACTERS} characters.`);
  const path = fieldName.split('.');
  // The service ignores what is deeper, which nobody can have meant.
  if (path.length > MAX_LEVELS) throw refuse(`subscription filter has more than ${MAX_LEVELS} levels in fieldName \`${fieldName}\`.`);
  return path;
}

function checkValue(operator: Operator, name: string, value: unknown): void {
  if (!operator.accepts(value)) throw refuse(`subscription filter has invalid filter value for operator \`${name}\`.`);
  const values: unknown[] = Array.isArray(value) ? value : [value];
  const { maxValues = values.length } = operator;
  if (values.length > maxValues) throw refuse(`subscription exceeds maximum value limit ${maxValues} for operator \`${name}\`.`);
  if (values.some((each) => typeof each === 'string' && each.length > MAX_CHARACTERS))
    throw refuse(`subscription filter has a value longer than ${MAX_CHARACTERS} characters for operator \`${name}\`.`);
}

/** Undefined where the mutation did not select the field, and inside of lists. */
function valueAt(event: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, key) => (isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined), event);
}

function listIn(holder: unknown, key: 'filterGroup' | 'filters'): unknown[] {
  const list = isObject(holder) ? holder[key] : undefined;
  if (!Array.isArray(list) || list.length === 0) throw refuse(`subscription filter needs a list \`${key}\` that is not empty.`);
  return list;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuse(message: string): Refusal {
  return new Refusal({ message, errorCode: 400 });
}
