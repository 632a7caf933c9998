import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { StockSummary } from '../../../schema/types.ts';
import { createSummaryQuestions, type SummaryQuestions } from '../stock-grid/summary-questions.ts';

let low: number;
let asked: number;
let shown: number[];
let questions: SummaryQuestions;

beforeEach(() => {
  vi.useFakeTimers();
  [low, asked, shown] = [0, 0, []];
  const ask = (): Promise<StockSummary> => {
    asked += 1;
    return Promise.resolve({ levels: 10, low, out: 0, oversold: 0 });
  };
  questions = createSummaryQuestions(ask, (summary) => shown.push(summary.low));
});

afterEach(() => {
  questions.end();
  vi.useRealTimers();
});

test('a burst of changes is one question', async () => {
  low = 3;
  for (let change = 0; change < 100; change += 1) questions.changed();
  await vi.advanceTimersByTimeAsync(1_000);
  expect([asked, shown]).toEqual([1, [3]]);
});

test('what the feed counts only later is asked for once more, and no further', async () => {
  questions.now();
  await vi.advanceTimersByTimeAsync(1_000);
  questions.changed();
  await vi.advanceTimersByTimeAsync(1_000);
  low = 1;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(shown.at(-1)).toBe(1);
  const before = asked;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toBe(before);
});

test('a change that comes while the question is under way is asked for again', async () => {
  let answer: (summary: StockSummary) => void = () => undefined;
  const slow = createSummaryQuestions(
    () => new Promise((resolve) => (answer = resolve)),
    (summary) => shown.push(summary.low),
  );
  slow.now();
  await vi.advanceTimersByTimeAsync(1);
  slow.changed();
  answer({ levels: 10, low: 1, out: 0, oversold: 0 });
  await vi.advanceTimersByTimeAsync(1_000);
  answer({ levels: 10, low: 2, out: 0, oversold: 0 });
  await vi.advanceTimersByTimeAsync(1);
  expect(shown).toEqual([1, 2]);
  slow.end();
});
