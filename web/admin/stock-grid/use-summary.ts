import { useCallback, useEffect, useRef, useState } from 'react';
import type { StockSummary } from '../../../schema/types.ts';
import { documents } from '../../client/documents.ts';
import { ask } from '../api/ask.ts';
import { useBackend, useChanges } from '../session/backend-context.ts';

/** The feed counts a moment after it told of a change, and many changes in that time need one question only. */
const SETTLE_MS = 700;

/** How many levels there are, and how many of them need attention: asked again after changes. Undefined until the first answer. */
export function useSummary(): StockSummary | undefined {
  const { client } = useBackend();
  const [summary, setSummary] = useState<StockSummary>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const askSoon = useCallback(
    (wait: number) => {
      timer.current ??= setTimeout(() => {
        // The next change or the next connection asks again.
        ask(client, documents.stockSummary, {})
          .then(setSummary)
          .catch(() => undefined)
          .finally(() => (timer.current = undefined));
      }, wait);
    },
    [client],
  );
  useChanges(useCallback(() => askSoon(SETTLE_MS), [askSoon]));
  useEffect(() => {
    const { link } = client.api;
    const end = link.onState(({ name }) => name === 'live' && askSoon(0));
    askSoon(0);
    return () => {
      end();
      clearTimeout(timer.current);
      timer.current = undefined;
    };
  }, [client, askSoon]);
  return summary;
}
