import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';

const root = join(import.meta.dirname, '../..');

/** A text as Prettier would have it in this file of the repository. */
export async function formatted(path: string, text: string): Promise<string> {
  return format(text, { ...(await resolveConfig(join(root, path))), filepath: path });
}

/**
 * A document as it is, with `content` between its lines `<!-- name: npm run generate -->` and
 * `<!-- end of name -->`. Throws a sentence when it does not have them.
 */
export async function withGenerated(path: string, name: string, content: string): Promise<string> {
  const [begin, end] = [`<!-- ${name}: npm run generate -->`, `<!-- end of ${name} -->`];
  const [before, rest] = (await readFile(join(root, path), 'utf8')).split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`${path} must have the lines ${begin} and ${end}.`);
  return formatted(path, `${before}${begin}\n\n${content}\n\n${end}${after}`);
}

/** A table of Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
