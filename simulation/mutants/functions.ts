import type { Mutant } from './mutant.ts';

/** More lines than one transaction takes, so that orders take several. */
const LARGE = { largeOrders: true, transactionMs: [0, 0], writeMs: [0, 0], thinkMs: 300 } as const;

/** TTL comes before the sweeper to some of what runs out. */
const EXPIRING = { ttlDelayS: -86_400, longestHoldS: 20, thinkMs: 2_000 } as const;
/** Long enough for alerts, which come each quarter of an hour. */
const LONG = { thinkMs: 20_000, callers: 3, products: 8 } as const;

/** Rules of `functions/`. */
export const functionMutants: readonly Mutant[] = [
  {
    name: 'a write without an answer counts as not done',
    file: 'functions/lib/transactions.ts',
    find: 'throw effect.mayBeThere ? new UnknownOutcome(error) : contended(RETRY_AFTER_MS, error);',
    replace: 'throw contended(RETRY_AFTER_MS, error);',
    needs: { products: 1, thinkMs: 5, callers: 16 },
    rates: { 'database throttles': 0.6, 'database answer lost': 0.9 },
  },
  {
    name: 'what lacks units is refused although an earlier attempt may still find them',
    file: 'functions/lib/transactions.ts',
    find: 'if (effect.mayBeThere && !isForGood(result)) throw new UnknownOutcome();',
    replace: 'if (effect.mayBeThere && !isForGood(result) && deadline === 0) throw new UnknownOutcome();',
    rates: { 'database is slow': 0.5 },
  },
  {
    name: 'the feed forgets changes that it could not write',
    file: 'functions/change-feed/handler.ts',
    find: 'return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };',
    replace: 'return { batchItemFailures: [...failed].slice(0, 0).map((itemIdentifier) => ({ itemIdentifier })) };',
    rates: { 'database throttles': 0.97 },
  },
  {
    name: 'history says too little of what was reserved',
    file: 'functions/lib/movements.ts',
    find: 'reserved_delta: after.reserved_count - (before?.reserved_count ?? 0)',
    replace: 'reserved_delta: Math.min(1, after.reserved_count - (before?.reserved_count ?? 0))',
  },
  {
    name: 'the feed marks by what it saw, whatever the level is by now',
    file: 'functions/lib/derived-status.ts',
    find: "condition: allOf([wasMarked(level, 'status'), wasMarked(level, 'oversold'), asksFor(wanted)])",
    replace: "condition: allOf([wasMarked(level, 'status'), wasMarked(level, 'oversold')])",
    needs: { products: 1, thinkMs: 5, callers: 16, transactionMs: [0, 0], writeMs: [0, 0] },
  },
  {
    name: 'a status is counted into the summary twice when its record comes twice',
    file: 'functions/lib/derived-status.ts',
    find: "condition: allOf([wasMarked(level, 'status'), wasMarked(level, 'oversold'), asksFor(wanted)])",
    replace: 'condition: asksFor(wanted)',
  },
  {
    name: 'what was marked is not taken out of the summary',
    file: 'functions/lib/derived-status.ts',
    find: 'counted(marksOf(level))[name] - counted(level)[name]',
    replace: 'counted(marksOf(level))[name] - 0 * counted(level)[name]',
  },
  {
    name: 'units that TTL took are given back as often as the record comes',
    file: 'functions/release-deleted/handler.ts',
    find: 'JSON.stringify([reservation.reservation_id, reservation.created_at])',
    replace: 'JSON.stringify([reservation.reservation_id, reservation.created_at, Math.random()])',
    needs: EXPIRING,
    rates: { 'batch twice': 0.8 },
  },
  {
    name: 'nobody gives back what TTL took',
    file: 'functions/release-deleted/handler.ts',
    find: 'await giveBack(record, deadline);',
    replace: 'if (deadline === 0) await giveBack(record, deadline);',
    needs: EXPIRING,
  },
  {
    name: 'the sweeper ends what lasts another minute',
    file: 'functions/expire-reservations/handler.ts',
    find: 'const nowSeconds = Math.floor(Date.now() / 1000);',
    replace: 'const nowSeconds = Math.floor(Date.now() / 1000) + 60;',
    needs: { longestHoldS: 90, thinkMs: 2_000 },
  },
  {
    name: 'the sweeper looks at one of four shards',
    file: 'functions/expire-reservations/due-reservations.ts',
    find: 'let shards = Array.from({ length: HOLD_SHARDS },',
    replace: 'let shards = Array.from({ length: 1 },',
  },
  {
    name: 'the sweeper gives back all levels but one',
    file: 'functions/expire-reservations/close.ts',
    find: '...givenBack(reservations).map(',
    replace: '...givenBack(reservations).slice(1).map(',
  },
  {
    name: 'an alert goes out under a new id each time',
    file: 'functions/check-thresholds/publish.ts',
    find: 'buildMessage({ id, kind, part',
    replace: 'buildMessage({ id: own.claim, kind, part',
    needs: LONG,
    rates: { 'SNS answer lost': 0.5 },
  },
  {
    name: 'a fall is not told',
    file: 'functions/check-thresholds/decide.ts',
    find: "if (open.told === 'LOW_STOCK' && (status === 'OUT_OF_STOCK' || isNewFall(open, threshold)))",
    replace: "if (open.told === 'LOW_STOCK' && isNewFall(open, threshold))",
    needs: LONG,
  },
  {
    name: 'events that the bus refused are not sent again',
    file: 'functions/send-events/handler.ts',
    find: 'for (const { event: each } of unsent) failed.add(records.get(each) as DynamoDBRecord);',
    replace: 'if (unsent.length > 1_000) failed.add(records.get(unsent[0]!.event) as DynamoDBRecord);',
    rates: { 'bus refuses': 0.97 },
  },
  {
    name: 'a status is no event',
    file: 'functions/send-events/events.ts',
    find: 'return previousStatus === data.status ? [change]',
    replace: "return previousStatus !== 'LOW_STOCK' ? [change]",
  },
  {
    name: 'a large order ships before all of it is reserved',
    file: 'functions/fulfill-order/states.ts',
    find: "if (!next) return advance(holding, { state: 'UNDOING' }, store);",
    replace: "if (!next) return advance(holding, { state: 'SHIPPING' }, store);",
    needs: LARGE,
  },
  {
    name: 'an order that was left is never finished',
    file: 'functions/fulfill-order/store.ts',
    find: 'orders.filter(({ unfinished }) => unfinished === UNFINISHED)',
    replace: 'orders.filter(({ worker }) => worker === UNFINISHED)',
    needs: LARGE,
    rates: { 'function killed after a call': 0.1 },
  },
  {
    name: 'an undone order keeps what it had reserved',
    file: 'functions/fulfill-order/states.ts',
    find: 'for (const subs of byOrigin.values()) undoing = await giveBack(undoing, subs, store);',
    replace: 'for (const subs of [...byOrigin.values()].slice(1)) undoing = await giveBack(undoing, subs, store);',
    needs: LARGE,
  },
];
