import { globSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { build } from 'esbuild';
import { makeOnce, writeWhole } from '../tools/files.ts';
import { buildAdmin } from './admin/build.ts';
import { badgeTypes } from './badge-types.ts';
import { buildClient, CLIENT_FILES } from './client/build.ts';
import { NOTICES, NOTICES_BANNER, SCHEMA, SITE_INPUTS, SITE_STAMP, siteDirectory } from './site.ts';

const root = join(import.meta.dirname, '..');

/** Scripts that pages on any origin load; their names are part of the contract. */
const SCRIPTS = { 'inventory-widget': 'web/badge/main.ts', shop: 'web/shop/main.ts' };
const COPIED = ['web/shop/index.html', 'web/shop/shop.css', NOTICES];
/** Drawings of the demo shop's products, in a folder of their own. */
const PICTURES = 'web/shop/pictures';

/** Builds the site unless it is there as its inputs would make it. */
export async function buildWeb(): Promise<void> {
  await makeOnce(SITE_STAMP, SITE_INPUTS, async () => {
    const [panel, scripts] = await Promise.all([buildPanel(), buildScripts(), buildClient(siteDirectory)]);
    const client = Object.values(CLIENT_FILES).map((file) => join(siteDirectory, file));
    const types = Object.entries(badgeTypes()).map(([file, text]) => write(file, Buffer.from(text)));
    const copies = COPIED.map((file) => write(basename(file), readFileSync(join(root, file))));
    const pictures = globSync('*.svg', { cwd: join(root, PICTURES) }).map((file) =>
      write(join(basename(PICTURES), file), readFileSync(join(root, PICTURES, file))),
    );
    return [...panel, ...scripts, ...client, ...types, ...copies, ...pictures, write(SCHEMA, readSchema())];
  });
}

async function buildScripts(): Promise<string[]> {
  const { outputFiles } = await build({
    entryPoints: Object.entries(SCRIPTS).map(([out, file]) => ({ in: join(root, file), out })),
    outdir: siteDirectory,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    legalComments: 'none',
    banner: { js: NOTICES_BANNER },
    write: false,
    logLevel: 'silent',
  });
  return outputFiles.map(({ path, contents }) => write(path, contents));
}

async function buildPanel(): Promise<string[]> {
  const made = mkdtempSync(join(tmpdir(), 'onhand-admin-'));
  try {
    await buildAdmin(made);
    const files = globSync('**/*', { cwd: made }).filter((file) => statSync(join(made, file)).isFile());
    const written = files.map((file) => write(file, readFileSync(join(made, file))));
    prune(new Set(files));
    return written;
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}

function readSchema(): Buffer {
  return Buffer.concat(['appsync', 'schema'].map((name) => readFileSync(join(root, `schema/${name}.graphql`))));
}

/** Writes a file of the site, answers with its path. */
function write(file: string, content: Uint8Array): string {
  const path = resolve(siteDirectory, file);
  writeWhole(path, content);
  return path;
}

/**
 * Removes what earlier builds of the panel left behind; what another process is just writing ends
 * otherwise.
 */
function prune(kept: ReadonlySet<string>): void {
  for (const file of globSync('admin-assets/*.{js,css}', { cwd: siteDirectory })) {
    if (!kept.has(file)) rmSync(join(siteDirectory, file), { force: true });
  }
}

if (import.meta.main) await buildWeb();
