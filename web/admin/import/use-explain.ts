import { useCallback } from 'react';
import { CsvError, describeChanges, type RowOutcome, wordProblem } from '../../csv/index.ts';
import { useErrorText, useReadErrorText } from '../components/use-error-text.ts';
import { useFormat, useMessages } from '../i18n/language.tsx';

/** What is said of a row, and why a file cannot be read, in the person's language. */
export function useExplain(): { explain: (outcome: RowOutcome) => string; explainFailure: (failure: unknown) => string } {
  const { import: words } = useMessages();
  const format = useFormat();
  const errorText = useErrorText();
  const readErrorText = useReadErrorText();
  const explain = useCallback(
    ({ problem, changes = [] }: RowOutcome) => {
      if (!problem) return describeChanges(changes, words.none, format, words.column);
      return problem.code === 'API' ? errorText(problem) : wordProblem(problem, words.problems, format);
    },
    [words, format, errorText],
  );
  const explainFailure = useCallback(
    (failure: unknown) => (failure instanceof CsvError ? wordProblem(failure.problem, words.problems, format) : readErrorText(failure)),
    [words, format, readErrorText],
  );
  return { explain, explainFailure };
}
