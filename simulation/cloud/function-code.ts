import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import vm from 'node:vm';
import { transformSync } from 'esbuild';
import { writeWhole } from '../../tools/files.ts';

/** What Lambda's runtime gives to code that it loads. */
export type Globals = Readonly<Record<string, unknown>>;

/** A bundle that is compiled once and loaded as often as environments begin. */
export type LoadCode = (globals: Globals, require: (name: string) => unknown) => Record<string, unknown>;

const compiled = new Map<string, LoadCode>();
const KEPT = join(import.meta.dirname, '../../build/simulated');
const realRequire = createRequire(import.meta.url);

/**
 * Compiles the bundle that a deploy uploads. Only what Node gives to it is replaced: its globals,
 * and the modules that reach the outside. Its imports become calls of `require`, since modules
 * cannot be loaded twice into one process.
 */
export function compileFunction(bundle: string, name: string, globals: readonly string[]): LoadCode {
  const key = createHash('sha256').update(bundle).digest('hex');
  const known = compiled.get(key);
  if (known) return known;
  const code = asCommonJs(bundle, key);
  const run = vm.compileFunction(code, ['module', 'exports', 'require', ...globals], { filename: `${name}.js` }) as (
    ...args: unknown[]
  ) => void;
  const load: LoadCode = (given, require) => {
    const module = { exports: {} as Record<string, unknown> };
    run(module, module.exports, require, ...globals.map((global) => given[global]));
    return module.exports;
  };
  compiled.set(key, load);
  return load;
}

/** Kept from process to process, since it takes a tenth of a second. */
function asCommonJs(bundle: string, key: string): string {
  const path = join(KEPT, `${key}.cjs`);
  if (existsSync(path)) return readFileSync(path, 'utf8');
  const { code } = transformSync(bundle, {
    ...{ format: 'cjs', platform: 'node', target: 'node24', supported: { 'dynamic-import': false } },
    define: { 'import.meta.url': '"file:///function.mjs"' },
  });
  writeWhole(path, code);
  return code;
}

/** A module of Node itself. */
export function nodeModule(name: string): unknown {
  return realRequire(name);
}
