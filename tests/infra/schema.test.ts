import { readFileSync } from 'node:fs';
import { buildASTSchema, concatAST, isObjectType, parse } from 'graphql';
import type { GraphQLObjectType } from 'graphql';
import { describe, expect, test } from 'vitest';
import { policyFields } from '../../infra/callers.ts';
import { manifest } from '../../resolvers/manifest.ts';

const read = (file: string) => parse(readFileSync(new URL(`../../schema/${file}`, import.meta.url), 'utf8'));
const schema = buildASTSchema(concatAST([read('appsync.graphql'), read('schema.graphql')]));
const types = Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith('__'));
const objects = types.filter(isObjectType);
const roots = ['Query', 'Mutation', 'Subscription'];
const rootFields = objects
  .filter((type) => roots.includes(type.name))
  .flatMap((type) => Object.values(type.getFields()).map((field) => ({ name: `${type.name}.${field.name}`, field })));

const modes = ['aws_api_key', 'aws_iam', 'aws_cognito_user_pools'];
const PUBLIC_TYPES = ['Availability', 'ProductAvailability', 'WarehouseAvailability'];
const PUBLIC_FIELDS = ['Query.availability', 'Query.availabilities', 'Subscription.onAvailabilityChange'];

function modesOf(node: GraphQLObjectType['astNode'] | (typeof rootFields)[number]['field']['astNode']): string[] {
  return (node?.directives ?? []).map((directive) => directive.name.value).filter((name) => modes.includes(name));
}

describe('the schema', () => {
  test.each(rootFields)('says who may call $name', ({ name, field }) => {
    expect(modesOf(field.astNode)).not.toEqual([]);
    expect(modesOf(field.astNode).includes('aws_api_key')).toBe(PUBLIC_FIELDS.includes(name));
  });

  test.each(objects.filter((type) => !roots.includes(type.name)))('opens $name to its readers only', (type) => {
    const expected = PUBLIC_TYPES.includes(type.name) ? modes : ['aws_iam', 'aws_cognito_user_pools'];
    expect(modesOf(type.astNode)).toEqual(expected);
  });

  test('lets signed-in users in only by their group', () => {
    for (const { name, field } of rootFields) {
      const pools = field.astNode?.directives?.find((directive) => directive.name.value === 'aws_cognito_user_pools');
      expect(pools === undefined || pools.arguments?.[0]?.name.value === 'cognito_groups', name).toBe(true);
    }
  });

  test('has exactly one resolver for each root field, and for what is read for each of a list', () => {
    const each = ['ProductAvailability.availability'];
    expect(Object.keys(manifest).sort()).toEqual([...rootFields.map(({ name }) => name), ...each].sort());
  });

  test('has every field that a policy allows', () => {
    const allowed = Object.values(policyFields).flatMap((fields) =>
      Object.entries(fields).flatMap(([type, names]: [string, readonly string[]]) => names.map((name) => `${type}.${name}`)),
    );
    expect(allowed.filter((name) => !rootFields.some((field) => field.name === name))).toEqual([]);
  });
});
