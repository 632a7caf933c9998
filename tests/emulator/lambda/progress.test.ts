import { describe, expect, it } from 'vitest';
import { createProgress } from '../../../local/emulator/lambda/progress.ts';

describe('the checkpoint of a shard', () => {
  it('stays before the first record that is not done, whatever is done behind it', () => {
    const progress = createProgress();
    progress.read(['1', '2', '3', '4']);
    progress.finish(['2', '4']);
    expect(progress.checkpoint()).toBeUndefined();
    progress.finish(['1']);
    expect(progress.checkpoint()).toBe('2');
    progress.finish(['3']);
    expect(progress.checkpoint()).toBe('4');
  });

  it('begins where the last run ended and goes on with what is read later', () => {
    const progress = createProgress('7');
    expect(progress.checkpoint()).toBe('7');
    progress.read(['8']);
    progress.finish(['8']);
    progress.read(['9', '10']);
    progress.finish(['10']);
    expect(progress.checkpoint()).toBe('8');
    expect(progress.open()).toBe(1);
  });
});
