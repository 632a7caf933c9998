import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { generateCommandsDocs } from '../../scripts/generate/commands.ts';
import { generateLayersDocs } from '../../scripts/generate/layers.ts';

test('docs/architecture.md has the table of layers that lint reads', async () => {
  expect(readFileSync('docs/architecture.md', 'utf8')).toBe(await generateLayersDocs());
});

test('CONTRIBUTING.md has the commands that npm run help lists', async () => {
  expect(readFileSync('CONTRIBUTING.md', 'utf8')).toBe(await generateCommandsDocs());
});
