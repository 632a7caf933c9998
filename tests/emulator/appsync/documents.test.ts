import { buildSchema } from 'graphql';
import { describe, expect, test } from 'vitest';
import { createDocumentCache } from '../../../local/emulator/appsync/documents.ts';
import { testApi } from './support.ts';

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

describe('the nesting of a document', () => {
  const { call } = testApi({
    sdl: 'type Query @aws_api_key { anybody: String  count(at: String): String }',
    resolvers: { 'Query.anybody': `export const request = () => ({ payload: 'me' }); export const response = (ctx) => ctx.result;` },
  });
  const inline = (levels: number) => `{ ${'... { '.repeat(levels)} anybody ${'}'.repeat(levels)} }`;
  const chain = (length: number) =>
    `{ ...f0 } ${Array.from({ length }, (_, at) => `fragment f${at} on Query { ${at + 1 < length ? `...f${at + 1}` : 'anybody'} }`).join(' ')}`;
  const list = (levels: number) => `{ count(at: ${'['.repeat(levels)}${']'.repeat(levels)}) }`;

  test.each([
    ['400 fragments in each other', inline(400)],
    ['700 lists in each other', list(700)],
    ['fragments that would take all of the stack', inline(4_900)],
  ])('%s are a query that is not understood', async (_, query) => {
    const { status, json } = await call(query);
    expect([status, json]).toEqual([
      400,
      { errors: [{ errorType: 'MalformedHttpRequestException', message: 'Unable to parse GraphQL query.' }] },
    ]);
  });

  test('has room for what people write', async () => {
    expect((await call(inline(50))).json).toMatchObject({ data: { anybody: 'me' } });
    expect((await call(chain(1_800))).json).toMatchObject({ data: { anybody: 'me' } });
  });
});
