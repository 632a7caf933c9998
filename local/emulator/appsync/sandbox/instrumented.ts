import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { hashOfFiles, writeWhole } from '../../../../infra/files.ts';
import type * as Instrument from './instrument.ts';

/** What the text depends on beside the code: how it is made, and the parser. */
const INPUTS = ['local/emulator/appsync/sandbox/{instrument,syntax}.ts', 'package-lock.json'];
const KEPT = join(import.meta.dirname, '../../../../build/instrumented');

const require = createRequire(import.meta.url);
let inputs: string | undefined;

/**
 * What `instrument` makes of a bundle, kept in `build/` from start to start: the parser that it
 * needs takes a second to load, and 70 MB for as long as the stack runs. Throws as `instrument`
 * does; such code is not kept.
 */
export function instrumented(code: string, name: string): string {
  inputs ??= hashOfFiles(INPUTS);
  const path = join(KEPT, `${createHash('sha256').update(inputs).update(code).digest('hex')}.js`);
  if (existsSync(path)) return readFileSync(path, 'utf8');
  const { instrument } = require('./instrument.ts') as typeof Instrument;
  const text = instrument(code, name);
  writeWhole(path, text);
  return text;
}
