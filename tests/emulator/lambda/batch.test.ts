import { describe, expect, it } from 'vitest';
import {
  cut,
  settle,
  splitByAge,
  type Batch,
  type FailureRules,
  type InvocationOutcome,
  type StreamRecord,
} from '../../../local/emulator/lambda/batch.ts';

const RULES: FailureRules = { bisect: false, partialResponses: true, maxRetries: 2, maxAgeMs: -1 };
const BISECTING = { ...RULES, bisect: true };
const failed: InvocationOutcome = { kind: 'failed' };
const worked: InvocationOutcome = { kind: 'returned', result: null };
const naming = (...ids: unknown[]): InvocationOutcome => ({
  kind: 'returned',
  result: { batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) },
});

function record(sequenceNumber: string, arrivedAt = 0): StreamRecord {
  return { sequenceNumber, partitionKey: 'k', arrivedAt, json: '{}' };
}

function batchOf(names: string, failures = 0): Batch {
  return { records: Array.from(names, (name) => record(name)), failures, invocations: failures };
}

/** What became of a batch, records by their one-letter names. */
function outcomeOf(batch: Batch, outcome: InvocationOutcome, rules: FailureRules) {
  const { finished, next, discarded, repeated } = settle(batch, outcome, rules);
  const names = (records: readonly StreamRecord[]) => records.map(({ sequenceNumber }) => sequenceNumber).join('');
  return {
    finished: names(finished),
    next: next.map(({ records, failures }) => `${names(records)} ${failures}`),
    discarded: discarded && names(discarded.records),
    repeated,
  };
}

describe('a batch that worked', () => {
  it.each([
    ['null', null],
    ['nothing', undefined],
    ['an empty object', {}],
    ['an empty list', { batchItemFailures: [] }],
    ['a list that is null', { batchItemFailures: null }],
    ['another answer', 'fine'],
  ])('is done when the function returns %s', (_case, result) => {
    expect(outcomeOf(batchOf('abc'), { kind: 'returned', result }, RULES)).toMatchObject({ finished: 'abc', next: [] });
  });

  it('is done whatever it returns when the mapping does not ask for failed records', () => {
    expect(outcomeOf(batchOf('abc'), naming('b'), { ...RULES, partialResponses: false })).toMatchObject({ finished: 'abc' });
  });
});

describe('a batch that failed', () => {
  it('runs again as it is and counts the retry', () => {
    expect(outcomeOf(batchOf('abc'), failed, RULES)).toEqual({ finished: '', next: ['abc 1'], discarded: undefined, repeated: 1 });
  });

  it('is given up after the last retry', () => {
    expect(outcomeOf(batchOf('abc', 2), failed, RULES)).toEqual({ finished: 'abc', next: [], discarded: 'abc', repeated: 0 });
  });

  it('is given up at once without retries', () => {
    expect(outcomeOf(batchOf('a'), failed, { ...RULES, maxRetries: 0 })).toMatchObject({ discarded: 'a' });
  });

  it('never is where the retries have no limit', () => {
    expect(outcomeOf(batchOf('a', 9_999), failed, { ...RULES, maxRetries: -1 })).toMatchObject({ next: ['a 10000'] });
  });

  it.each([[''], [null], [undefined], [7], ['unknown']])('is the whole one when the function names %j as failed', (id) => {
    expect(outcomeOf(batchOf('abc'), naming('c', id), RULES)).toMatchObject({ finished: '', next: ['abc 1'] });
  });

  it('is the whole one when the list of failed records is none', () => {
    const outcome: InvocationOutcome = { kind: 'returned', result: { batchItemFailures: 'b' } };
    expect(outcomeOf(batchOf('abc'), outcome, RULES)).toMatchObject({ finished: '', next: ['abc 1'] });
  });
});

describe('bisecting', () => {
  it('halves a failed batch without counting a retry', () => {
    expect(outcomeOf(batchOf('abcde', 1), failed, BISECTING)).toEqual({
      finished: '',
      next: ['abc 1', 'de 1'],
      discarded: undefined,
      repeated: 0,
    });
  });

  it('retries a single record', () => {
    expect(outcomeOf(batchOf('a', 1), failed, BISECTING)).toMatchObject({ next: ['a 2'], repeated: 2 });
  });

  it('gives up the one bad record alone, and every other one works', () => {
    const given: string[] = [];
    const done: string[] = [];
    const queue = [batchOf('abcdefghijk')];
    for (let batch = queue.shift(); batch; batch = queue.shift()) {
      const isBad = batch.records.some(({ sequenceNumber }) => sequenceNumber === 'g');
      const { finished, next, discarded } = settle(batch, isBad ? failed : worked, BISECTING);
      given.push(...(discarded?.records ?? []).map(({ sequenceNumber }) => sequenceNumber));
      done.push(...finished.map(({ sequenceNumber }) => sequenceNumber));
      queue.unshift(...next);
    }
    expect(given).toEqual(['g']);
    expect(done.join('')).toBe('abcdefghijk');
  });
});

describe('a partial response', () => {
  it('checkpoints at the lowest of the records that it names, and runs all from there on again', () => {
    expect(outcomeOf(batchOf('abcde'), naming('d', 'c'), RULES)).toMatchObject({ finished: 'ab', next: ['cde 1'] });
  });

  it('cuts the batch there when bisecting, without counting a retry', () => {
    expect(outcomeOf(batchOf('abcde', 1), naming('c'), BISECTING)).toMatchObject({ finished: 'ab', next: ['cde 1'], repeated: 0 });
  });

  it('halves the batch when bisecting and nothing can be cut off', () => {
    expect(outcomeOf(batchOf('abcd'), naming('a'), BISECTING)).toMatchObject({ finished: '', next: ['ab 0', 'cd 0'] });
  });

  it('ends with the rest given up after the last retry, without what had worked', () => {
    expect(outcomeOf(batchOf('abc', 2), naming('b'), RULES)).toMatchObject({ finished: 'abc', discarded: 'bc' });
  });
});

describe('the age of records', () => {
  const batch: Batch = { records: [record('a', 0), record('b', 100), record('c', 200)], failures: 1, invocations: 1 };
  const split = (now: number, maxAgeMs: number) => {
    const { expired, rest } = splitByAge(batch, now, { ...RULES, maxAgeMs });
    return [expired?.records.length ?? 0, rest?.records.length ?? 0];
  };

  it.each([
    ['nothing while all are young', 200, 200, [0, 3]],
    ['the old ones off the front', 250, 100, [2, 1]],
    ['all when all are old', 1_000, 100, [3, 0]],
    ['nothing without a limit', 1_000_000, -1, [0, 3]],
  ])('takes %s', (_case, now, maxAge, expected) => {
    expect(split(now, maxAge)).toEqual(expected);
  });
});

describe('cutting', () => {
  const waiting = () => ['a', 'b', 'c'].map((name) => record(name));

  it('takes what waits up to the size of a batch and leaves the rest', () => {
    const records = waiting();
    expect(cut(records, 2, 100).records).toHaveLength(2);
    expect(records).toHaveLength(1);
  });

  it('stops at the size of an event, but takes one record always', () => {
    expect(cut(waiting(), 3, 4).records).toHaveLength(2);
    expect(cut(waiting(), 3, 1).records).toHaveLength(1);
  });
});
