import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { DirectoryAsset } from '../template/deployment.ts';

/** A function's code on disk. */
export interface UnpackedCode {
  directory: string;
  /** `file:` URL of the module that has the handler. */
  module: string;
  /** Name of its export. */
  handler: string;
}

/** In the order in which Lambda looks for them. */
const ENDINGS = ['.js', '.mjs', '.cjs'];

/**
 * Writes the files of a function into a directory, which is emptied before. What the code imports
 * must be among them: a function here finds no AWS SDK that it does not bring, unlike in Lambda.
 * Throws a sentence when no file fits the handler.
 */
export function unpack(asset: DirectoryAsset, directory: string, handler: string): UnpackedCode {
  const dot = handler.lastIndexOf('.');
  const file = ENDINGS.map((ending) => handler.slice(0, dot) + ending).find((name) => asset.has(name));
  if (dot < 0 || file === undefined) throw new Error(`The handler ${handler} has no module among ${[...asset.keys()].join(', ')}.`);
  rmSync(directory, { recursive: true, force: true });
  // Whether a .js file is a module must not depend on a package.json above.
  const files = new Map<string, Uint8Array>([['package.json', Buffer.from('{}')], ...asset]);
  for (const [path, content] of files) {
    mkdirSync(dirname(join(directory, path)), { recursive: true, mode: 0o700 });
    writeFileSync(join(directory, path), content, { mode: 0o600 });
  }
  return { directory, module: pathToFileURL(join(directory, file)).href, handler: handler.slice(dot + 1) };
}
