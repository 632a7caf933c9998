import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StackDescription } from '../../infra/stack-outputs.ts';
import { startTimeOf } from '../../local/emulator/lib/processes.ts';
import { openState } from '../../local/state.ts';
import { withDirectory } from '../emulator/support/sample.ts';

const KEEP = { memory: false, fresh: false };
const description = { apiKey: 'da2-x' } as StackDescription;

describe('the lock on a directory', () => {
  it('keeps a second stack out and says what to do', () =>
    withDirectory(async (directory) => {
      await openState(directory, KEEP);
      await expect(openState(directory, KEEP)).rejects.toThrow(
        `A stack already runs with ${directory} (process ${process.pid}). Stop it first, or give this one another directory with --dir.`,
      );
    }));

  it('ends when the stack gives the directory back', () =>
    withDirectory(async (directory) => {
      (await openState(directory, KEEP)).release();
      await expect(openState(directory, KEEP)).resolves.toBeDefined();
    }));

  it('is stale when its process is gone', () =>
    withDirectory(async (directory) => {
      const gone = spawn('true');
      await once(gone, 'exit');
      writeFileSync(join(directory, 'stack.pid'), `${gone.pid} 1\n`);
      await expect(openState(directory, KEEP)).resolves.toBeDefined();
    }));

  it('is stale when another process has the id now', () =>
    withDirectory(async (directory) => {
      writeFileSync(join(directory, 'stack.pid'), `${process.ppid} ${Number(startTimeOf(process.ppid)) + 1}\n`);
      await expect(openState(directory, KEEP)).resolves.toBeDefined();
    }));

  it('is stale when it is half written', () =>
    withDirectory(async (directory) => {
      writeFileSync(join(directory, 'stack.pid'), '');
      await expect(openState(directory, KEEP)).resolves.toBeDefined();
    }));

  it.each([
    ['keeps nothing', 'keeps its data', { memory: true, fresh: false }, KEEP],
    ['keeps its data', 'keeps nothing', KEEP, { memory: true, fresh: false }],
    ['keeps nothing', 'keeps nothing', { memory: true, fresh: true }, { memory: true, fresh: false }],
  ])('keeps one that %s away from the stack.json of one that %s', (_second, _first, second, first) =>
    withDirectory(async (directory) => {
      (await openState(directory, first)).publish(description);
      await expect(openState(directory, second)).rejects.toThrow('A stack already runs');
      expect(existsSync(join(directory, 'stack.json'))).toBe(true);
    }),
  );
});

describe('secrets', () => {
  it('are the same after a restart', () =>
    withDirectory(async (directory) => {
      const first = await openState(directory, KEEP);
      const key = first.keyFor('arn:x');
      first.save();
      first.release();
      const second = await openState(directory, KEEP);
      expect(second.secrets).toEqual(first.secrets);
      expect(second.keyFor('arn:x')).toEqual(key);
    }));

  it('can be read by their owner only', () =>
    withDirectory(async (directory) => {
      (await openState(directory, KEEP)).save();
      expect(statSync(join(directory, 'secrets.json')).mode & 0o777).toBe(0o600);
    }));

  it('name another database after a fresh start, under the same API key', () =>
    withDirectory(async (directory) => {
      const first = await openState(directory, KEEP);
      first.save();
      first.release();
      const { secrets } = await openState(directory, { memory: false, fresh: true });
      expect(secrets.databaseKey).not.toBe(first.secrets.databaseKey);
      expect(secrets.apiKey).toBe(first.secrets.apiKey);
    }));

  it('are not written by a stack that keeps nothing', () =>
    withDirectory(async (directory) => {
      (await openState(directory, { memory: true, fresh: false })).save();
      expect(existsSync(join(directory, 'secrets.json'))).toBe(false);
    }));

  it('are refused with advice when their file is damaged', () =>
    withDirectory(async (directory) => {
      writeFileSync(join(directory, 'secrets.json'), '{');
      await expect(openState(directory, KEEP)).rejects.toThrow('is damaged. Delete it and run with --fresh.');
    }));
});

describe('stored data', () => {
  it('goes with a fresh start', () =>
    withDirectory(async (directory) => {
      const first = await openState(directory, KEEP);
      first.noteCatalogue();
      first.release();
      expect((await openState(directory, { memory: false, fresh: true })).catalogueLoaded()).toBe(false);
    }));

  it('survives a fresh start of a stack that keeps nothing', () =>
    withDirectory(async (directory) => {
      const first = await openState(directory, KEEP);
      first.noteCatalogue();
      first.release();
      (await openState(directory, { memory: true, fresh: true })).release();
      expect((await openState(directory, KEEP)).catalogueLoaded()).toBe(true);
    }));
});

describe('stack.json', () => {
  it('can be read by its owner only, and goes at the end', () =>
    withDirectory(async (directory) => {
      const path = join(directory, 'stack.json');
      const remove = (await openState(directory, KEEP)).publish(description);
      expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(description);
      expect(statSync(path).mode & 0o777).toBe(0o600);
      remove();
      expect(existsSync(path)).toBe(false);
    }));

  it.each([true, false])('of a killed stack goes at the next start (memory: %s)', (memory) =>
    withDirectory(async (directory) => {
      writeFileSync(join(directory, 'stack.json'), '{}');
      await openState(directory, { memory, fresh: false });
      expect(existsSync(join(directory, 'stack.json'))).toBe(false);
    }),
  );

  it('stays when another stack has replaced it', () =>
    withDirectory(async (directory) => {
      const memory = { memory: true, fresh: false };
      const first = await openState(directory, memory);
      const removeFirst = first.publish(description);
      first.release();
      (await openState(directory, memory)).publish({ ...description, apiKey: 'da2-y' });
      removeFirst();
      expect(JSON.parse(readFileSync(join(directory, 'stack.json'), 'utf8'))).toMatchObject({ apiKey: 'da2-y' });
    }));
});
