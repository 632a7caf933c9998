import type { LevelItem } from '../../domain/level.ts';
import type { Availability, Fulfillment, Reservation, StockChangePage, StockKeyInput, StockLevel } from '../../schema/types.ts';
import type { History, RecordedCall } from '../history.ts';
import { effectsOf } from './effects.ts';
import { isOut, type Effect, type Ledger, type LevelState } from './ledger.ts';
import { holds, same, Violation } from './violation.ts';

/** A call that sends an id again with another input. */
export const REUSE = 'an id again, for something else';

/** What happens with an answer that a caller got. */
const ANSWERS: Readonly<Record<string, (call: RecordedCall, value: unknown, ledger: Ledger) => void>> = {
  stock: (call, value, ledger) => checkLevelRead(call, call.input as StockKeyInput, value as StockLevel | null, ledger),
  stocks: (call, value, ledger) => {
    const { keys } = call.input as { keys: StockKeyInput[] };
    keys.forEach((key, place) => checkLevelRead(call, key, (value as (StockLevel | null)[])[place] ?? null, ledger));
  },
  productStock: (call, value, ledger) => {
    for (const level of (value as { levels: StockLevel[] } | null)?.levels ?? []) checkLevelRead(call, level, level, ledger);
  },
  availability: (call, value, ledger) => checkAvailability(call, value as Availability | null, ledger),
  stockHistory: (_call, value, ledger) => checkHistoryRead(value as StockChangePage, ledger),
  reservation: (call, value, ledger) => checkReservationRead(call, value as Reservation | null, ledger),
  adjustStock: (call, value, ledger) => checkAfter(call, [value as StockLevel], ledger),
  updateStock: (call, value, ledger) => checkAfter(call, [value as StockLevel], ledger),
  transferStock: (call, value, ledger) => checkAfter(call, value as StockLevel[], ledger),
  fulfillStock: (call, value, ledger) => checkOrder(call, value as Fulfillment, ledger),
};

/**
 * Checks all that callers saw against all that was written. Throws a violation. `slackMs`: how far
 * the clocks of callers and of the ledger may be apart; `skewMs`: those of functions.
 */
export function checkCalls({ calls: recorded }: History, ledger: Ledger, { slackMs = 0, skewMs = 0 } = {}): void {
  const calls = recorded.map((call) => ({ ...call, begun: call.begun - slackMs, ended: call.ended + slackMs }));
  const byKey = Map.groupBy(calls, ({ operation, key }) => `${operation} ${key}`);
  for (const sends of byKey.values()) checkOnce(sends, ledger);
  for (const call of calls) {
    if (call.outcome?.kind === 'ok') ANSWERS[call.operation]?.(call, call.outcome.value, ledger);
    else if (call.outcome?.kind === 'refused') checkRefusal(call, call.outcome, ledger, skewMs);
  }
  for (const { operation, key, input, who, outcome } of calls) {
    if (operation !== REUSE || ledger.reservations.get(key)?.usedAgain === true) continue;
    holds('an id is used for one thing', outcome?.kind !== 'ok', () => `${who} ${JSON.stringify(input)}`);
  }
  for (const [id, { births }] of ledger.reservations) holds('an id has one life', births <= 1, () => `${id} was made ${births} times`);
  for (const [id, orders] of ledger.orders) holds('an order ships once', orders.length === 1, () => `${id} shipped ${orders.length} times`);
}

/**
 * Each success once, no refusal with an effect, what is unknown at most once, all within its time.
 */
function checkOnce(sends: readonly RecordedCall[], ledger: Ledger): void {
  const [first] = sends as [RecordedCall, ...RecordedCall[]];
  const effects = effectsOf(first.operation, first.key, ledger);
  if (!effects) return;
  const about = () =>
    `${first.operation} ${first.key}: ${effects.length} effects; ${sends.map(({ outcome }) => outcome?.kind ?? 'open').join(', ')}`;
  const kinds = sends.map(({ outcome }) => outcome?.kind ?? 'unknown');
  if (kinds.includes('ok')) holds('each success once', effects.length === 1, about);
  else if (kinds.includes('unknown')) holds('unknown at most once', effects.length <= 1, about);
  else holds('no refusal has an effect', effects.length === 0, about);
  const [effect] = effects;
  const firstAnswer = Math.min(...sends.filter(({ outcome }) => outcome?.kind === 'ok').map(({ ended }) => ended));
  if (effect) checkAsked(first, ledger);
  if (effect) holds('an effect is within its call', effect.at >= first.begun && effect.at <= firstAnswer, about);
}

interface Asked {
  expectedVersion?: number;
  allowBelowReserved?: boolean;
  ignoreSafety?: boolean;
  reservationIds?: string[];
}

/** A write keeps to what its caller asked: his version, his leave to go below what is reserved. */
function checkAsked({ operation, key, input }: RecordedCall, ledger: Ledger): void {
  const { expectedVersion, allowBelowReserved = false, ignoreSafety = false, reservationIds = [] } = input as Asked;
  const effectsOf = (...causes: string[]) => causes.flatMap((cause): readonly Effect[] => ledger.effectsOf(cause, key));
  const about = (effect: Effect) => () => `${operation} ${key} ${JSON.stringify(input)} left ${JSON.stringify(effect.item)}`;
  for (const effect of effectsOf('CREATED', 'COUNTED', 'SETTINGS', 'ADJUSTED', 'REMOVED')) {
    if (expectedVersion !== undefined && expectedVersion > 0)
      holds('a write is of the version that was seen', effect.item.version === expectedVersion + 1, about(effect));
    const isLess = effect.stock < 0 && effect.item.available_count < 0;
    holds('nobody goes below what is reserved unasked', !isLess || allowBelowReserved, about(effect));
  }
  if (operation === 'reserveStock' && !ignoreSafety)
    for (const effect of effectsOf('RESERVED'))
      holds('reservations leave the safety stock', effect.item.available_count >= (effect.item.safety_stock ?? 0), about(effect));
  if (operation === 'fulfillStock' && reservationIds.length === 0)
    for (const effect of effectsOf('FULFILLED').filter(({ item }) => item.reserved_count === 0 || item.available_count < 0))
      holds('an order takes only what is free', effect.item.available_count >= 0, about(effect));
}

/** The states that a level had while a call was under way. */
function statesDuring({ begun, ended }: RecordedCall, name: string, ledger: Ledger): LevelState[] {
  return (ledger.levels.get(name) ?? []).filter(({ from, until }) => from <= ended && until >= begun);
}

/** A single read is what the level was at one moment of the call. */
function checkLevelRead(call: RecordedCall, { productId, warehouseId }: StockKeyInput, level: StockLevel | null, ledger: Ledger): void {
  const name = `${productId}/${warehouseId}`;
  const states = statesDuring(call, name, ledger);
  const about = () => `${call.operation} of ${name} by ${call.who}: ${JSON.stringify(level)}`;
  if (!level) {
    holds('reads are true', states.length === 0 || states.some(({ item }) => item.removed_at !== undefined), about);
    return;
  }
  const match = states.find(({ item }) => item.sequence === level.sequence);
  if (!match) throw new Violation('reads are of their time', about());
  same('reads are true', numbers(level), itemNumbers(match.item), about());
}

function numbers({
  stockCount,
  reservedCount,
  committedCount,
  availableCount,
  sellableCount,
  thresholdLevel,
  version,
}: StockLevel): number[] {
  return [stockCount, reservedCount, committedCount, availableCount, sellableCount, thresholdLevel, version];
}

function itemNumbers(item: LevelItem): number[] {
  const { stock_count, reserved_count, committed_count = 0, available_count, safety_stock = 0, threshold_level, version } = item;
  return [stock_count, reserved_count, committed_count, available_count, available_count - safety_stock, threshold_level, version];
}

/** What shoppers read is true of its time too, and never negative. */
function checkAvailability(call: RecordedCall, value: Availability | null, ledger: Ledger): void {
  for (const { productId, warehouseId, availableCount, sequence } of value?.warehouses ?? []) {
    const match = statesDuring(call, `${productId}/${warehouseId}`, ledger).find(({ item }) => item.sequence === sequence);
    const about = () => `availability of ${productId}/${warehouseId} by ${call.who} at ${sequence}: ${availableCount}`;
    if (!match) throw new Violation('reads are of their time', about());
    same('reads are true', availableCount, Math.max(0, match.item.available_count - (match.item.safety_stock ?? 0)), about());
  }
}

function checkHistoryRead({ items }: StockChangePage, ledger: Ledger): void {
  for (const change of items) {
    const state = ledger.levels.get(`${change.productId}/${change.warehouseId}`)?.find(({ item }) => item.sequence === change.sequence);
    same(
      'history reads are true',
      [change.stockCount, change.reservedCount, change.version],
      state && [state.item.stock_count, state.item.reserved_count, state.item.version],
      `change ${change.sequence} of ${change.productId}`,
    );
  }
}

function checkReservationRead(call: RecordedCall, value: Reservation | null, ledger: Ledger): void {
  const states = ledger.reservations.get(call.key)?.states ?? [];
  const about = () => `${call.operation} ${call.key} by ${call.who}: ${JSON.stringify(value)}`;
  if (!value) {
    holds('reads are true', (states[0]?.at ?? Infinity) >= call.begun || ledger.reservations.get(call.key)?.deleted === true, about);
    return;
  }
  const isLate = value.status === 'ACTIVE' && Date.parse(value.expiresAt) <= call.begun;
  holds('what is due reads EXPIRED', !isLate, about);
  const during = states.filter(({ at }, place) => at <= call.ended && (states[place + 1]?.at ?? Infinity) >= call.begun);
  const isThere = during.some(
    ({ item }) =>
      item.revision === value.revision && (item.status === value.status || (item.status === 'ACTIVE' && value.status === 'EXPIRED')),
  );
  holds('reads are true', isThere, about);
}

/** A write's answer is never older than its effect. */
function checkAfter(call: RecordedCall, levels: readonly StockLevel[], ledger: Ledger): void {
  const causes = ['CREATED', 'COUNTED', 'SETTINGS', 'ADJUSTED', 'TRANSFERRED_OUT', 'TRANSFERRED_IN'];
  const effects = causes.flatMap((cause): readonly Effect[] => ledger.effectsOf(cause, call.key));
  for (const level of levels) {
    const own = effects.find((effect) => effect.level === `${level.productId}/${level.warehouseId}`);
    if (own)
      holds(
        'an answer is not older than its effect',
        level.sequence >= own.item.sequence,
        () => `${call.operation} ${call.key}: ${level.sequence} < ${own.item.sequence}`,
      );
  }
  if (call.operation !== 'transferStock') return;
  const moved = effects.reduce((sum, { stock }) => sum + stock, 0);
  holds('a transfer loses nothing', effects.length === 2 && moved === 0, () => `${call.key} moved ${JSON.stringify(effects)}`);
}

/** What an order says has shipped is what left the shelves. */
function checkOrder({ key }: RecordedCall, order: Fulfillment, ledger: Ledger): void {
  const left = new Map<string, number>();
  for (const cause of ['FULFILLED', 'REPAIRED'])
    for (const { level, stock } of ledger.effectsOf(cause, key)) left.set(level, (left.get(level) ?? 0) - stock);
  const said = new Map<string, number>();
  for (const { productId, warehouseId, quantity } of order.lines)
    said.set(`${productId}/${warehouseId}`, (said.get(`${productId}/${warehouseId}`) ?? 0) + quantity);
  const sorted = (units: ReadonlyMap<string, number>) =>
    [...units].filter(([, count]) => count !== 0).toSorted(([one], [other]) => (one < other ? -1 : 1));
  same('an order ships what it says', sorted(left), sorted(said), key);
}

interface Shortage {
  lines: { productId: string; warehouseId: string; requested: number; available: number }[];
}

/** A refusal says what was so at a moment of the call. */
function checkRefusal(call: RecordedCall, { errorType, info }: { errorType: string; info: unknown }, ledger: Ledger, skewMs: number): void {
  if (errorType === 'INTERNAL') holds('nothing is INTERNAL without a fault', false, () => JSON.stringify(call));
  if (call.operation === 'reserveStock' && errorType === 'INSUFFICIENT_STOCK') {
    const { ignoreSafety = false, lines } = call.input as { ignoreSafety?: boolean; lines: { warehouseId?: string }[] };
    if (lines.every(({ warehouseId }) => warehouseId !== undefined))
      for (const line of (info as Shortage).lines) checkShortage(call, line, ignoreSafety, ledger);
  }
  if (errorType === 'RESERVATION_EXPIRED') {
    const { reservationId } = (info as { reservation: Reservation }).reservation;
    const life = ledger.reservations.get(reservationId)?.states ?? [];
    holds(
      'nothing reads EXPIRED before its time',
      life.some(({ item }) => !isOut(item) || item.expires_at * 1000 <= call.ended + skewMs),
      () => JSON.stringify(call),
    );
  }
}

function checkShortage(call: RecordedCall, line: Shortage['lines'][number], ignoreSafety: boolean, ledger: Ledger): void {
  const { productId, warehouseId, requested, available } = line;
  const was = statesDuring(call, `${productId}/${warehouseId}`, ledger).map(({ item }) =>
    Math.max(0, item.available_count - (ignoreSafety ? 0 : (item.safety_stock ?? 0))),
  );
  holds(
    'a refusal is true',
    available < requested && was.includes(available),
    () => `${call.key} of ${call.who}: ${JSON.stringify(line)}, there were ${was.join(', ')}`,
  );
}
