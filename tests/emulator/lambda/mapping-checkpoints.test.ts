import { describe, expect, it } from 'vitest';
import type { Instruction } from './function-bundle.ts';
import { namesOf } from './lambda-support.ts';
import { delivered, failuresOf, startsWorlds } from './mapping-support.ts';
import { withDirectory } from '../support/sample.ts';

const start = startsWorlds();

describe('a restart', () => {
  it('goes on behind what was done, and delivers again what was under way, which counts as no attempt', () =>
    withDirectory(async (directory) => {
      const more = { directory, database: 'restarted' };
      const held = new Promise<Instruction>(() => {});
      const before = await start(
        { BatchSize: 1, MaximumRetryAttempts: 0 },
        (invocation) => (namesOf(invocation)[0] === 'a/3' ? held : {}),
        more,
      );
      for (const sort of ['1', '2', '3', '4']) await before.put('a', sort);
      await expect.poll(() => delivered(before)).toEqual(['a/1', 'a/2', 'a/3']);
      await before.stop();
      const after = await start({ BatchSize: 1 }, undefined, more);
      await after.put('a', '5');
      await expect.poll(() => delivered(after)).toEqual(['a/3', 'a/4', 'a/5']);
      expect(failuresOf(after)).toEqual([]);
    }));

  it('of a mapping from LATEST delivers what was written meanwhile, but nothing from before its first start', () =>
    withDirectory(async (directory) => {
      const more = { directory, database: 'latest' };
      const none = await start({ Enabled: false }, undefined, more);
      await none.put('a', 'before');
      await none.stop();
      const first = await start({ StartingPosition: 'LATEST' }, undefined, more);
      // As in AWS, a mapping takes a moment until it knows where the end is.
      await expect.poll(async () => first.put('a', crypto.randomUUID()).then(() => delivered(first))).not.toEqual([]);
      expect(delivered(first)).not.toContain('a/before');
      await first.put('a', 'last');
      await expect.poll(() => delivered(first).at(-1)).toBe('a/last');
      await first.stop();
      const off = await start({ Enabled: false }, undefined, more);
      await off.put('a', 'meanwhile');
      await off.stop();
      const again = await start({ StartingPosition: 'LATEST' }, undefined, more);
      await expect.poll(() => delivered(again)).toEqual(['a/meanwhile']);
    }));
});
