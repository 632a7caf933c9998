import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '../..');

/** The scripts and the panel of the site; functions are found by their handlers. */
const SITE = ['web/badge/main.ts', 'web/client/main.ts', 'web/shop/main.ts', 'web/admin/main.tsx'];

/** Files that packages have their licence in, by the beginning of their names. */
const LICENCE_FILE = /^(licen[cs]e|notice|copying)/i;

const TITLE = `Onhand is under the MIT licence. What it ships contains the packages that are named below, each list with the licence that follows it.
Made by npm run generate.
`;
const RULE = `\n${'-'.repeat(100)}\n\n`;

/**
 * The text that third-party-notices.txt must have: the licences of all that is in the bundles which
 * a deploy ships, of functions, scripts for shops and the admin panel. Throws a sentence on a
 * package without a licence.
 */
export async function generateNotices(): Promise<string> {
  const functions = globSync('functions/*/handler.ts', { cwd: root });
  const [server, site] = await Promise.all([bundled(functions, 'node'), bundled(SITE, 'browser')]);
  const byLicence = new Map<string, string[]>();
  for (const directory of [...new Set([...server, ...site])].sort()) {
    const { name, text } = noticeOf(directory);
    byLicence.set(text, [...(byLicence.get(text) ?? []), name]);
  }
  return [TITLE, ...[...byLicence].map(([text, names]) => `${names.join('\n')}\n\n${text}\n`)].join(RULE);
}

/** Directories of the packages of which something is in the bundles of these entries. */
async function bundled(entryPoints: string[], platform: 'node' | 'browser'): Promise<string[]> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints,
    ...{ bundle: true, minify: true, format: 'esm', outdir: 'build', write: false, metafile: true, logLevel: 'silent' },
    ...{ platform, mainFields: ['module', 'main'], jsx: 'automatic', define: { 'process.env.NODE_ENV': '"production"' } },
    loader: { '.woff': 'empty', '.woff2': 'empty', '.png': 'empty', '.svg': 'empty' },
  });
  const files = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
  return files.flatMap((file) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []);
}

function noticeOf(directory: string): { name: string; text: string } {
  const path = join(root, directory);
  const { name = '', version = '', license = '' } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as Record<string, string>;
  const texts = readdirSync(path, { withFileTypes: true })
    .filter((file) => file.isFile() && LICENCE_FILE.test(file.name))
    .map((file) => readFileSync(join(path, file.name), 'utf8').replaceAll('\r\n', '\n').trim());
  if (license === '' && texts.length === 0) throw new Error(`${directory} says nowhere under which licence it is.`);
  return { name: `${name} ${version}`, text: [license, ...texts].join('\n\n').trim() };
}
