import { useCallback, useEffect, useRef, useState } from 'react';
import { useChanges } from '../session/backend-context.ts';

/** What is read follows a change within about a second; many in that time are read at once. */
const SETTLE_MS = 1_500;

/**
 * What `read` answers: read when it is first shown, when `read` is another one, and after stock has
 * changed. Undefined until the first answer; a later failure leaves the value of before.
 */
export function useReading<Value>(read: () => Promise<Value>) {
  const [answer, setAnswer] = useState<{ read: () => Promise<Value>; value?: Value; failure?: unknown }>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const begun = useRef(0);
  const again = useCallback(() => {
    begun.current += 1;
    const own = begun.current;
    // Only what the newest read brings counts.
    const take = (next: { value: Value } | { failure: unknown }) => {
      if (own !== begun.current) return;
      setAnswer((before) => ({ ...(before?.read === read && 'value' in before && { value: before.value }), read, ...next }));
    };
    read().then(
      (value) => take({ value }),
      (failure: unknown) => take({ failure }),
    );
  }, [read]);
  useEffect(() => {
    again();
    return () => {
      begun.current += 1;
      clearTimeout(timer.current);
      timer.current = undefined;
    };
  }, [again]);
  useChanges(
    useCallback(() => {
      timer.current ??= setTimeout(() => {
        timer.current = undefined;
        again();
      }, SETTLE_MS);
    }, [again]),
  );
  const current = answer?.read === read ? answer : undefined;
  return { value: current?.value, failure: current?.failure, again };
}
