import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { indexSteps, type TableShape } from './index-steps.ts';
import { resourcesOf, templateOf } from './template.ts';

/**
 * What the last release has deployed: `released-tables.json` is written anew when one is made, and
 * at no other time.
 */
const released = JSON.parse(readFileSync(join(import.meta.dirname, 'released-tables.json'), 'utf8')) as Record<string, TableShape>;

interface KeyPart {
  AttributeName: string;
}

/** The keys of the tables and indexes of today, by logical id. */
function shapes(): Record<string, TableShape> {
  const keyOf = (schema: unknown) => (schema as KeyPart[]).map(({ AttributeName }) => AttributeName).join(', ');
  const tables = Object.entries(resourcesOf(templateOf({ stage: 'test' }), 'AWS::DynamoDB::Table'));
  return Object.fromEntries(
    tables.map(([id, { Properties }]) => {
      const indexes = (Properties['GlobalSecondaryIndexes'] ?? []) as { IndexName: string; KeySchema: unknown }[];
      const keys = indexes.map(({ IndexName, KeySchema }) => [IndexName, keyOf(KeySchema)]);
      return [id, { key: keyOf(Properties['KeySchema']), indexes: Object.fromEntries(keys) as Record<string, string> }];
    }),
  );
}

describe('since the last release', () => {
  test('no table has another key or is another one, which would replace it by an empty one', () => {
    const today = shapes();
    const keys = (tables: Record<string, TableShape>) => Object.fromEntries(Object.entries(tables).map(([id, { key }]) => [id, key]));
    expect(keys(today)).toMatchObject(keys(released));
  });

  test('no table has more than one index made or dropped: DynamoDB takes one of these in an update', () => {
    const today = shapes();
    const steps = Object.entries(released).map(([id, before]): [string, string[]] => [
      id,
      indexSteps(before, today[id] ?? { key: '', indexes: {} }),
    ]);
    expect(
      steps.filter(([, { length }]) => length > 1).map(([id, each]) => `${id} needs one deploy after the other: ${each.join(', ')}`),
    ).toEqual([]);
  });
});

describe('the order of deploys', () => {
  const before: TableShape = { key: 'a', indexes: { one: 'b, c', two: 'd, e' } };

  test('is empty for the same indexes', () => {
    expect(indexSteps(before, before)).toEqual([]);
  });

  test('makes what is new before it drops what is old', () => {
    expect(indexSteps(before, { key: 'a', indexes: { two: 'd, e', three: 'f, g' } })).toEqual(['make three', 'drop one']);
  });

  test('takes an index with another key for one to drop and one to make', () => {
    expect(indexSteps(before, { key: 'a', indexes: { one: 'b, x', two: 'd, e' } })).toEqual(['drop one', 'make one']);
  });
});
