import { readFileSync } from 'node:fs';

const EMBEDDED = /<!-- example: (\S+) -->\n\n```(\w+)\n[\s\S]*?```\n/g;

/** The documents that show files of examples/. */
export const DOCUMENTS_WITH_EXAMPLES = ['docs/back-ends.md', 'docs/events.md', 'docs/integration.md', 'docs/orders.md'] as const;

/**
 * The text that such a document must have: as it is, with each example as it is in examples/, so
 * that what is read there is what the tests run.
 */
export function generateExamples(document: (typeof DOCUMENTS_WITH_EXAMPLES)[number]): string {
  return withExamples(readFileSync(fileOf(document), 'utf8'));
}

/** A document with each example as it is in examples/. */
export function withExamples(text: string): string {
  return text.replace(EMBEDDED, (_all, file: string, language: string) => {
    const code = readFileSync(fileOf(file), 'utf8');
    return `<!-- example: ${file} -->\n\n\`\`\`${language}\n${code.trimEnd()}\n\`\`\`\n`;
  });
}

function fileOf(path: string): URL {
  return new URL(`../../${path}`, import.meta.url);
}
