import { globSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { bundleDirectory, buildOnce, functionDirectory } from '../../infra/build.ts';
import { buildWeb } from '../../web/build.ts';
import { siteDirectory } from '../../web/site.ts';

const root = join(import.meta.dirname, '../..');

/** What proves somebody to be who he is, and what tells of the machine that built it. */
const SECRETS: Readonly<Record<string, RegExp>> = {
  'an access key of AWS': /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/,
  'an API key of AppSync': /\bda2-[a-z0-9]{26}\b/,
  'a private key': /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  'a token': /\beyJ[\w-]{20,}\.eyJ[\w-]{20,}\./,
  'a path of the machine that built it': new RegExp([root, homedir()].map((path) => path.replaceAll(/[^\w/]/g, '\\$&')).join('|')),
};

test('nothing that a deploy uploads has a secret in it, or a path of the machine that built it', async () => {
  await buildOnce();
  await buildWeb();
  const files = [bundleDirectory, functionDirectory, siteDirectory].flatMap((directory) =>
    globSync('**/*.{js,mjs,css,html,json,ts,svg}', { cwd: directory }).map((file) => join(directory, file)),
  );
  const found = files.flatMap((path) => {
    const text = readFileSync(path, 'utf8');
    const kinds = Object.entries(SECRETS).filter(([, pattern]) => pattern.test(text));
    return kinds.map(([what]) => `${relative(root, path)} has ${what}`);
  });
  expect(files.length).toBeGreaterThan(50);
  expect(found).toEqual([]);
});
