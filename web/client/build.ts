import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Plugin } from 'esbuild';
import { NOTICES_BANNER } from '../site.ts';
import { bundledTypes } from './build-types.ts';

// `node web/client/build.ts`: api-client.js, what stands beside it, and their types in build/web.
// Fails when a page would load more than the budget.

const ENTRY = join(import.meta.dirname, 'main.ts');
const CLIENT = 'api-client.js';
/**
 * For servers that are not in AWS. Apart, so that pages do not load it; it takes the rest from the
 * client beside it.
 */
const WEB_IDENTITY = { entry: join(import.meta.dirname, 'web-identity/main.ts'), script: 'web-identity.js', types: 'web-identity.d.ts' };
/** What it makes. */
export const CLIENT_FILES = {
  ...{ script: CLIENT, types: 'api-client.d.ts' },
  ...{ webIdentity: WEB_IDENTITY.script, webIdentityTypes: WEB_IDENTITY.types },
};
/** Most bytes, compressed, that a page may load for it. */
export const BUDGET_BYTES = 15 * 1_024;

/** Lets what stands beside the client import it, as a page or a program does. */
const BESIDE: Plugin = {
  name: 'beside the client',
  setup: (esbuild) => {
    esbuild.onResolve({ filter: /^\.\.\/main\.ts$/ }, () => ({ path: `./${CLIENT}`, external: true }));
  },
};

/**
 * Writes the client and what stands beside it. Answers with the bytes that a page loads,
 * compressed. Throws a sentence beyond the budget.
 */
export async function buildClient(outDirectory: string): Promise<number> {
  const script = await bundle(ENTRY);
  const bytes = gzipSync(script, { level: 9 }).length;
  if (bytes > BUDGET_BYTES) throw new Error(`api-client.js has ${bytes} bytes compressed, more than its budget of ${BUDGET_BYTES}.`);
  mkdirSync(outDirectory, { recursive: true });
  replace(join(outDirectory, CLIENT_FILES.script), script);
  replace(join(outDirectory, CLIENT_FILES.types), bundledTypes(ENTRY));
  replace(join(outDirectory, WEB_IDENTITY.script), await bundle(WEB_IDENTITY.entry));
  replace(join(outDirectory, WEB_IDENTITY.types), bundledTypes(WEB_IDENTITY.entry));
  return bytes;
}

async function bundle(entry: string): Promise<Uint8Array> {
  const {
    outputFiles: [script],
  } = await build({
    entryPoints: [entry],
    banner: { js: NOTICES_BANNER },
    plugins: [BESIDE],
    ...{ bundle: true, minify: true, format: 'esm', target: 'es2022', legalComments: 'none', write: false, logLevel: 'silent' },
  });
  if (!script) throw new Error('esbuild made nothing.');
  return script.contents;
}

// Several processes build at once: none of them may meet half a file.
function replace(path: string, content: string | Uint8Array): void {
  writeFileSync(`${path}.${process.pid}`, content);
  renameSync(`${path}.${process.pid}`, path);
}

if (import.meta.main) {
  const bytes = await buildClient(join(import.meta.dirname, '../../build/web'));
  process.stdout.write(`api-client.js: ${bytes} bytes compressed, of ${BUDGET_BYTES}.\n`);
}
