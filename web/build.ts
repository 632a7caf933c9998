import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { hashOfFiles, writeWhole } from '../infra/files.ts';
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
  const hash = hashOfFiles(INPUTS);
  if (existsSync(siteDirectory) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  await Promise.all([buildScripts(), buildClient(siteDirectory)]);
  await buildPanel();
  for (const file of COPIED) writeWhole(join(siteDirectory, basename(file)), readFileSync(join(root, file)));
  writeWhole(stamp, hash);
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
  for (const { path, contents } of outputFiles) writeWhole(path, contents);
}

async function buildPanel(): Promise<void> {
  const made = mkdtempSync(join(tmpdir(), 'onhand-admin-'));
  try {
    await buildAdmin(made);
    for (const file of globSync('**/*', { cwd: made })) {
      if (statSync(join(made, file)).isFile()) writeWhole(join(siteDirectory, file), readFileSync(join(made, file)));
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

if (import.meta.main) await buildWeb();
