import type { StockSummary } from '../../../schema/types.ts';

/**
 * The feed counts a moment after it published a change, and many changes in that time need one
 * question only.
 */
const SETTLE_MS = 700;
/**
 * Where the answer is the one of before, the feed may not have counted yet: so much later the
 * question is asked once more.
 */
const LATE_MS = 5_000;

type State = 'idle' | 'soon' | 'asking' | 'changed while asking' | 'late' | 'ended';

/** When to ask how many levels need attention. */
export interface SummaryQuestions {
  /** Something changed. */
  changed: () => void;
  /** What was known may be old. */
  now: () => void;
  end: () => void;
}

/**
 * Asks after changes, and hands each answer on. A question that fails is left to the next change or
 * connection.
 */
export function createSummaryQuestions(ask: () => Promise<StockSummary>, onAnswer: (summary: StockSummary) => void): SummaryQuestions {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let state: State = 'idle';
  let known = '';

  // Others set it while somebody waits, which the compiler does not see.
  const current = (): State => state;

  function plan(wait: number, next: 'soon' | 'late'): void {
    clearTimeout(timer);
    state = next;
    timer = setTimeout(() => void question(next === 'late'), wait);
  }

  async function question(isLast: boolean): Promise<void> {
    state = 'asking';
    const answer = await ask().catch(() => undefined);
    const asked = current();
    if (asked === 'ended') return;
    const text = answer === undefined ? known : JSON.stringify(answer);
    const isSame = text === known;
    known = text;
    if (answer) onAnswer(answer);
    if (asked === 'changed while asking') plan(SETTLE_MS, 'soon');
    else if (answer && isSame && !isLast) plan(LATE_MS, 'late');
    else state = 'idle';
  }

  const soon = (wait: number) => {
    if (state === 'asking') state = 'changed while asking';
    else if (state === 'idle' || state === 'late') plan(wait, 'soon');
  };
  return {
    changed: () => soon(SETTLE_MS),
    now: () => soon(0),
    end: () => {
      clearTimeout(timer);
      state = 'ended';
    },
  };
}
