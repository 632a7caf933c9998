import { useCallback, useEffect, useRef, useState } from 'react';
import { useBackend, useChanges } from '../session/backend-context.ts';

/** An event as it left, as far as the page shows it. */
export interface SentEvent {
  /** EventBridge's own id; one that was sent twice has two. */
  id: string;
  /** The kind. */
  'detail-type': string;
  /** ISO 8601. */
  time: string;
  detail: {
    /** The same for every copy. */
    id?: string;
    replay?: string | null;
    data?: { productId?: string; warehouseId?: string; reservationId?: string; orderId?: string };
  };
}

/** More of them tell nobody anything. */
const SHOWN = 200;
/** Events leave within about a second of a change. */
const SETTLE_MS = 1_500;

/** What left last, newest first, read again after stock has changed. */
export function useEvents(kind: string | undefined) {
  const { eventsUrl } = useBackend();
  const [events, setEvents] = useState<readonly SentEvent[]>([]);
  const [loading, setLoading] = useState(true);
  const [failure, setFailure] = useState<unknown>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const newest = useRef(0);

  const read = useCallback(async () => {
    if (eventsUrl === undefined) return;
    // An answer that somebody no longer waits for must not replace a later one.
    newest.current += 1;
    const turn = newest.current;
    setLoading(true);
    const { events: answered, error } = await ask(eventsUrl, kind);
    if (turn !== newest.current) return;
    setLoading(false);
    setFailure(error);
    if (answered) setEvents(answered);
  }, [eventsUrl, kind]);
  useEffect(() => {
    setEvents([]);
    void read();
    return () => clearTimeout(timer.current);
  }, [read]);
  useChanges(
    useCallback(() => {
      timer.current ??= setTimeout(() => {
        timer.current = undefined;
        void read();
      }, SETTLE_MS);
    }, [read]),
  );
  return { events, loading, failure, read, isKept: eventsUrl !== undefined };
}

async function ask(eventsUrl: string, kind: string | undefined): Promise<{ events?: SentEvent[]; error?: unknown }> {
  try {
    const query = new URLSearchParams({ limit: String(SHOWN), ...(kind !== undefined && { kind }) });
    const response = await fetch(`${eventsUrl}?${query}`, { cache: 'no-store' });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return { events: (await response.json()) as SentEvent[] };
  } catch (error) {
    return { error };
  }
}
