import { getArgumentValues, Kind, type FieldNode, type GraphQLField } from 'graphql';
import type { EventFilter } from './enhanced-filter.ts';

/**
 * The filter of a subscription whose resolver sets none: each argument must equal the event's field
 * of the same name. An argument that is left out asks for nothing, but one given as null, or by a
 * variable without a value, wants a null there. `variables` are coerced.
 */
export function argumentFilter(
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  variables: Readonly<Record<string, unknown>>,
): EventFilter {
  const given = { ...withoutValue(node, variables), ...getArgumentValues(field, node, variables) };
  const wanted = Object.entries(given);
  // A list at the top is not looked into.
  return (event) => wanted.every(([name, value]) => isObject(event) && Object.hasOwn(event, name) && event[name] === value);
}

function withoutValue(node: FieldNode, variables: Readonly<Record<string, unknown>>): Record<string, null> {
  const unset = (node.arguments ?? []).filter(({ value }) => value.kind === Kind.VARIABLE && !Object.hasOwn(variables, value.name.value));
  return Object.fromEntries(unset.map(({ name }) => [name.value, null]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
