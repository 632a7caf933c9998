import { createHash } from 'node:crypto';
import { globSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const root = join(import.meta.dirname, '..');

/**
 * One hash over the names and the contents of all files of the repository that match: what is made
 * of them is the same while this is.
 */
export function hashOfFiles(patterns: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of globSync(patterns, { cwd: root }).sort()) {
    const path = join(root, file);
    if (statSync(path).isFile()) hash.update(`${file}\0`).update(readFileSync(path));
  }
  return hash.digest('hex');
}

/**
 * Writes a file as a whole: several processes build at once (tests, a running stack), and none of
 * them may meet one that is gone or half written. Where it fails, on a full disk for example, the
 * file is as it was.
 */
export function writeWhole(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  try {
    writeFileSync(draft, content);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/**
 * What was made last, in the stamp's file: from which inputs, and the bytes of each file, by its
 * path in the repository.
 */
interface Stamp {
  inputs: string;
  files: Record<string, number>;
}

/**
 * Makes files unless the last run made them from the same inputs and they are all there still, as
 * long as they were.
 * @param stamp file of the note about the last run; one that cannot be read is none
 * @param patterns all that the files are made of
 * @param make answers with the paths of the files
 */
export async function makeOnce(stamp: string, patterns: readonly string[], make: () => Promise<readonly string[]>): Promise<void> {
  if (isMade(stamp, patterns)) return;
  const inputs = hashOfFiles(patterns);
  const files = Object.fromEntries((await make()).map((path) => [relative(root, path), statSync(path).size]));
  writeWhole(stamp, JSON.stringify({ inputs, files } satisfies Stamp));
}

/** Whether `makeOnce` with these would find all that it makes. */
export function isMade(path: string, patterns: readonly string[]): boolean {
  try {
    const stamp = JSON.parse(readFileSync(path, 'utf8')) as Stamp;
    return (
      stamp.inputs === hashOfFiles(patterns) &&
      Object.entries(stamp.files).every(([file, bytes]) => statSync(join(root, file)).size === bytes)
    );
  } catch {
    return false;
  }
}
