import { readFileSync } from 'node:fs';
import { parse, print, visit } from 'graphql';
import { expect, test } from 'vitest';

test('what AppSync declares by itself is the same for the emulator and for code generation', () => {
  const declared = (file: string) =>
    print(
      visit(parse(readFileSync(file, 'utf8')), {
        enter: (node) => ('description' in node ? { ...node, description: undefined } : undefined),
      }),
    );
  expect(declared('local/emulator/appsync/built-in.graphql')).toBe(declared('schema/appsync.graphql'));
});
