import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { buildAdmin } from './admin/build.ts';
import { buildClient } from './client/build.ts';

const root = join(import.meta.dirname, '..');

/** Where the site lies, all that a deploy uploads but config.json. */
export const siteDirectory = join(root, 'build/web');

/** What the site is made of; a change of any of these builds it again. */
const INPUTS = ['web/**/*.{ts,tsx,css,html,json}', 'domain/**/*.ts', 'schema/types.ts', 'package-lock.json'];

/** Scripts that pages on any origin load; their names are part of the contract. */
const SCRIPTS = { 'inventory-widget': 'web/badge/main.ts', shop: 'web/shop/main.ts' };
const COPIED = ['web/shop/index.html', 'web/shop/shop.css'];

/** Builds the site unless it is there as its inputs would make it. */
export async function buildWeb(): Promise<void> {
  const stamp = join(siteDirectory, '../web.sha256');
  const hash = hashOfInputs();
  if (existsSync(siteDirectory) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  await Promise.all([buildScripts(), buildClient(siteDirectory)]);
  await buildPanel();
  for (const file of COPIED) write(join(siteDirectory, basename(file)), readFileSync(join(root, file)));
  write(stamp, hash);
}

async function buildScripts(): Promise<void> {
  const { outputFiles } = await build({
    entryPoints: Object.entries(SCRIPTS).map(([out, file]) => ({ in: join(root, file), out })),
    outdir: siteDirectory,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    legalComments: 'none',
    write: false,
    logLevel: 'silent',
  });
  for (const { path, contents } of outputFiles) write(path, contents);
}

async function buildPanel(): Promise<void> {
  const made = mkdtempSync(join(tmpdir(), 'onhand-admin-'));
  try {
    await buildAdmin(made);
    for (const file of globSync('**/*', { cwd: made })) {
      if (statSync(join(made, file)).isFile()) write(join(siteDirectory, file), readFileSync(join(made, file)));
    }
    prune(new Set(globSync('admin-assets/*', { cwd: made })));
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}

/** Removes what earlier builds of the panel left behind; what another process is just writing ends otherwise. */
function prune(kept: ReadonlySet<string>): void {
  for (const file of globSync('admin-assets/*.{js,css}', { cwd: siteDirectory })) {
    if (!kept.has(file)) rmSync(join(siteDirectory, file), { force: true });
  }
}

function hashOfInputs(): string {
  const hash = createHash('sha256');
  for (const file of globSync(INPUTS, { cwd: root }).sort()) hash.update(`${file}\0`).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

// Several processes build at once (tests, a running stack): none of them may meet a file that is gone or half written.
function write(path: string, content: string | Uint8Array): void {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(`${path}.${process.pid}`, content);
  renameSync(`${path}.${process.pid}`, path);
}

if (import.meta.main) await buildWeb();
