import { useCallback, useEffect, useRef, useState } from 'react';
import type { StockSummary } from '../../../schema/types.ts';
import { documents } from '../../client/documents.ts';
import { ask } from '../api/ask.ts';
import { useBackend, useChanges } from '../session/backend-context.ts';
import { createSummaryQuestions, type SummaryQuestions } from './summary-questions.ts';

/**
 * How many levels there are, and how many of them need attention: asked again after changes.
 * Undefined until the first answer.
 */
export function useSummary(): StockSummary | undefined {
  const { client } = useBackend();
  const [summary, setSummary] = useState<StockSummary>();
  const questions = useRef<SummaryQuestions>(undefined);
  useChanges(useCallback(() => questions.current?.changed(), []));
  useEffect(() => {
    const asking = createSummaryQuestions(() => ask(client, documents.stockSummary, {}), setSummary);
    questions.current = asking;
    const end = client.api.link.onState(({ name }) => {
      if (name === 'live') asking.now();
    });
    asking.now();
    return () => {
      end();
      asking.end();
    };
  }, [client]);
  return summary;
}
