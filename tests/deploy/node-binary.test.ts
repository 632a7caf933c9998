import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { checkNodeBinary as check, VERSION } from '../../scripts/setup/node-binary.mjs';

const directory = mkdtempSync(join(tmpdir(), 'onhand-node-'));
const other = join(directory, 'node');
writeFileSync(other, '#!/bin/sh\n');

afterAll(() => {
  rmSync(directory, { recursive: true });
});

test('the hashes of Node are of the version that the project pins', () => {
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: Record<string, string> };
  expect(VERSION).toBe(dependencies['node']);
});

test('the Node that is installed is the one that was published', () => {
  expect(() => {
    check('node_modules/.bin/node');
  }).not.toThrow();
});

test.each(['linux-x64', 'linux-arm64'])('another binary on %s is refused before it runs', (platform) => {
  expect(() => {
    check(other, platform);
  }).toThrow('Do not run it.');
});
