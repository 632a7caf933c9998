import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

// What docs/glossary.md says is not used, as far as no sentence needs the word for something else.
const BANNED = /\b(told|pieces|fulfil(?!-))\b/gi;
/** The glossary names the words; released lines of the changelog, and file names, stay. */
const ALLOWED = ['docs/glossary.md', 'CHANGELOG.md'];

const documents = globSync(['README.md', 'CONTRIBUTING.md', 'docs/**/*.md', 'web/*/README.md', 'web/admin/i18n/en*.ts']);

test.each(documents.filter((file) => !ALLOWED.includes(file)))('%s uses no word that the glossary replaces', (file) => {
  // Names in code, links and addresses are what they are.
  const prose = readFileSync(file, 'utf8')
    .replaceAll(/```.*?```/gs, '')
    .replaceAll(/`[^`]*`|\]\([^)]*\)|^\s*told: .*$/gm, '');
  expect(prose.match(BANNED) ?? []).toEqual([]);
});
