import { readFileSync } from 'node:fs';
import { buildSchema, getNamedType, isObjectType, type GraphQLOutputType, Kind, parse, type SelectionSetNode, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { documents } from '../../web/client/documents.ts';
import { availabilitySubscription } from '../../web/client/stores/availability-operations.ts';
import { changesOf } from '../../web/client/stores/stock-operations.ts';

const read = (file: string) => readFileSync(new URL(`../../schema/${file}`, import.meta.url), 'utf8');
const schema = buildSchema(`${read('appsync.graphql')}\n${read('schema.graphql')}`);
const subscriptions = { onAvailabilityChange: availabilitySubscription, onStockChange: changesOf({ productIds: [], warehouseId: 'A' }) };
const texts: Record<string, string> = {
  ...Object.fromEntries(Object.values(documents).map(({ field, text }) => [field, text])),
  ...subscriptions,
};

/** Fields of the schema that a selection leaves out, as paths. */
function missing(type: GraphQLOutputType, selections: SelectionSetNode | undefined, path: string): string[] {
  const named = getNamedType(type);
  if (!isObjectType(named)) return [];
  return Object.values(named.getFields()).flatMap((field) => {
    const node = selections?.selections.find((each) => each.kind === Kind.FIELD && each.name.value === field.name);
    const here = `${path}.${field.name}`;
    return node?.kind === Kind.FIELD ? missing(field.type, node.selectionSet, here) : [here];
  });
}

describe.each(Object.entries(texts))('the document of %s', (name, text) => {
  test('is valid against the schema, passes every argument and asks for every field', () => {
    const document = parse(text);
    expect(validate(schema, document)).toEqual([]);
    const [operation] = document.definitions;
    if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('It is no operation.');
    const [root] = operation.selectionSet.selections;
    const field = schema.getRootType(operation.operation)?.getFields()[name];
    if (!field || root?.kind !== Kind.FIELD) throw new Error(`The schema has no ${name}.`);
    expect(root.arguments?.map((argument) => argument.name.value).toSorted()).toEqual(
      field.args.map((argument) => argument.name).toSorted(),
    );
    expect(missing(field.type, root.selectionSet, name)).toEqual([]);
  });
});

/** For whoever runs the stage, and not for shops: a call of `curl` in docs/operations.md. */
const OF_OPERATORS = ['endSubscriptions'];

test('there is a document for every field but the two of the change feed and those of operators', () => {
  const fields = ['Query', 'Mutation', 'Subscription'].flatMap((type) => {
    const object = schema.getType(type);
    return isObjectType(object) ? Object.keys(object.getFields()) : [];
  });
  expect(Object.keys(texts).toSorted()).toEqual(
    fields.filter((field) => !field.startsWith('publish') && !OF_OPERATORS.includes(field)).toSorted(),
  );
});
