import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { writeWhole } from '../../lib/write-whole.ts';
import type * as Instrument from './instrument.ts';

const require = createRequire(import.meta.url);

/**
 * What `instrument` makes of a bundle. With a `cacheDirectory` it is kept there from start to
 * start: the parser takes a second to load, and 70 MB for as long as the process runs. Throws as
 * `instrument` does; code that it refuses is not kept.
 */
export function instrumented(code: string, name: string, cacheDirectory?: string): string {
  if (cacheDirectory === undefined) return instrumentNow(code, name);
  const path = join(cacheDirectory, `${createHash('sha256').update(instrumentVersion()).update(code).digest('hex')}.js`);
  if (existsSync(path)) return readFileSync(path, 'utf8');
  const text = instrumentNow(code, name);
  writeWhole(path, text);
  return text;
}

function instrumentNow(code: string, name: string): string {
  const { instrument } = require('./instrument.ts') as typeof Instrument;
  return instrument(code, name);
}

let version: string | undefined;

/** What the text depends on beside the code: how it is made, and the parser. */
function instrumentVersion(): string {
  version ??= [
    ...['instrument.ts', 'syntax.ts'].map((file) => readFileSync(join(import.meta.dirname, file), 'utf8')),
    (require('typescript/package.json') as { version: string }).version,
  ].join('\0');
  return version;
}
