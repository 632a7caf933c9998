import { readFile } from 'node:fs/promises';
import { readSchema } from './api-docs/model.ts';
import { renderApiDocs } from './api-docs/render.ts';
import { formatted } from './document.ts';

const INTRODUCTION = new URL('../../docs/api-intro.md', import.meta.url);

/** The text that docs/api.md must have: from docs/api-intro.md, the schema and infra/callers.ts. */
export async function generateApiDocs(): Promise<string> {
  return formatted('docs/api.md', renderApiDocs(readSchema(), await readFile(INTRODUCTION, 'utf8')));
}
