import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hashOfFiles } from '../../infra/files.ts';

const root = join(import.meta.dirname, '../..');
let directory: string;

beforeEach(() => {
  mkdirSync(join(root, 'build'), { recursive: true });
  directory = mkdtempSync(join(root, 'build/test-files-'));
  write('one.ts', 'a');
});

afterEach(() => {
  rmSync(directory, { recursive: true });
});

const hash = () => hashOfFiles([`${relative(root, directory)}/**/*.ts`]);

const write = (name: string, content: string) => {
  writeFileSync(join(directory, name), content);
};

test.each<[string, () => void, boolean]>([
  ['nothing', () => undefined, false],
  [
    'the content of a file',
    () => {
      write('one.ts', 'b');
    },
    true,
  ],
  [
    'the name of a file',
    () => {
      renameSync(join(directory, 'one.ts'), join(directory, 'two.ts'));
    },
    true,
  ],
  [
    'a new file in a folder',
    () => {
      mkdirSync(join(directory, 'in'));
      write('in/two.ts', '');
    },
    true,
  ],
  [
    'a file that does not match',
    () => {
      write('one.md', '');
    },
    false,
  ],
])('what is made of files is made anew when this changes: %s', (_what, change, differs) => {
  const before = hash();
  change();
  expect(hash() !== before).toBe(differs);
});
