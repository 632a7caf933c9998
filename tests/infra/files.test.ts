import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hashOfFiles, makeOnce } from '../../tools/files.ts';

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

describe('what is kept from one build to the next', () => {
  const made = () => join(directory, 'made.txt');
  const stamp = () => join(directory, 'stamp.json');
  const build = async () => {
    let builds = 0;
    await makeOnce(stamp(), [`${relative(root, directory)}/**/*.ts`], async () => {
      builds += 1;
      writeFileSync(made(), 'made');
      return [made()];
    });
    return builds;
  };

  test('is made once while nothing changes', async () => {
    expect(await build()).toBe(1);
    expect(await build()).toBe(0);
  });

  test.each<[string, () => void]>([
    ['an input changed', () => write('one.ts', 'b')],
    ['a file of it is gone', () => rmSync(made())],
    ['a file of it is cut short', () => writeFileSync(made(), 'ma')],
    ['its note is damaged', () => writeFileSync(stamp(), '{')],
  ])('is made anew when %s', async (_why, change) => {
    await build();
    change();
    expect(await build()).toBe(1);
    expect(readFileSync(made(), 'utf8')).toBe('made');
  });
});
