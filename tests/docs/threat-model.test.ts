import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const text = readFileSync('docs/threat-model.md', 'utf8');
const table = /## What stops what\n([\s\S]*?)\n## /.exec(text)?.[1] ?? '';
const rows = Array.from(
  table.matchAll(/^\| (?!Threat|-)(.+?) +\|.*\| (.*?) *\|$/gm),
  ([, threat = '', shown = '']) => [threat, shown] as const,
);

test('the threats are read from the table', () => {
  expect(rows.length).toBeGreaterThan(20);
});

test.each(rows)('of "%s" there is a test that shows how it is stopped', (_threat, shown) => {
  const files = Array.from(shown.matchAll(/\]\(([^)]+\.test\.ts)\)/g), ([, file = '']) => file);
  expect(files).not.toEqual([]);
  for (const file of files) expect(existsSync(join('docs', file)), file).toBe(true);
});
