import { setTimeout as pause } from 'node:timers/promises';
import { UNFINISHED_INDEX } from '../../domain/indexes.ts';
import { levelKey } from '../../domain/lines.ts';
import type { MovementItem } from '../../domain/movement.ts';
import { movementsOf } from '../../domain/movement.ts';
import { subReservationId, UNFINISHED } from '../../domain/orders.ts';
import type { OrderItem } from '../../domain/orders.ts';
import { isOpen } from '../../domain/reservation.ts';
import type { StockKeyInput } from '../../schema/types.ts';
import type { Audit, Finding } from './audit.ts';
import { proveHistory, unknownFindings } from './checks/history.ts';
import type { HistoryProof } from './checks/history.ts';
import { hasLines } from './checks/reservation.ts';
import type { StoredReservation } from './checks/reservation.ts';
import { reservedFindings, levelFindings, markFindings } from './checks/level.ts';
import type { StoredLevel } from './checks/level.ts';
import type { ReservedLedger } from './reserved-ledger.ts';
import { addUnits, sameUnits } from './units.ts';
import type { Units } from './units.ts';

/** What was proved of a level. */
export interface Proof {
  level: StoredLevel | undefined;
  movements: MovementItem[];
  history: HistoryProof | undefined;
  /**
   * Units of open reservations when the level was as it is here; undefined when it never stood
   * still.
   */
  units: Units | undefined;
  findings: Finding[];
}

/** How often a level is looked at until it stands still: at first, and when it must be decided. */
export const FEW_LOOKS = 3;
export const MANY_LOOKS = 6;
const LONGEST_PAUSE_MS = 500;
/**
 * How much earlier than it was written a change may say that it was, milliseconds: clocks differ,
 * and writes are tried again.
 */
const CLOCKS_MS = 300_000;

/**
 * Proves one level. A level's reservations change only together with its `sequence`, so what is
 * read of them between two reads of the level that show the same sequence is as it was at one
 * moment. Which to read: those in the ledger, which were open when the audit began, and those
 * that the movements since then name; a large order that takes over the units of a reservation
 * touches no level, so the reservations of open orders are read as well.
 */
export async function proveLevel(audit: Audit, ledger: ReservedLedger, key: StockKeyInput, looks = MANY_LOOKS): Promise<Proof> {
  for (let look = 1; ; look += 1) {
    const proof = await lookAt(audit, ledger, key, look > 1);
    if (proof.units !== undefined || look >= looks || Date.now() >= audit.deadline) return proof;
    await pause(Math.random() * LONGEST_PAUSE_MS);
  }
}

/** The movements of a level, oldest first. */
export async function historyOf(
  { reads, tables }: Audit,
  { productId, warehouseId }: StockKeyInput,
  consistent: boolean,
): Promise<MovementItem[]> {
  const items = await reads.query({
    TableName: tables.movements,
    KeyConditionExpression: '#level = :level',
    ExpressionAttributeNames: { '#level': 'level' },
    ExpressionAttributeValues: { ':level': movementsOf(productId, warehouseId) },
    ConsistentRead: consistent,
  });
  return items as unknown as MovementItem[];
}

/** Whether what follows a change at that time, ISO 8601, must be there by now. */
export function isOld({ feedMs }: Audit, time: string): boolean {
  return Date.now() - Date.parse(time) > feedMs;
}

async function lookAt(audit: Audit, ledger: ReservedLedger, key: StockKeyInput, thorough: boolean): Promise<Proof> {
  const movements = await historyOf(audit, key, true);
  const before = await readLevel(audit, key);
  const recent = before ? recentOnes(before, movements, ledger.since) : { ids: [], whole: true };
  const ids = [...(ledger.levels.get(levelKey(key.productId, key.warehouseId))?.ids ?? []), ...recent.ids];
  const reservations = await readReservations(audit, thorough ? [...ids, ...(await idsOfOpenOrders(audit))] : ids);
  const after = await readLevel(audit, key);
  const sum = unitsOf(reservations, key);
  if (!before || !after) return proofOfNothing(movements, before === after ? sum : undefined);
  const history = proveHistory(after, movements, (time) => isOld(audit, time));
  const own = levelFindings(after);
  const isMalformed = own.some(({ kind }) => kind === 'MALFORMED');
  const others = [
    ...(isOld(audit, after.last_updated) ? markFindings(after) : []),
    ...history.findings,
    ...unknownFindings(after, history.newest),
  ];
  // What is compared with no number says nothing.
  const findings = isMalformed ? own : [...own, ...others];
  const still = before.sequence === after.sequence && sameUnits(statedUnits(before), statedUnits(after));
  // An equal sum needs no further proof; another one says something only if no reservation was
  // overlooked, as often as it takes for the index of open orders.
  const decided = still && (sameUnits(sum, statedUnits(after)) || (recent.whole && thorough));
  const units = decided ? sum : undefined;
  return {
    level: after,
    movements,
    history,
    units,
    findings: units === undefined || isMalformed ? findings : [...reservedFindings(after, units), ...findings],
  };
}

function proofOfNothing(movements: MovementItem[], units: Units | undefined): Proof {
  const findings: Finding[] = units?.reserved
    ? [{ kind: 'LEVEL_MISSING', expected: `a level with ${units.reserved} units reserved`, found: 'none' }]
    : [];
  return { level: undefined, movements, history: undefined, units, findings };
}

async function readLevel({ reads, tables }: Audit, { productId, warehouseId }: StockKeyInput): Promise<StoredLevel | undefined> {
  return (await reads.get(tables.inventory, { product_id: productId, warehouse_id: warehouseId })) as StoredLevel | undefined;
}

/**
 * Reservations that the movements name that came after the ledger was begun, and whether none of
 * these movements is missing yet.
 */
function recentOnes(level: StoredLevel, movements: readonly MovementItem[], since: string): { ids: string[]; whole: boolean } {
  const begun = Date.parse(since) - CLOCKS_MS;
  const known = movements.filter(({ sequence }) => sequence <= level.sequence);
  const start = known.findIndex(({ changed_at }) => Date.parse(changed_at) >= begun);
  const recent = start < 0 ? [] : known.slice(start);
  // A commit names the order, and its reservation beside it: one that was closed takes units anew.
  const ids = recent.flatMap(({ reference, reservation }) => reservation ?? reference ?? []);
  const untouched = !(Date.parse(level.last_updated) >= begun);
  const first = recent[0]?.sequence ?? level.sequence;
  const whole = untouched || (recent.at(-1)?.sequence === level.sequence && recent.length === level.sequence - first + 1);
  return { ids, whole };
}

/** References may be anybody's text; only what can be a key is read. */
async function readReservations({ reads, tables }: Audit, ids: readonly string[]): Promise<StoredReservation[]> {
  const keys = [...new Set(ids)].filter((id) => id !== '').map((id) => ({ reservation_id: id }));
  return (await reads.batch(tables.reservations, keys)) as unknown as StoredReservation[];
}

/**
 * Ids of the reservations that open orders have, and of those that these may give their units back
 * to.
 */
async function idsOfOpenOrders({ reads, tables }: Audit): Promise<string[]> {
  const keys = await reads.query({
    TableName: tables.requests,
    IndexName: UNFINISHED_INDEX.name,
    KeyConditionExpression: '#unfinished = :order',
    ExpressionAttributeNames: { '#unfinished': UNFINISHED_INDEX.partition },
    ExpressionAttributeValues: { ':order': UNFINISHED },
  });
  const records = await reads.batch(
    tables.requests,
    keys.map(({ request_id }) => ({ request_id })),
  );
  return (records as unknown as Partial<OrderItem>[]).flatMap(({ order_id = '', saga = '', parts = 0, reservation_ids = [] }) => [
    ...Array.from({ length: parts }, (_, place) => subReservationId({ order_id, saga }, place)),
    ...reservation_ids,
  ]);
}

function unitsOf(reservations: readonly StoredReservation[], { productId, warehouseId }: StockKeyInput): Units {
  const units = { reserved: 0, committed: 0 };
  for (const reservation of reservations.filter((each) => isOpen(each) && hasLines(each))) {
    const own = reservation.lines.filter((line) => line.product_id === productId && line.warehouse_id === warehouseId);
    for (const line of own) addUnits(units, reservation, line);
  }
  return units;
}

/** What a level says itself. */
function statedUnits({ reserved_count, committed_count = 0 }: StoredLevel): Units {
  return { reserved: reserved_count, committed: committed_count };
}
