import { expect, test } from 'vitest';
import type { Reservation } from '../../schema/types.ts';
import { ConsumerCopy } from '../support/consumer-copy.ts';

type State = Pick<Reservation, 'status' | 'revision' | 'createdAt'> & { closedAt: string | null };

const made: State = { status: 'ACTIVE', revision: 1, createdAt: '2026-01-05T08:00:40.582Z', closedAt: null };
const changed: State = { ...made, revision: 2 };
const ended: State = { ...changed, status: 'EXPIRED', closedAt: '2026-01-05T08:01:00.000Z' };
const usedAgain: State = { ...made, createdAt: '2026-01-08T08:01:10.978Z' };

/** What a consumer that follows docs/events.md has after these states of one reservation. */
function lastOf(states: readonly State[]): unknown {
  const copy = new ConsumerCopy();
  for (const [place, state] of states.entries()) {
    const data = { reservationId: 'cart', lines: [], reference: null, ...state };
    copy.take({ kind: 'reservation.changed', id: `${place}`, schemaVersion: 1, replay: null, data } as never);
  }
  const { status, revision, createdAt } = copy.reservations.get('cart') ?? {};
  return { status, revision, createdAt };
}

test.each([
  ['a state that comes late', [changed, made], changed],
  ['an end that comes before the state it ends', [ended, changed], ended],
  ['an id that is used again after its record was deleted', [made, changed, ended, usedAgain], usedAgain],
  ['the end of the reservation that had the id before, late', [usedAgain, ended], usedAgain],
] as const)('a consumer that keeps the newest is right about %s', (_what, states, newest) => {
  const { status, revision, createdAt } = newest;
  expect(lastOf(states)).toEqual({ status, revision, createdAt });
});
