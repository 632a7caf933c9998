import { readFileSync, writeFileSync } from 'node:fs';

// Puts the examples into docs/integration.md, so that what is read there is what the tests run.
// `npm run generate` does it.

const DOCUMENT = new URL('../docs/integration.md', import.meta.url);
const EMBEDDED = /<!-- example: (\S+) -->\n\n```(\w+)\n[\s\S]*?```\n/g;

/** The document with each example as it is now. */
export function embedExamples(document: string): string {
  return document.replace(EMBEDDED, (_all, file: string, language: string) => {
    const code = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
    return `<!-- example: ${file} -->\n\n\`\`\`${language}\n${code.trimEnd()}\n\`\`\`\n`;
  });
}

if (import.meta.main) writeFileSync(DOCUMENT, embedExamples(readFileSync(DOCUMENT, 'utf8')));
