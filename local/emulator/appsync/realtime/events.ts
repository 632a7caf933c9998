import type { DocumentNode, FieldNode, OperationDefinitionNode, SelectionSetNode } from 'graphql';
import type { GraphqlAnswer } from '../execute.ts';
import { fieldsIn, fragmentsOf, isUnaliased, type Fragments } from './root-fields.ts';

/** What one root field of a mutation tells its subscribers. */
export interface MutationEvent {
  mutation: string;
  /**
   * The field's value as the mutation selected it, by field names; what it gave another name is not
   * in it.
   */
  value: unknown;
}

/**
 * The events of an executed mutation, in the order of its root fields. A field that is null, that
 * has an error in it or that goes by another name makes none; `log` gets a line about the latter
 * two when `isHeard`, because whoever waits for such an event would wait for ever.
 */
export function eventsOf(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  answer: GraphqlAnswer,
  isHeard: (mutation: string) => boolean,
  log: (line: string) => void,
): MutationEvent[] {
  const fragments = fragmentsOf(document);
  const roots = Map.groupBy(fieldsIn(operation.selectionSet, fragments), responseKeyOf);
  return Object.entries(answer.data ?? {}).flatMap(([key, value]): MutationEvent[] => {
    const fields = roots.get(key) ?? [];
    const mutation = fields[0]?.name.value ?? '';
    if (value === null || !isHeard(mutation)) return [];
    const problem = problemOf(key, mutation, answer);
    if (problem === undefined) return [{ mutation, value: byFieldName(value, fields, fragments) }];
    log(`${mutation} reaches no subscriber: ${problem}.`);
    return [];
  });
}

function problemOf(key: string, mutation: string, { errors }: GraphqlAnswer): string | undefined {
  if (key !== mutation) return `it was called under the alias ${key}`;
  return errors?.some(({ path }) => path?.[0] === key) ? 'its answer has errors' : undefined;
}

function responseKeyOf(field: FieldNode): string {
  return field.alias?.value ?? field.name.value;
}

function byFieldName(value: unknown, fields: readonly FieldNode[], fragments: Fragments): unknown {
  const sets = fields.flatMap(({ selectionSet }) => (selectionSet ? [selectionSet] : []));
  return sets.length === 0 ? value : pick(value, sets, fragments);
}

function pick(value: unknown, sets: readonly SelectionSetNode[], fragments: Fragments): unknown {
  if (Array.isArray(value)) return value.map((each) => pick(each, sets, fragments));
  if (typeof value !== 'object' || value === null) return value;
  const selected = Map.groupBy(sets.flatMap((set) => fieldsIn(set, fragments)).filter(isUnaliased), (field) => field.name.value);
  const entries = Object.entries(value).filter(([name]) => selected.has(name));
  return Object.fromEntries(entries.map(([name, inner]) => [name, byFieldName(inner, selected.get(name) ?? [], fragments)]));
}
