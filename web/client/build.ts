import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { NOTICES_BANNER } from '../site.ts';
import { bundledTypes } from './build-types.ts';

// `node web/client/build.ts`: api-client.js and its types in build/web. Fails when a page would
// load more than the budget.

const ENTRY = join(import.meta.dirname, 'main.ts');
/** What it makes. */
export const CLIENT_FILES = { script: 'api-client.js', types: 'api-client.d.ts' };
/** Most bytes, compressed, that a page may load for it. */
export const BUDGET_BYTES = 15 * 1_024;

/**
 * Writes api-client.js and api-client.d.ts. Answers with the bytes that a page loads, compressed.
 * Throws a sentence beyond the budget.
 */
export async function buildClient(outDirectory: string): Promise<number> {
  const {
    outputFiles: [script],
  } = await build({
    entryPoints: [ENTRY],
    banner: { js: NOTICES_BANNER },
    ...{ bundle: true, minify: true, format: 'esm', target: 'es2022', legalComments: 'none', write: false, logLevel: 'silent' },
  });
  if (!script) throw new Error('esbuild made nothing.');
  const bytes = gzipSync(script.contents, { level: 9 }).length;
  if (bytes > BUDGET_BYTES) throw new Error(`api-client.js has ${bytes} bytes compressed, more than its budget of ${BUDGET_BYTES}.`);
  mkdirSync(outDirectory, { recursive: true });
  replace(join(outDirectory, CLIENT_FILES.script), script.contents);
  replace(join(outDirectory, CLIENT_FILES.types), bundledTypes(ENTRY));
  return bytes;
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
