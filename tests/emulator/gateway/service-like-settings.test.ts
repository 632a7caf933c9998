import { describe, expect, it } from 'vitest';
import { readServiceLike } from '../../../local/emulator/gateway/service-like-settings.ts';

describe('the settings of the service-like mode', () => {
  it('are the documented ones where they are left out', () => {
    expect(readServiceLike({})).toEqual({ conflicts: true, capacity: true, transactionMs: [4, 8], writeMs: [2, 4], unitsPerKey: 1_000 });
    expect(readServiceLike({ capacity: false, transactionMs: 20, writeMs: [0, 1] })).toMatchObject({
      capacity: false,
      transactionMs: [20, 20],
      writeMs: [0, 1],
    });
  });

  it.each([
    [{ conflict: true }, 'There is no setting conflict; there are conflicts, capacity, transactionMs, writeMs, unitsPerKey.'],
    [{ conflicts: 1 }, 'conflicts must be true or false.'],
    [{ transactionMs: [8, 4] }, 'transactionMs must be milliseconds from 0 to 10000: one number, or a list of the least and the most.'],
    [{ unitsPerKey: 0 }, 'unitsPerKey must be a whole number from 1 to 1000000.'],
    [[], 'The settings are a JSON object.'],
  ])('refuse %j', (settings, sentence) => {
    expect(() => readServiceLike(settings)).toThrow(sentence);
  });
});
