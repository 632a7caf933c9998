import type { LevelItem } from '../../domain/level.ts';
import type { MovementItem } from '../../domain/movement.ts';
import { SUMMARY_PARTITION } from '../../domain/movement.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import { statusOf, type Marked } from './recount.ts';
import { isOut, nameOf, type Ledger, type TableNames } from './ledger.ts';
import type { Written } from './tail.ts';
import { holds, same, Violation } from './violation.ts';

/** The causes by which what can be sold may fall below nothing: staff say what is on the shelf. */
const FORCED: readonly string[] = ['COUNTED', 'ADJUSTED', 'SETTINGS', 'CREATED'];
/** From which states a reservation may come to each; undefined: from nothing. */
const BEFORE: Readonly<Record<string, readonly (string | undefined)[]>> = {
  // An order that is undone makes what it shipped active, or committed, again.
  ACTIVE: [undefined, 'ACTIVE', 'FULFILLED'],
  // A payment that came late takes the units of one that has run out.
  COMMITTED: [undefined, 'ACTIVE', 'COMMITTED', 'EXPIRED', 'FULFILLED'],
  RELEASED: ['ACTIVE', 'COMMITTED', 'RELEASED'],
  EXPIRED: ['ACTIVE', 'EXPIRED'],
  FULFILLED: ['ACTIVE', 'COMMITTED', 'FULFILLED'],
};

/** What a step is judged with. */
export interface StepContext {
  ledger: Ledger;
  tables: TableNames;
  /** Virtual milliseconds since 1970. */
  now: number;
  /** How far clocks may be apart, milliseconds. */
  skewMs: number;
  /** How long a write may take from its making to its effect, milliseconds. */
  lateMs: number;
}

/** Checks what one step has written, after the ledger has taken all of it. Throws a violation. */
export function checkStep(written: readonly Written[], context: StepContext): void {
  const { ledger, tables } = context;
  const touched = new Set<string>();
  for (const { table, before, after, byTtl } of written) {
    if (table === tables.inventory) {
      checkLevel(before as LevelItem | undefined, after as LevelItem | undefined);
      touched.add(nameOf((after ?? before) as unknown as LevelItem));
    } else if (table === tables.reservations) {
      checkReservation(before as ReservationItem | undefined, after as ReservationItem | undefined, byTtl, context);
      for (const { lines } of [before, after].filter((each) => each !== undefined) as unknown as ReservationItem[])
        for (const line of lines) touched.add(nameOf(line));
    } else if (table === tables.movements) checkMovement(before as MovementItem | undefined, after as MovementItem | undefined, ledger);
    else
      holds('a request is written once', !before || !after || !isKept(before) || before['input'] === after['input'], () =>
        JSON.stringify([before, after]),
      );
  }
  for (const name of touched) checkHeld(name, ledger);
}

function isKept({ request_id }: Record<string, unknown>): boolean {
  return /^(ADJUSTMENT|TRANSFER|DESCRIPTION|EXPIRED_HOLD)#/.test(String(request_id));
}

/** A level's own numbers, and that one write is one change. */
function checkLevel(before: LevelItem | undefined, after: LevelItem | undefined): void {
  holds('levels are never deleted', after !== undefined, () => JSON.stringify(before));
  if (!after || isPoison(after)) return;
  const about = () => `${nameOf(after)} ${JSON.stringify({ before, after })}`;
  const { stock_count, reserved_count, available_count, committed_count = 0, safety_stock = 0 } = after;
  holds('available = stock - reserved', available_count === stock_count - reserved_count, about);
  holds(
    'sellable = available - safety',
    (after.sellable_count ?? available_count - safety_stock) === available_count - safety_stock,
    about,
  );
  holds('withheld = reserved + safety', (after.withheld_count ?? reserved_count + safety_stock) === reserved_count + safety_stock, about);
  holds('nothing is negative', Math.min(stock_count, reserved_count, committed_count) >= 0, about);
  holds('committed is among reserved', committed_count <= reserved_count, about);
  const cause = after.last_change?.cause ?? '';
  if (after.sequence === before?.sequence) {
    same('a change has a sequence', numbersOf(after), numbersOf(before), nameOf(after));
    checkMark(before, after);
    return;
  }
  holds('sequences have no gap', after.sequence === (before?.sequence ?? 0) + 1, about);
  const versions = after.version - (before?.version ?? 0);
  holds('a version is one change', versions === 0 || versions === 1, about);
  holds('staff see a change of stock', stock_count === (before?.stock_count ?? 0) || versions === 1, about);
  const oversells = available_count < Math.min(0, before?.available_count ?? 0);
  holds('nothing is sold twice', !oversells || FORCED.includes(cause), about);
  if (cause === 'REMOVED') holds('only an empty level is retired', stock_count === 0 && reserved_count === 0, about);
  if (cause === 'RESERVED' && before?.removed_at !== undefined) holds('a retired level takes no reservation', false, about);
}

/** A mark says what a level is when the mark is written, whatever it was when the feed saw it. */
function checkMark(before: Marked, after: Marked): void {
  const isLive = after.removed_at === undefined;
  if (after.status !== before.status)
    same('a mark is true when it is written', after.status, isLive ? statusOf(after) : undefined, `${nameOf(after)} ${after.sequence}`);
}

function numbersOf({ stock_count, reserved_count, committed_count = 0, safety_stock = 0, threshold_level, version }: LevelItem): number[] {
  return [stock_count, reserved_count, committed_count, safety_stock, threshold_level, version];
}

/** Reserved and committed units are those of open reservations, to the unit and at every moment. */
function checkHeld(name: string, ledger: Ledger): void {
  const level = ledger.level(name);
  const { reserved, committed } = ledger.held.get(name) ?? { reserved: 0, committed: 0 };
  if (level && isPoison(level)) return;
  same(
    'reserved = open reservations',
    [level?.reserved_count ?? 0, level?.committed_count ?? 0],
    [reserved, committed],
    `${name} reserved, committed`,
  );
}

function checkReservation(
  before: ReservationItem | undefined,
  after: ReservationItem | undefined,
  byTtl: boolean,
  { now, skewMs, lateMs }: StepContext,
): void {
  const about = () => JSON.stringify({ before, after });
  if (!after) {
    holds('reservations go by TTL', byTtl, about);
    holds('TTL takes no committed reservation', before?.status !== 'COMMITTED', about);
    holds('TTL takes nothing before its end', before?.status !== 'ACTIVE' || before.expires_at * 1000 <= now + skewMs, about);
    return;
  }
  const asked = after.ttl_seconds ?? 0;
  const lasts = after.expires_at * 1000 - Date.parse(after.created_at);
  holds('a reservation lasts as long as was asked', before !== undefined || lasts >= asked * 1000, about);
  holds('a reservation ends once', (BEFORE[after.status] ?? []).includes(before?.status), about);
  if (before && !isOut(before) && before.status === after.status) same('what has ended stays', after, before, after.reservation_id);
  if (after.status === 'EXPIRED' && before?.status === 'ACTIVE')
    holds('nothing ends before its time', after.expires_at * 1000 <= now + skewMs, about);
  if (before && isOut(before) && isOut(after))
    holds('a revision is one change', after.revision - before.revision === 0 || after.revision - before.revision === 1, about);
  const sameLines = JSON.stringify(before?.lines) === JSON.stringify(after.lines);
  if (before && !sameLines) holds('a change has a revision', after.revision === before.revision + 1 && isOut(after), about);
  if (before?.status === 'ACTIVE' && after.status === 'ACTIVE')
    holds('an end moves only later', after.expires_at >= before.expires_at, about);
  const isDue = before?.status === 'ACTIVE' && before.expires_at * 1000 <= now - skewMs - lateMs;
  holds('what is due is not extended', !isDue || after.status !== 'ACTIVE' || after.expires_at === before.expires_at, about);
  holds('what is due does not ship', !isDue || after.status !== 'FULFILLED', about);
  if (after.status === 'COMMITTED')
    holds('TTL and sweeper leave committed ones', after.reservation_expiry === undefined && after.hold_shard === undefined, about);
}

/** History is written once, and says what the level was. */
function checkMovement(before: MovementItem | undefined, after: MovementItem | undefined, ledger: Ledger): void {
  holds(
    'history stays',
    after !== undefined && (!before || before.level === SUMMARY_PARTITION || JSON.stringify(before) === JSON.stringify(after)),
    () => JSON.stringify({ before, after }),
  );
  if (!after || after.level === SUMMARY_PARTITION) return;
  const states = ledger.levels.get(nameOf(after)) ?? [];
  const index = states.findIndex(({ item }) => item.sequence === after.sequence);
  const [state, former] = [states[index]?.item, states[index - 1]?.item];
  if (!state) throw new Violation('history tells what was', JSON.stringify(after));
  same('history tells what was', movementNumbers(after), stateNumbers(state, former), `${nameOf(after)} at ${after.sequence}`);
}

function movementNumbers(movement: MovementItem): unknown[] {
  const {
    cause,
    stock_delta,
    reserved_delta,
    committed_delta = 0,
    stock_count,
    reserved_count,
    available_count,
    version,
    changed_at,
  } = movement;
  return [cause, stock_delta, reserved_delta, committed_delta, stock_count, reserved_count, available_count, version, changed_at];
}

function stateNumbers(state: LevelItem, former: LevelItem | undefined): unknown[] {
  const { stock_count, reserved_count, committed_count = 0, available_count, version, last_updated, last_change } = state;
  const deltas = [
    stock_count - (former?.stock_count ?? 0),
    reserved_count - (former?.reserved_count ?? 0),
    committed_count - (former?.committed_count ?? 0),
  ];
  return [last_change?.cause, ...deltas, stock_count, reserved_count, available_count, version, last_updated];
}

/** An item that no release wrote, to see what becomes of its record. */
function isPoison({ product_id }: Pick<LevelItem, 'product_id'>): boolean {
  return product_id.startsWith('POISON');
}
