import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { commands } from '../../scripts/commands.ts';

test('every script of package.json is described once, in the order of package.json', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  expect(commands.flatMap((group) => Object.keys(group.scripts))).toEqual(Object.keys(scripts));
});
