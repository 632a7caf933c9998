import { useEffect, useReducer, useState } from 'react';
import type { DeadLetters } from '../../../schema/types.ts';
import { documents } from '../../client/documents.ts';
import { ask } from '../api/ask.ts';
import { useFormat } from '../i18n/language.tsx';
import { useBackend } from '../session/backend-context.ts';

/** A function lists them, and they come once in a long time: not with every change. */
const AGAIN_MS = 60_000;

/**
 * What functions gave up, the newest `limit`, and how many there are as text ("10,000+" where more
 * are not counted); read again each minute. Undefined until read.
 */
export function useDeadLetters(limit: number) {
  const { client } = useBackend();
  const format = useFormat();
  const [value, setValue] = useState<DeadLetters>();
  const [failure, setFailure] = useState<unknown>();
  const [asked, again] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    let late = false;
    ask(client, documents.deadLetters, { limit }).then(
      (read) => {
        if (late) return;
        setValue(read);
        setFailure(undefined);
      },
      (cause: unknown) => !late && setFailure(cause),
    );
    const timer = setTimeout(again, AGAIN_MS);
    return () => {
      late = true;
      clearTimeout(timer);
    };
  }, [client, limit, asked]);
  const total = value && `${format.number(value.total)}${value.isCut ? '+' : ''}`;
  return { items: value?.items, total, failure, again };
}
