import { useCallback, useEffect, useRef, useState } from 'react';
import { limits } from '../../../domain/limits.ts';
import type { Reservation, ReservationFilterInput, ReservationPage } from '../../../schema/types.ts';
import { documents } from '../../client/documents.ts';
import { ask } from '../api/ask.ts';
import { useBackend, useChanges } from '../session/backend-context.ts';

/**
 * The list of reservations follows a change within about a second; many changes in that time are
 * read at once.
 */
const SETTLE_MS = 1_500;

/** What a page of reservations shows, and how more of it is read. */
export type ReservationList = ReturnType<typeof useReservations>;

/** What was read last, and for which filter. */
interface Answer {
  filter: ReservationFilterInput | undefined;
  reservations: readonly Reservation[];
  more: boolean;
  failure: unknown;
}

const NONE: Answer = { filter: undefined, reservations: [], more: false, failure: undefined };

/**
 * The reservations that the API lists for a filter, in its order: as many as somebody has asked
 * for, read again when stock changes; of no other filter. `filter` has to stay the same while it
 * need not be exchanged.
 */
export function useReservations(filter: ReservationFilterInput) {
  const { client } = useBackend();
  const [answer, setAnswer] = useState<Answer>(NONE);
  const [loading, setLoading] = useState(true);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const wanted = useRef<number>(limits.pageSize);
  /** The reads that were begun: only what the newest of them brings counts. */
  const begun = useRef(0);

  const read = useCallback(async () => {
    begun.current += 1;
    const own = begun.current;
    const isNewest = () => own === begun.current;
    setLoading(true);
    try {
      let items: Reservation[] = [];
      let token: string | null = null;
      do {
        const page: ReservationPage = await ask(client, documents.listReservations, { filter, limit: limits.pageSize, nextToken: token });
        items = [...items, ...page.items];
        token = page.nextToken ?? null;
      } while (token !== null && items.length < wanted.current);
      if (isNewest()) setAnswer({ filter, reservations: items, more: token !== null, failure: undefined });
    } catch (failure) {
      if (isNewest()) setAnswer((before) => ({ ...(before.filter === filter ? before : NONE), filter, failure }));
    } finally {
      if (isNewest()) setLoading(false);
    }
  }, [client, filter]);
  useEffect(() => {
    void read();
    return () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    };
  }, [read]);
  useChanges(
    useCallback(() => {
      timer.current ??= setTimeout(() => {
        timer.current = undefined;
        void read();
      }, SETTLE_MS);
    }, [read]),
  );
  const readMore = () => {
    wanted.current += limits.pageSize;
    void read();
  };
  const { reservations, more, failure } = answer.filter === filter ? answer : NONE;
  return { reservations, more, loading: loading || answer.filter !== filter, failure, read, readMore };
}
