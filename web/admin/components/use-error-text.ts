import { useCallback } from 'react';
import type { OnhandError } from '../../client/errors.ts';
import { isEffectUnknown } from '../../client/retry.ts';
import { NotLoaded } from './part.tsx';
import { useMessages } from '../i18n/language.tsx';

/**
 * What went wrong as a sentence in the person's language; the API's own English one where there is
 * no other.
 */
export function useErrorText(): (failure: unknown) => string {
  const { errors } = useMessages();
  return useCallback(
    (failure: unknown) => {
      if (!isTyped(failure)) return failure instanceof Error ? failure.message : String(failure);
      const known: Readonly<Record<string, string>> = errors;
      const requestId = (failure.errorInfo as { requestId?: string } | null)?.requestId;
      // An attempt before may have been sent.
      const type = failure.errorType === 'OFFLINE' && isEffectUnknown(failure) ? 'NO_ANSWER' : failure.errorType;
      return [known[type] ?? failure.message, ...(requestId === undefined ? [] : [requestId])].join(' ');
    },
    [errors],
  );
}

/**
 * The same for what was only read: without an answer nothing is in doubt, as nothing was to take
 * effect.
 */
export function useReadErrorText(): (failure: unknown) => string {
  const { reads } = useMessages();
  const errorText = useErrorText();
  return useCallback(
    (failure: unknown) => {
      if (failure instanceof NotLoaded) return reads.part;
      return isTyped(failure) && (failure.errorType === 'NO_ANSWER' || failure.errorType === 'OFFLINE')
        ? reads.unreached
        : errorText(failure);
    },
    [reads, errorText],
  );
}

/** An OnhandError, or what was kept of one. */
function isTyped(failure: unknown): failure is Pick<OnhandError, 'errorType' | 'errorInfo' | 'message'> {
  return typeof failure === 'object' && failure !== null && 'errorType' in failure;
}
