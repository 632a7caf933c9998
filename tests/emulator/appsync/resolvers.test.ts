import { describe, expect, test } from 'vitest';
import { AwsError } from '../../../local/emulator/gateway/gateway.ts';
import { testApi } from './support.ts';

const sdl = `
  type Query { thing(id: ID!): Thing  name: String  names: [String!]!  need: Needy  num: Int  many: [Needy!]  at: AWSDateTime }
  type Thing { id: ID!  size: Int  part: Part }
  type Part { label: String }
  type Needy { id: ID! }
`;
const imports = `import { util, runtime } from '@aws-appsync/utils';`;

function unit(request: string, response: string): string {
  return `${imports} export function request(ctx) { ${request} } export function response(ctx) { ${response} }`;
}

/** A pipeline function on the data source NONE. */
function step(request: string, response = 'return ctx.result;'): string {
  return unit(request, response);
}

async function answerOf(field: string, code: string | string[], query: string, dynamodb?: () => Promise<Record<string, unknown>>) {
  const { call, log } = testApi({ sdl, resolvers: { [field]: code }, ...(dynamodb ? { dynamodb } : {}) });
  return { ...(await call(query)).json, log };
}

describe('a pipeline', () => {
  test('hands results on, shares the stash and gives the last one to the after handler', async () => {
    const first = step('ctx.stash.seen = ["first"]; return { payload: 1 };', 'ctx.stash.seen.push("response"); return ctx.result + 1;');
    const second = step('return { payload: { prev: ctx.prev.result, seen: ctx.stash.seen } };', 'return JSON.stringify(ctx.result);');
    const { data } = (await answerOf('Query.name', [first, second], '{ name }')) as unknown as { data: unknown };
    expect(data).toEqual({ name: '{"prev":2,"seen":["first","response"]}' });
  });

  test('skips the response of a function that returns early, and goes on', async () => {
    const early = step('runtime.earlyReturn("early");', 'return "never";');
    const next = step('return { payload: ctx.prev.result + "+next" };');
    expect(await answerOf('Query.name', [early, next], '{ name }')).toMatchObject({ data: { name: 'early+next' } });
  });

  test('ends at once with skipTo END', async () => {
    const early = step('runtime.earlyReturn("early", { skipTo: "END" });');
    const next = step('return util.error("never");');
    expect(await answerOf('Query.name', [early, next], '{ name }')).toMatchObject({ data: { name: 'early' } });
  });

  test('skips everything after util.error', async () => {
    const failing = step('util.error("no", "NO", null, { n: 1 });');
    expect(await answerOf('Query.name', [failing, step('util.error("never");')], '{ name }')).toMatchObject({
      data: { name: null },
      errors: [
        {
          path: ['name'],
          data: null,
          errorType: 'NO',
          errorInfo: { n: 1 },
          locations: [{ line: 1, column: 3, sourceName: null }],
          message: 'no',
        },
      ],
    });
  });
});

describe('a failing data source', () => {
  const fails = () => Promise.reject(new AwsError('ValidationException', 'bad'));
  const request = 'return { operation: "GetItem", key: { id: { S: "a" } } }; // operation:';

  test('is swallowed by a response handler that does not look', async () => {
    const code = unit(`${request}\n`, 'return "fine";');
    expect(await answerOf('Query.name', code, '{ name }', fails)).toEqual({ data: { name: 'fine' }, log: [] });
  });

  test('shows in ctx.error, without ctx.result', async () => {
    const code = unit(`${request}\n`, 'return ctx.error.type + Object.hasOwn(ctx, "result");');
    expect(await answerOf('Query.name', code, '{ name }', fails)).toMatchObject({ data: { name: 'DynamoDB:DynamoDbExceptionfalse' } });
  });
});

describe('errors', () => {
  test('of util.error have exactly the six keys, data cut down to the selection and errorInfo whole', async () => {
    const code = unit('util.error("no", "NO", { id: 1, size: 2, part: { label: "x", more: 1 } }, { a: 1 });', 'return null;');
    const { errors } = (await answerOf('Query.thing', code, '{ thing(id: "1") { size part { label } } }')) as unknown as {
      errors: object[];
    };
    expect(errors).toEqual([
      {
        path: ['thing'],
        data: { size: 2, part: { label: 'x' } },
        errorType: 'NO',
        errorInfo: { a: 1 },
        locations: [{ line: 1, column: 3, sourceName: null }],
        message: 'no',
      },
    ]);
    expect(Object.keys(errors[0] ?? {})).toEqual(['path', 'data', 'errorType', 'errorInfo', 'locations', 'message']);
  });

  test('of util.appendError leave the data', async () => {
    const code = unit('return { payload: "kept" };', 'util.appendError("beware"); return ctx.result;');
    expect(await answerOf('Query.name', code, '{ name }')).toMatchObject({
      data: { name: 'kept' },
      errors: [{ path: ['name'], errorType: null, errorInfo: null, message: 'beware' }],
    });
  });

  test('of the code say Runtime Error and keep the cause for the log', async () => {
    const { log, ...answer } = await answerOf('Query.name', unit('return ctx.none.deeper;', 'return 1;'), '{ name }');
    expect(answer).toMatchObject({ data: { name: null }, errors: [{ errorType: 'Code', message: 'Runtime Error' }] });
    expect(log.join('\n')).toContain("Cannot read properties of undefined (reading 'deeper')");
  });

  test('of a malformed request object are MappingTemplate errors', async () => {
    expect(await answerOf('Query.name', unit('return { payloads: 1 };', 'return 1;'), '{ name }')).toMatchObject({
      errors: [{ errorType: 'MappingTemplate', message: "Unsupported element '$[payloads]'." }],
    });
  });

  test('of util.unauthorized name the field', async () => {
    expect(await answerOf('Query.name', unit('util.unauthorized();', 'return 1;'), '{ name }')).toMatchObject({
      errors: [{ errorType: 'Unauthorized', message: 'Not Authorized to access name on type Query' }],
    });
  });

  test.each([
    ['need', '{ id: null }', '{ need { id } }', ['need', 'id'], "'ID' within parent 'Needy' (/need/id)"],
    ['names', 'null', '{ names }', ['names'], "'[String!]' within parent 'Query' (/names)"],
    ['many', '[{ id: "1" }, null]', '{ many { id } }', ['many', 1], "'Needy' within parent 'Query' (/many[1])"],
  ])('of a null where %s must have a value have no errorType', async (field, value, query, path, place) => {
    const { errors } = (await answerOf(
      `Query.${field}`,
      unit(`return { payload: ${value} };`, 'return ctx.result;'),
      query,
    )) as unknown as {
      errors: object[];
    };
    expect(errors).toEqual([{ path, locations: null, message: `Cannot return null for non-nullable type: ${place}` }]);
  });

  test('of a value that its type cannot hold name the value', async () => {
    expect(await answerOf('Query.at', unit('return { payload: "soon" };', 'return ctx.result;'), '{ at }')).toMatchObject({
      data: { at: null },
      errors: [{ path: ['at'], message: "Can't serialize value (/at) : Unable to serialize `soon` as a valid DateTime Object." }],
    });
  });
});

test('ctx shows arguments, environment, selection and the caller', async () => {
  const shown =
    '[ctx.args, ctx.env.TABLE, ctx.identity, ctx.info.selectionSetList, ctx.info.parentTypeName, ctx.request.headers["x-api-key"], util.authType()]';
  const code = unit(`return { payload: { id: JSON.stringify(${shown}) } };`, 'return ctx.result;');
  const { call } = testApi({ sdl, resolvers: { 'Query.thing': code } });
  const { json } = await call('query Q($id: ID!) { thing(id: $id) { id part { label } } }', { id: 'x' });
  const { id } = (json as { data: { thing: { id: string } } }).data.thing;
  expect(JSON.parse(id)).toEqual([{ id: 'x' }, 'Things', null, ['id', 'part', 'part/label'], 'Query', 'da2-key', 'API Key Authorization']);
});
