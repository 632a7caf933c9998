import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { readSchema } from './api-docs/model.ts';
import { renderApiDocs } from './api-docs/render.ts';

const INTRODUCTION = new URL('../docs/api-intro.md', import.meta.url);
const TARGET = fileURLToPath(new URL('../docs/api.md', import.meta.url));

/**
 * The text that docs/api.md must have: from docs/api-intro.md, the schema, infra/callers.ts and
 * resolvers/manifest.ts.
 */
export async function generateApiDocs(): Promise<string> {
  const document = renderApiDocs(readSchema(), await readFile(INTRODUCTION, 'utf8'));
  return format(document, { ...(await resolveConfig(TARGET)), parser: 'markdown' });
}

/**
 * Writes docs/api.md; with --check only tells, by a sentence and the exit code, whether it is up to
 * date.
 */
async function main(): Promise<void> {
  const document = await generateApiDocs();
  if (!process.argv.includes('--check')) {
    await writeFile(TARGET, document);
    return;
  }
  const existing = await readFile(TARGET, 'utf8').catch(() => '');
  if (existing === document) return;
  process.stderr.write('docs/api.md is not what the schema says; run `npm run generate` and commit the result.\n');
  process.exitCode = 1;
}

if (import.meta.main) await main();
