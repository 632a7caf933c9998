import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import ts from 'typescript';

const SETTINGS = fileURLToPath(new URL('../infra/settings.ts', import.meta.url));
const TARGET = fileURLToPath(new URL('../docs/operations.md', import.meta.url));
const [BEGIN, END] = ['<!-- settings: npm run generate -->', '<!-- end of settings -->'];

/** The text that docs/operations.md must have: as it is, with the table of settings from the comments of `Settings`. */
export async function generateSettingsDocs(): Promise<string> {
  const document = await readFile(TARGET, 'utf8');
  const [before, rest] = document.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`docs/operations.md must have the lines ${BEGIN} and ${END}.`);
  const text = `${before}${BEGIN}\n\n${settingsTable(await readFile(SETTINGS, 'utf8'))}\n\n${END}${after}`;
  return format(text, { ...(await resolveConfig(TARGET)), parser: 'markdown' });
}

/** A table of the members of the interface `Settings` in this source. Throws a sentence when one does not say its default. */
export function settingsTable(source: string): string {
  const file = ts.createSourceFile('settings.ts', source, ts.ScriptTarget.Latest, true);
  const found = file.statements.find((each) => ts.isInterfaceDeclaration(each) && each.name.text === 'Settings');
  if (found === undefined || !ts.isInterfaceDeclaration(found)) throw new Error('infra/settings.ts has no interface Settings.');
  const rows = found.members.filter(ts.isPropertySignature).map((member) => row(member.name.getText(file), commentOf(member)));
  return ['| setting | what it does | default |', '| --- | --- | --- |', ...rows].join('\n');
}

function commentOf(member: ts.PropertySignature): string {
  const comments = ts.getJSDocCommentsAndTags(member).map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? '');
  return comments.join(' ').replaceAll(/\s+/g, ' ');
}

function row(name: string, comment: string): string {
  const stated = /Default:? ((?:[^.;"]|"[^"]*")+)[.;]\s*/.exec(comment);
  if (stated?.[1] === undefined)
    throw new Error(`The comment of setting ${name} in infra/settings.ts must say its default: "Default ...".`);
  const purpose = comment
    .replace(/Default:? (?:[^.;"]|"[^"]*")+/, '')
    .replace(/(?<=\. |^)[.;]\s*/, '')
    .trim();
  return `| \`${name}\` | ${capital(purpose)} | ${stated[1].replaceAll('"', '`')} |`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

if (import.meta.main) await writeFile(TARGET, await generateSettingsDocs());
