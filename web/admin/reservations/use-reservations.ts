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

/**
 * The reservations that the API lists for a filter, in its order: as many as somebody has asked
 * for, read again when stock changes. `filter` has to stay the same while it need not be exchanged.
 */
export function useReservations(filter: ReservationFilterInput) {
  const { client } = useBackend();
  const [reservations, setReservations] = useState<readonly Reservation[]>([]);
  const [nextToken, setNextToken] = useState<string | null>(null);
  const [loading, setLoading] = useState(true);
  const [failure, setFailure] = useState<unknown>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const wanted = useRef<number>(limits.pageSize);

  const read = useCallback(async () => {
    setLoading(true);
    try {
      let items: Reservation[] = [];
      let token: string | null = null;
      do {
        const page: ReservationPage = await ask(client, documents.listReservations, { filter, limit: limits.pageSize, nextToken: token });
        items = [...items, ...page.items];
        token = page.nextToken ?? null;
      } while (token !== null && items.length < wanted.current);
      setReservations(items);
      setNextToken(token);
      setFailure(undefined);
    } catch (error) {
      setFailure(error);
    } finally {
      setLoading(false);
    }
  }, [client, filter]);
  useEffect(() => {
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
  const readMore = () => {
    wanted.current += limits.pageSize;
    void read();
  };
  return { reservations, more: nextToken !== null, loading, failure, read, readMore };
}
