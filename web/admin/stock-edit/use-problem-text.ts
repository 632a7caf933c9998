import { useCallback } from 'react';
import { useFormat, useMessages } from '../i18n/language.tsx';
import type { DraftProblem } from './draft.ts';

/** What is wrong with a draft, as a sentence. */
export function useProblemText(): (problem: DraftProblem) => string {
  const { problems } = useMessages();
  const format = useFormat();
  return useCallback(
    (problem: DraftProblem) => {
      switch (problem.problem) {
        case 'range':
          return problems.range(format.number(problem.most));
        case 'length':
          return problems.length(format.number(problem.most));
        case 'below':
          return problems.below(format.number(problem.have));
        case 'number':
        case 'whole':
        case 'noDifference':
        case 'url':
          return problems[problem.problem];
      }
    },
    [problems, format],
  );
}
