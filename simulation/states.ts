import type { LevelItem } from '../domain/level.ts';
import { isSubReservation, type OrderItem } from '../domain/orders.ts';
import type { ReservationItem } from '../domain/reservation.ts';
import type { TableNames } from './checks/ledger.ts';
import type { Written } from './checks/tail.ts';

/**
 * What is seldom, and has to come about in some run for it to prove anything: seen from outside, in
 * what is written and what functions do.
 */
const OF_RESERVATIONS: Readonly<Record<string, (before: ReservationItem | undefined, after: ReservationItem | undefined) => boolean>> = {
  'a reservation expired': (before, after) => before?.status === 'ACTIVE' && after?.status === 'EXPIRED',
  'a reservation was changed': (before, after) =>
    before?.status === 'ACTIVE' && after?.status === 'ACTIVE' && after.revision > before.revision,
  'a reservation was extended': (before, after) => before !== undefined && after !== undefined && after.expires_at > before.expires_at,
  'a reservation was committed': (before, after) => before?.status === 'ACTIVE' && after?.status === 'COMMITTED',
  'a commit took back what had expired': (before, after) => before?.status === 'EXPIRED' && after?.status === 'COMMITTED',
  'a committed reservation was changed': (before, after) =>
    before?.status === 'COMMITTED' && after?.status === 'COMMITTED' && after.revision > before.revision,
  'a committed reservation was released': (before, after) => before?.status === 'COMMITTED' && after?.status === 'RELEASED',
  'a committed reservation shipped': (before, after) => before?.status === 'COMMITTED' && after?.status === 'FULFILLED',
  'a part shipped and the rest stayed': (before, after) =>
    before !== undefined && after !== undefined && after.status === before.status && after.lines.length < before.lines.length,
  'the server chose a warehouse': (before, after) => before === undefined && after?.input !== undefined,
  'TTL deleted an active reservation': (before, after) => before?.status === 'ACTIVE' && after === undefined,
  'an order made a reservation for itself': (before, after) =>
    before === undefined && after !== undefined && isSubReservation(after.reservation_id),
  'an undone order opened a reservation again': (before, after) => before?.status === 'FULFILLED' && after?.status === 'ACTIVE',
};

const OF_ORDERS: Readonly<Record<string, (before: OrderItem | undefined, after: OrderItem | undefined) => boolean>> = {
  'an order took several transactions': (before, after) => before === undefined && after?.state === 'HOLDING',
  'an order took over its reservations': (before, after) => before === undefined && after?.state === 'SHIPPING',
  'an order was undone': (before, after) => before?.state !== 'UNDOING' && after?.state === 'UNDOING',
  'an undo came to its end': (before, after) => before?.state === 'UNDOING' && after === undefined,
  'an order changed hands': (before, after) =>
    before?.worker !== undefined && after?.worker !== undefined && before.worker !== after.worker,
  'a large order shipped': (before, after) => before?.state === 'SHIPPING' && after?.state === 'SHIPPED',
  'units of a deleted reservation were given back': (before, after) =>
    before === undefined && after?.request_id.startsWith('EXPIRED_HOLD#') === true,
};

const OF_LEVELS: Readonly<Record<string, (before: LevelItem | undefined, after: LevelItem | undefined) => boolean>> = {
  'a level was retired': (before, after) => before?.removed_at === undefined && after?.removed_at !== undefined,
  'a retired level came back': (before, after) => before?.removed_at !== undefined && after?.removed_at === undefined,
  'a count was forced below what is reserved': (before, after) => (before?.available_count ?? 0) >= 0 && (after?.available_count ?? 0) < 0,
  'a level was described': (before, after) => before !== undefined && before.name !== after?.name,
  'a level sold out': (before, after) => (before?.available_count ?? 0) > 0 && after?.available_count === 0,
};

/** By what a note says. */
const OF_NOTES: Readonly<Record<string, RegExp>> = {
  'a contended write went to its function': /contended.*begins/,
  'a function was killed': /(?<!stack) is killed/,
  'a stack was killed': /stack is killed/,
  'a function ran out of time': /Task timed out/,
  'a batch was given up': /was given up/,
  'what was given up was redriven': /redrives/,
  'a caller was told to come again': /gets CONTENTION/,
  'a caller does not know what happened': /gets no certain answer/,
  'a record was poison': /is poison/,
  'a resolver of the release before handed over': /hands over as the release before/,
};

/** All of them by name. */
export const STATES: readonly string[] = [
  ...Object.keys(OF_RESERVATIONS),
  ...Object.keys(OF_ORDERS),
  ...Object.keys(OF_LEVELS),
  ...Object.keys(OF_NOTES),
];

/** How often each was reached. */
export interface States {
  note: (who: string, what: string) => void;
  take: (written: Written, tables: TableNames) => void;
  counts: () => Readonly<Record<string, number>>;
}

/** None reached yet. */
export function createStates(): States {
  const counts = Object.fromEntries(STATES.map((name) => [name, 0])) as Record<string, number>;
  const reach = (name: string) => {
    counts[name] = (counts[name] ?? 0) + 1;
  };
  const judge = <Item>(
    rules: Readonly<Record<string, (before: Item | undefined, after: Item | undefined) => boolean>>,
    { before, after }: Written,
  ) => {
    for (const [name, rule] of Object.entries(rules)) if (rule(before as Item | undefined, after as Item | undefined)) reach(name);
  };
  return {
    note: (who, what) => {
      for (const [name, pattern] of Object.entries(OF_NOTES)) if (pattern.test(`${who} ${what.slice(0, 200)}`)) reach(name);
    },
    take: (written, { inventory, reservations, requests }) => {
      if (written.table === inventory) judge(OF_LEVELS, written);
      if (written.table === reservations) judge(OF_RESERVATIONS, written);
      if (written.table === requests) judge(OF_ORDERS, written);
    },
    counts: () => counts,
  };
}
