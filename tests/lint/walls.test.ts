import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import walls from '../../scripts/lint/rules.ts';

let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'onhand-walls-'));
});

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

type Rules = Exclude<ESLint.Options['overrideConfig'], unknown[] | null | undefined>['rules'];

/** What the rules say of a file in a tree of files of which only it is linted. */
async function complaints(rules: Rules, file: string, files: Record<string, string>): Promise<string[]> {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const config = { files: ['**/*.ts'], languageOptions: { parser: tseslint.parser }, plugins: { walls }, rules };
  const eslint = new ESLint({ cwd: root, overrideConfigFile: true, overrideConfig: [config as never] });
  const [result] = await eslint.lintFiles([file]);
  return (result?.messages ?? []).map(({ message }) => message);
}

describe('an import against the table of layers is refused', () => {
  const inDomain = (code: string) => complaints({ 'walls/layers': 'error' }, 'domain/probe.ts', { 'domain/probe.ts': code });
  const refused = [expect.stringContaining('domain may not import infra')];

  test.each([
    ['of values', "import { settings } from '../infra/settings.ts';"],
    ['of types', "import type { Settings } from '../infra/settings.ts';"],
    ['for its effects', "import '../infra/settings.ts';"],
    ['that is exported again', "export * from '../infra/settings.ts';"],
    ['at run time', "await import('../infra/settings.ts');"],
    ['of a type in place', "type Settings = import('../infra/settings.ts').Settings;"],
  ])('%s', async (_kind, code) => {
    expect(await inDomain(code)).toEqual(refused);
  });

  test('but not one in it, nor one within the layer', async () => {
    expect(await inDomain("import type { StockLevel } from '../schema/types.ts';\nimport { isNil } from './nil.ts';")).toEqual([]);
  });

  test('also where only a folder inside of the layer is another one', async () => {
    const file = 'local/emulator/probe.ts';
    const said = await complaints({ 'walls/layers': 'error' }, file, { [file]: "import '../stack.ts';" });
    expect(said).toEqual([expect.stringContaining('local/emulator may not import local (')]);
  });

  test('and a file in a folder that the table does not have', async () => {
    const said = await complaints({ 'walls/layers': 'error' }, 'new/probe.ts', { 'new/probe.ts': '' });
    expect(said).toEqual([expect.stringContaining('new/probe.ts is in no layer')]);
  });
});

describe('a circle of imports is refused', () => {
  const inCircle = (files: Record<string, string>) => complaints({ 'walls/no-circle': 'error' }, 'domain/a.ts', files);

  test('over other files, with the way', async () => {
    const said = await inCircle({
      'domain/a.ts': "import './b.ts';",
      'domain/b.ts': "export * from './c.ts';",
      'domain/c.ts': "import { a } from './a.ts';",
    });
    expect(said).toEqual(['A circle of imports: domain/a.ts > domain/b.ts > domain/c.ts > domain/a.ts.']);
  });

  test('of types', async () => {
    const said = await inCircle({ 'domain/a.ts': "import type { B } from './b.ts';", 'domain/b.ts': "import type { A } from './a.ts';" });
    expect(said).toHaveLength(1);
  });

  test('and no longer when it is broken, also in an editor that keeps lint running', async () => {
    const a = { 'domain/a.ts': "import './b.ts';" };
    expect(await inCircle({ ...a, 'domain/b.ts': "import './a.ts';" })).toHaveLength(1);
    expect(await inCircle({ ...a, 'domain/b.ts': 'export const nothing = 0;' })).toEqual([]);
  });
});

describe('the emulator may not', () => {
  const rule: Rules = { 'walls/self-contained': ['error', { folder: 'local/emulator', words: ['onhand'] }] };
  const inEmulator = (code: string) => complaints(rule, 'local/emulator/iam/probe.ts', { 'local/emulator/iam/probe.ts': code });

  test.each([
    ['import what is outside', "import { a } from '../../../domain/a.ts';"],
    ['read what is outside', "new URL('../../../schema/schema.graphql', import.meta.url);"],
    ['begin at the root of the repository', "join(import.meta.dirname, '../../..');"],
    ['build a path to what is outside', 'new URL(`../../../schema/${file}`, import.meta.url);'],
  ])('%s', async (_what, code) => {
    expect(await inEmulator(code)).toEqual([expect.stringContaining('leads out of local/emulator/')]);
  });

  test('name the product, in code or comments', async () => {
    expect(await inEmulator("// What Onhand needs.\nconst title = 'Onhand';")).toHaveLength(2);
  });

  test('but use all that it has itself', async () => {
    expect(await inEmulator("import { a } from '../lib/a.ts';\nnew URL('../prelude.js', import.meta.url);")).toEqual([]);
  });
});

describe('the walls stand', () => {
  const eslint = new ESLint({ cwd: join(import.meta.dirname, '../..') });
  const rulesFor = async (file: string) => ((await eslint.calculateConfigForFile(file)) as { rules: Rules }).rules;
  const always = { 'walls/layers': [2], 'walls/no-circle': [2] };

  test.each(['domain/level.ts', 'web/admin/app.tsx', 'scripts/setup.mjs'])('for %s', async (file) => {
    expect(await rulesFor(file)).toMatchObject(always);
  });

  test('around the emulator', async () => {
    const [severity, options] = ((await rulesFor('local/emulator/emulator.ts'))?.['walls/self-contained'] ?? []) as [number, unknown];
    expect(severity).toBe(2);
    expect(options).toMatchObject({ folder: 'local/emulator' });
  });
});
