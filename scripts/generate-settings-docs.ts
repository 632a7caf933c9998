import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { settings } from '../infra/settings.ts';

const TARGET = fileURLToPath(new URL('../docs/operations.md', import.meta.url));
const [BEGIN, END] = ['<!-- settings: npm run generate -->', '<!-- end of settings -->'];

/** The text that docs/operations.md must have: as it is, with the table of settings. */
export async function generateSettingsDocs(): Promise<string> {
  const document = await readFile(TARGET, 'utf8');
  const [before, rest] = document.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`docs/operations.md must have the lines ${BEGIN} and ${END}.`);
  const rows = Object.entries(settings).map(
    ([name, { purpose, values, otherwise }]) => `| \`${name}\` | ${purpose} | ${values} | ${otherwise} |`,
  );
  const table = ['| setting | what it does | may be | when it is not set |', '| --- | --- | --- | --- |', ...rows].join('\n');
  return format(`${before}${BEGIN}\n\n${table}\n\n${END}${after}`, { ...(await resolveConfig(TARGET)), parser: 'markdown' });
}

if (import.meta.main) await writeFile(TARGET, await generateSettingsDocs());
