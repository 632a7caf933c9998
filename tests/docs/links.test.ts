import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

const documents = globSync(['*.md', '{docs,local,web,data,examples}/**/*.md']).filter((file) => !file.includes('node_modules'));

/** The anchors that GitHub gives a page's headings. */
function anchorsOf(file: string): Set<string> {
  const headings = readFileSync(file, 'utf8').matchAll(/^#{1,6} (.+)$/gm);
  return new Set(
    Array.from(headings, ([, heading = '']) =>
      heading
        .trim()
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

test.each(documents)('%s has no link that leads nowhere', (document) => {
  const links = readFileSync(document, 'utf8').matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)/g);
  const broken = Array.from(links).filter(([, path = '', anchor]) => {
    const target = path === '' ? document : normalize(join(dirname(document), path));
    if (!existsSync(target)) return true;
    return anchor !== undefined && target.endsWith('.md') && !anchorsOf(target).has(anchor);
  });
  expect(broken.map(([link]) => link)).toEqual([]);
});

/**
 * Paths in code, such as `domain/status.ts`, from the root, the page's folder or the tests, which
 * may leave out `.test.ts`.
 */
const PATH = /`((?:[\w.-]+\/)+[\w.-]*)`/g;
const areas = ['bench', 'domain', 'functions', 'infra', 'local', 'resolvers', 'schema', 'scripts', 'simulation', 'tests', 'web'];

test.each(documents.filter((file) => !/decisions|CHANGELOG/.test(file)))('%s names no file that is not there', (document) => {
  const paths = Array.from(readFileSync(document, 'utf8').matchAll(PATH), ([, path = '']) => path);
  const ours = paths.filter((path) => areas.includes(path.split('/')[0] ?? ''));
  const isThere = (path: string) =>
    ['', dirname(document), 'tests'].some((place) => existsSync(join(place, path)) || existsSync(join(place, `${path}.test.ts`)));
  expect(ours.filter((path) => !isThere(path))).toEqual([]);
});
