import { buildSchema } from 'graphql';
import { expect, test } from 'vitest';
import { createDocumentCache } from '../../local/appsync/documents.ts';

const schema = buildSchema('type Query { count(text: String): Int }');
const query = (name: string, length = 0) => `{ ${name}: count(text: "${'x'.repeat(length)}") }`;

test('a query that comes again is not parsed again', () => {
  const prepare = createDocumentCache(schema, true);
  expect(prepare(query('a'))).toBe(prepare(query('a')));
});

test('a crowd of long queries pushes out those that were not used for longest, one very long query none', () => {
  const prepare = createDocumentCache(schema, true);
  const [first, used] = [prepare(query('first')), prepare(query('used'))];
  for (let sent = 0; sent < 20; sent += 1) {
    prepare(query(`q${sent}`, 40_000));
    prepare(query('used'));
  }
  const huge = prepare(query('huge', 6_000_000));
  expect(prepare(query('used'))).toBe(used);
  expect(prepare(query('first'))).not.toBe(first);
  expect(prepare(query('huge', 6_000_000))).not.toBe(huge);
});
