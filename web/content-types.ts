import { extname } from 'node:path';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.graphql': 'text/plain; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.ts': 'text/plain; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};

/**
 * What a response must say of a file of the site. Throws a sentence on a kind that nobody
 * thought of: it would be offered as a download.
 */
export function contentTypeOf(path: string): string {
  const type = CONTENT_TYPES[extname(path)];
  if (type === undefined) throw new Error(`${path} is of a kind that web/content-types.ts does not know. Add it there.`);
  return type;
}
