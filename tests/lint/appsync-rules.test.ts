import { ESLint } from 'eslint';
import { describe, expect, test } from 'vitest';

// The rules are only worth something if they catch what AppSync refuses: each line here would break
// a deploy.
const eslint = new ESLint({ cwd: new URL('../..', import.meta.url).pathname });

async function complaints(code: string): Promise<string[]> {
  const [result] = await eslint.lintText(`export function probe(text: string, list: string[]): unknown {\n  ${code}\n}\n`, {
    filePath: 'domain/nil.ts',
  });
  return (result?.messages ?? []).map((message) => message.ruleId ?? message.message);
}

describe('lint of resolvers and domain', () => {
  test.each([
    ['throw', "throw new Error('no');"],
    ['Date', 'return Date.now();'],
    ['try', 'try { return text; } catch { return list; }'],
    ['while', 'while (text) { text = ""; } return text;'],
    ['a counting for', 'for (let i = 0; i < 3; i = i + 1) { list.pop(); } return list;'],
    ['++', 'let count = 0; count++; return count;'],
    ['a regular expression', 'return /x/.test(text);'],
    ['in', "return 'x' in { text };"],
    ['continue', 'for (const item of list) { if (item) { continue; } } return text;'],
    ['a comparator for sort', 'return list.sort((a, b) => a.length - b.length);'],
    ['replaceAll', "return text.replaceAll('a', 'b');"],
    ['padStart', 'return text.padStart(3);'],
    ['charCodeAt', 'return text.charCodeAt(0);'],
    ['new', 'return new Map([[text, list]]);'],
    ['parseInt', 'return parseInt(text, 10);'],
    ['Math.abs', 'return Math.abs(list.length);'],
    ['Math.random', 'return Math.random();'],
    ['Number.isInteger', 'return Number.isInteger(list.length);'],
    ['recursion', 'return probe(text, list);'],
    ['a promise', 'return Promise.resolve(text);'],
    ['Array.isArray', 'return Array.isArray(list);'],
    ['String.fromCharCode', 'return String.fromCharCode(65);'],
    ['Number()', 'return Number(text);'],
    ['isNaN', 'return isNaN(list.length);'],
    ['**', 'return list.length ** 2;'],
    ['a BigInt', 'return 1n;'],
    ['a getter', 'return { get text() { return text; } };'],
    ['a default value', 'const { length = 1 } = list; return length;'],
    ['rest properties', 'const { text: first, ...rest } = { text, list }; return [first, rest];'],
    ['a method that is not on the list', 'return list.toSorted();'],
  ])('refuses %s', async (_, code) => {
    expect(await complaints(code)).toEqual(expect.arrayContaining([expect.stringMatching(/^@aws-appsync\/|^no-restricted-/)]));
  });

  test('takes what AppSync takes', async () => {
    expect(await complaints("const parts = text.split('/').concat(list); return parts.map((part) => part.trim());")).toEqual([]);
  });
});
