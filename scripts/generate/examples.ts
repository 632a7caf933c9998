import { readFileSync } from 'node:fs';

const DOCUMENT = new URL('../../docs/integration.md', import.meta.url);
const EMBEDDED = /<!-- example: (\S+) -->\n\n```(\w+)\n[\s\S]*?```\n/g;

/**
 * The text that docs/integration.md must have: as it is, with each example as it is in examples/,
 * so that what is read there is what the tests run.
 */
export function generateIntegrationDocs(): string {
  return readFileSync(DOCUMENT, 'utf8').replace(EMBEDDED, (_all, file: string, language: string) => {
    const code = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
    return `<!-- example: ${file} -->\n\n\`\`\`${language}\n${code.trimEnd()}\n\`\`\`\n`;
  });
}
