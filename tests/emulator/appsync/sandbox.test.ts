import { describe, expect, test } from 'vitest';
import { contextText, createSandbox } from '../../../local/emulator/appsync/sandbox/sandbox.ts';
import { createLibrary, LIBRARY_NAMES, type Requests } from '../../../local/emulator/appsync/util/library.ts';

const scope = {
  fieldName: 'f',
  typeName: 'Query',
  authType: 'API Key Authorization',
  select: (data: unknown) => data,
  extensions: {},
  log: () => undefined,
};
const context = { arguments: { n: 1 }, stash: {}, info: { fieldName: 'f', selectionSetList: ['a'], selectionSetGraphQL: '{ a }' } };

function run(
  body: string,
  ctx: { info: unknown } = context,
): { value?: unknown; failure?: string; stash: object; truncated?: boolean; requests: Requests } {
  const code = `import { util, runtime } from '@aws-appsync/utils';
    import * as ddb from '@aws-appsync/utils/dynamodb';
    function request(ctx) { ${body} }
    export function response() { return null; }
    export { request };`;
  const requests: Requests = { appended: [] };
  const sandbox = createSandbox(code, 'test', LIBRARY_NAMES);
  const evaluation = sandbox.evaluate('request', contextText(ctx), createLibrary(scope, requests, 'request'));
  return { ...evaluation, requests };
}

describe('equality', () => {
  test.each([
    ['null === undefined', true],
    ['ctx.args.left === null', true],
    ['ctx.args.n !== undefined && ctx.args.left === undefined', true],
    ['(1 === 1) === (2 !== 3)', true],
    ['0 === null', false],
    ["'' !== undefined", true],
  ])('takes null for undefined and nothing else: %s', (expression, value) => {
    expect(run(`return ${expression};`).value).toBe(value);
  });
});

describe('the context of a resolver', () => {
  test.each(['Date', 'process', 'setTimeout', 'fetch', 'eval', 'Function', 'RegExp', 'Promise', 'Map', 'globalThis', 'parseInt'])(
    'has no %s',
    (name) => {
      expect(run(`return typeof ${name};`).value).toBe('undefined');
    },
  );

  test.each([
    '"a".padStart(3)',
    '"a".repeat(2)',
    '"a".charCodeAt(0)',
    'Array.from([1])',
    'Array.isArray([])',
    'Math.abs(1)',
    'Object.freeze({})',
    'Number.isInteger(1)',
    '[2, 1].sort((a, b) => a - b)',
    '(() => 1).constructor("return 1")()',
  ])('refuses %s', (expression) => {
    expect(run(`return ${expression};`).failure).toBeDefined();
  });

  test('keeps the methods that the service documents', () => {
    expect(run('return [3, 1, 2].sort().map((n) => n * 2).concat([..."ab"]).flatMap((x) => [x]).findLast((x) => true);').value).toBe('b');
    expect(run('const { a, ...rest } = { a: 1, b: [2] }; return `${a}${Object.keys(rest)}${rest.b?.[0] ?? 0}`;').value).toBe('1b2');
  });

  test('parses bad JSON to a blank string', () => {
    expect(run('return JSON.parse("{");').value).toBe('');
  });

  test('takes Java patterns in replace and replaceAll', () => {
    expect(run('return "a.b.c".replaceAll("[.]", "-") + "a.b".replace("\\\\.", "_");').value).toBe('a-b-ca_b');
  });

  test('keeps __proto__ as an ordinary key', () => {
    expect(run('const map = {}; map["__proto__"] = 1; return Object.keys(map);').value).toEqual(['__proto__']);
  });

  test('does not let a handler replace ctx or its top properties', () => {
    expect(run('ctx.args = {};').failure).toContain('TypeError');
  });

  test('hands back the stash as the handler left it', () => {
    expect(run('ctx.stash.seen = [ctx.args.n]; return null;').stash).toEqual({ seen: [1] });
  });

  test('leaves the selection set out of JSON.stringify(ctx.info)', () => {
    expect(run('return [JSON.stringify(ctx.info), ctx.info.selectionSetList];').value).toEqual(['{"fieldName":"f"}', ['a']]);
  });

  test('ends loops silently after 1,000 rounds of one evaluation', () => {
    const loop = 'const list = []; list[1499] = 0; let n = 0; for (const x of list) n += 1; for (const x of list) { n += 1; } return n;';
    expect(run(loop)).toMatchObject({ value: 1000, truncated: true });
  });

  test.each([
    ['forEach', 'let n = 0; list.forEach(() => { n += 1; }); return n;', 1000],
    ['map', 'return list.map((x) => x).length;', 1000],
    ['filter', 'return list.filter(() => true).length;', 1000],
    ['reduce', 'return list.reduce((sum, x) => sum + x, 0);', 1000],
    ['reduceRight', 'return list.reduceRight((sum, x) => sum + x, 0);', 1000],
    ['some', 'return list.concat([2]).some((x) => x === 2);', false],
    ['find', 'return list.concat([2]).find((x) => x === 2) ?? null;', null],
  ])('ends %s silently after 1,000 elements', (_, code, value) => {
    expect(run(`const list = []; list[1499] = 1; list.fill(1); ${code}`)).toMatchObject({ value, truncated: true });
  });

  test('goes through a long list in units, each of which is within the limit', () => {
    const pieces =
      'const list = []; list[1499] = 1; list.fill(1); return [0, 500, 1000].reduce((sum, at) => list.slice(at, at + 500).reduce((s, x) => s + x, sum), 0);';
    expect(run(pieces)).toMatchObject({ value: 1500, truncated: false });
  });

  test('tells an uncaught failure with its cause', () => {
    expect(run('return ctx.args.none.deeper;').failure).toMatch(/Cannot read properties of undefined[\s\S]*test\.js:3/);
  });
});

describe('the code of a resolver', () => {
  test.each([
    ['throw 1;', 'throw'],
    ['while (true) {}', 'while'],
    ['for (let i = 0; i < 1; i += 1) {}', 'for(;;)'],
    ['try { } finally { }', 'try'],
    ['let i = 0; i++;', '++'],
    ['return "a" in {};', 'the in operator'],
    ['return /a/;', 'a regular expression literal'],
    ['return new Thing();', 'new'],
    ['for (const x of []) { continue; }', 'continue'],
    ['return this;', 'this'],
    ['return util.autoId.call();', '.call()'],
  ])('is refused with %s', (body, what) => {
    expect(() => run(body)).toThrow(`${what} is not supported (line 3)`);
  });

  test('is refused without both handlers, with a foreign import or above 32 KB', () => {
    expect(() => createSandbox('export const request = () => 1;', 'half', [])).toThrow('it does not export response');
    expect(() => createSandbox('import fs from "fs";', 'foreign', [])).toThrow('it imports fs');
    expect(() => createSandbox(`//${'x'.repeat(32_768)}`, 'long', [])).toThrow('the limit is 32768');
  });
});

describe('util', () => {
  test('converts to the typed values of AppSync', () => {
    const value = '{ s: "x", n: 1.5, b: false, z: null, l: [1, "a"], m: { k: 0 }, e: "" }';
    expect(run(`return util.dynamodb.toMapValues(${value});`).value).toEqual({
      s: { S: 'x' },
      n: { N: 1.5 },
      b: { BOOL: false },
      z: { NULL: null },
      l: { L: [{ N: 1 }, { S: 'a' }] },
      m: { M: { k: { N: 0 } } },
      e: { S: '' },
    });
    expect(run('return [util.dynamodb.toStringSet(["a"]), util.dynamodb.toNumberSet([1]), util.dynamodb.toString(null)];').value).toEqual([
      { SS: ['a'] },
      { NS: [1] },
      null,
    ]);
  });

  test('makes the request objects of the get, put and remove helpers', () => {
    expect(run('return ddb.get({ key: { id: "id" } });').value).toEqual({ operation: 'GetItem', key: { id: { S: 'id' } } });
    expect(run('return ddb.put({ key: { id: "abc" }, item: { value: 10 } });').value).toEqual({
      operation: 'PutItem',
      key: { id: { S: 'abc' } },
      attributeValues: { value: { N: 10 } },
    });
  });

  test.each([
    ['a*b', 'aaaaab', true],
    ['a*b', 'xaaab', false],
    ['[^\\\\p{Cntrl}]{1,3}', 'a\\u0001', false],
    ['.*\\\\p{Cs}.*', 'a\\ud800', true],
    ['.*\\\\p{Cs}.*', 'a\\ud83d\\ude00', false],
    ['\\\\S(.*\\\\S)?', ' a', false],
    ['a[\\\\s\\\\S]{2}(?![\\\\s\\\\S])', 'a\\n\\u3000', true],
    ['[^\\\\W_]+', 'a1_', false],
  ])('matches %s against all of %s: %s', (pattern, text, expected) => {
    expect(run(`return util.matches("${pattern}", "${text}");`).value).toBe(expected);
  });

  test('refuses Java patterns that mean something else in JavaScript', () => {
    expect(run('return util.matches("a++", "aa");').failure).toContain('not built in the local stack');
  });

  test('encodes half of a surrogate pair as Java does', () => {
    expect(run('return util.urlEncode("a b\\ud800~é*");').value).toBe('a+b%3F%7E%C3%A9*');
  });

  test('reads and writes instants', () => {
    expect(
      run('return util.time.epochMilliSecondsToISO8601(0) + util.time.parseISO8601ToEpochMilliSeconds("1970-01-01T00:00:01Z");').value,
    ).toBe('1970-01-01T00:00:00.000Z1000');
  });

  test('ends the handler with util.error and goes on after util.appendError', () => {
    const { requests, value } = run('util.appendError("first", "A"); util.error("second", "B", { d: 1 }, { i: 2 }); return 1;');
    expect(value).toBeUndefined();
    expect(requests.appended).toEqual([{ message: 'first', errorType: 'A', data: null, errorInfo: null }]);
    expect(requests.error?.detail).toEqual({ message: 'second', errorType: 'B', data: { d: 1 }, errorInfo: { i: 2 } });
  });

  test('names what is not built', () => {
    expect(run('return util.transform.toSubscriptionFilter({});').failure).toContain('util.transform.toSubscriptionFilter is not built');
  });

  test('does not take runtime.earlyReturn without a value', () => {
    expect(run('runtime.earlyReturn();').failure).toContain('needs a value');
  });
});
