import { describe, expect, test } from 'vitest';
import { checksum } from '../../domain/checksum.ts';
import { marksOf } from '../../domain/derived-status.ts';
import { LISTING, listKey } from '../../domain/level.ts';
import type { MovementItem } from '../../domain/movement.ts';
import { sortKey } from '../../domain/text.ts';
import type { Audit } from '../../functions/audit-stock/audit.ts';
import { proveHistory, unknownFindings } from '../../functions/audit-stock/checks/history.ts';
import {
  addedCounts,
  isOfReleaseBefore,
  levelFindings,
  markFindings,
  reservedFindings,
  type StoredLevel,
} from '../../functions/audit-stock/checks/level.ts';
import { requestFindings, type StoredRequest } from '../../functions/audit-stock/checks/request.ts';
import { orphanFindings, reservationFindings, type StoredReservation } from '../../functions/audit-stock/checks/reservation.ts';

const time = '2026-11-30T10:00:00.000Z';
const later = 1_800_000_000;

describe('a level', () => {
  test('as the feed leaves it has nothing wrong with it', () => {
    expect(levelFindings(aLevel())).toEqual([]);
    expect(markFindings(aLevel())).toEqual([]);
    expect(reservedFindings(aLevel(), { reserved: 4, committed: 1 })).toEqual([]);
  });

  test.each<[string, string, Partial<StoredLevel>]>([
    ['available is not stock less reserved', 'AVAILABLE', { available_count: 7 }],
    ['the stock is negative', 'NEGATIVE', { stock_count: -1, available_count: -5 }],
    ['what is kept from shoppers is negative', 'NEGATIVE', { safety_stock: -1, sellable_count: 7, withheld_count: 3 }],
    ['sellable is not available less what is kept', 'SELLABLE', { sellable_count: 5 }],
    ['withheld is not what is reserved and kept', 'SELLABLE', { withheld_count: 4 }],
    ['it keeps something and does not say what can be sold', 'SELLABLE', { sellable_count: undefined as never }],
    ['a number that it may lack is none', 'MALFORMED', { committed_count: 1.5 }],
    ['it is in no list', 'INDEX', { list_key: undefined as never }],
    ['the list has it under another name', 'INDEX', { name_key: 'another' }],
    ['a retired one is still in the list', 'INDEX', { removed_at: time }],
    ['a number is missing', 'MALFORMED', { version: undefined as never }],
    ['a number is none', 'MALFORMED', { stock_count: 1.5 }],
    ['its time is none', 'MALFORMED', { last_updated: 'yesterday' }],
  ])('is drift when %s: %s', (_what, kind, wrong) => {
    expect(kindsOf(levelFindings({ ...aLevel(), ...wrong }))).toContain(kind);
  });

  test('whose numbers make no sense is compared with nothing else', () => {
    expect(kindsOf(levelFindings({ ...aLevel(), version: undefined as never, available_count: 7 }))).toEqual(['MALFORMED']);
  });

  test.each<[string, Partial<StoredLevel>]>([
    ['status', { status: 'OUT_OF_STOCK' }],
    ['attention', { attention: 'LOW' }],
    ['oversold', { oversold: 'OVERSOLD' }],
  ])('has wrong marks when its %s is not what its numbers ask for', (_mark, wrong) => {
    expect(kindsOf(markFindings({ ...aLevel(), ...wrong }))).toEqual(['MARKS']);
  });

  test('has another number reserved than open reservations have', () => {
    expect(reservedFindings(aLevel(), { reserved: 3, committed: 1 })).toEqual([{ kind: 'RESERVED', expected: '3', found: '4' }]);
  });

  test('has another number committed than paid orders have', () => {
    expect(reservedFindings(aLevel(), { reserved: 4, committed: 3 })).toEqual([{ kind: 'COMMITTED', expected: '3', found: '1' }]);
  });
});

describe('a level of the release before', () => {
  const added: (keyof StoredLevel)[] = ['committed_count', 'safety_stock', 'sellable_count', 'withheld_count'];
  const before = added.reduce(without, aLevel());

  test('has nothing wrong with it, and lacks the counts of this one', () => {
    expect(levelFindings(before)).toEqual([]);
    expect(reservedFindings(before, { reserved: 4, committed: 0 })).toEqual([]);
    expect(isOfReleaseBefore(before)).toBe(true);
    expect(addedCounts(before)).toEqual({ committed_count: 0, safety_stock: 0, sellable_count: 6, withheld_count: 4 });
  });

  test('is none any more once it has them', () => {
    expect(isOfReleaseBefore({ ...before, ...addedCounts(before) })).toBe(false);
    expect(isOfReleaseBefore(aLevel())).toBe(false);
  });

  test('is also one that it has moved while a deploy was under way, which is no drift', () => {
    const moved = { ...before, ...addedCounts(before), reserved_count: 5, available_count: 5 };
    expect(levelFindings(moved)).toEqual([]);
    expect(isOfReleaseBefore(moved)).toBe(true);
    expect(addedCounts(moved)).toMatchObject({ sellable_count: 5, withheld_count: 5 });
  });
});

describe('the history of a level', () => {
  const isOld = () => true;
  const whole = [aMovement(1, 10, 0), aMovement(2, 0, 4), { ...aMovement(3, 0, 0), committed_delta: 1, committed_count: 1 }];

  test('is whole with one movement for each sequence, each continuing the one before', () => {
    expect(proveHistory(aLevel(), whole, isOld)).toMatchObject({ findings: [], missing: [], wrong: [] });
  });

  test.each([
    ['first', 1],
    ['second', 2],
    ['newest', 3],
  ])('lacks its %s movement', (_which, sequence) => {
    const proof = proveHistory(
      aLevel(),
      whole.filter((movement) => movement.sequence !== sequence),
      isOld,
    );
    expect(proof.missing).toEqual([sequence]);
    expect(kindsOf(proof.findings)).toContain('MOVEMENT_MISSING');
  });

  test('is only late where what came after the missing one is young', () => {
    const proof = proveHistory(aLevel(), whole.slice(0, 2), () => false);
    expect(proof).toMatchObject({ findings: [], missing: [3] });
  });

  test.each<[string, Partial<MovementItem>]>([
    ['does not continue the one before', { reserved_delta: 3 }],
    ['does not add up', { available_count: 5 }],
    ['takes back what nobody committed', { committed_delta: -1 }],
  ])('has a wrong movement that %s', (_what, wrong) => {
    const proof = proveHistory(
      aLevel(),
      whole.map((movement) => (movement.sequence === 2 ? { ...movement, ...wrong } : movement)),
      isOld,
    );
    expect(proof.wrong).toEqual([2]);
    expect(kindsOf(proof.findings)).toEqual(['MOVEMENT_WRONG']);
  });

  test('says something else than the level', () => {
    const { findings } = proveHistory({ ...aLevel(), threshold_level: 3 }, whole, isOld);
    expect(findings).toEqual([{ kind: 'UNTOLD', expected: 'threshold_level 2', found: 'threshold_level 3' }]);
  });

  test.each<[string, Partial<StoredLevel>, string, string]>([
    ['committed', { committed_count: 0 }, 'committed_count 1', 'committed_count 0'],
    ['kept', { safety_stock: 3 }, 'safety_stock 2', 'safety_stock 3'],
  ])('says that another number is %s than the level', (_what, wrong, expected, found) => {
    const { findings } = proveHistory({ ...aLevel(), ...wrong }, whole, isOld);
    expect(findings).toEqual([{ kind: 'UNTOLD', expected, found }]);
  });

  test('has a movement of the future, which cannot be', () => {
    expect(kindsOf(unknownFindings(aLevel(), aMovement(4, 0, 0)))).toEqual(['MOVEMENT_UNKNOWN']);
    expect(unknownFindings(aLevel(), aMovement(3, 0, 0))).toEqual([]);
  });
});

describe('a reservation', () => {
  test.each<[string, StoredReservation]>([
    ['active', anActive()],
    ['committed', aCommitted()],
    ['closed', aClosed()],
    ['closed after it was committed', { ...aClosed(), order_id: '1001', committed_at: time }],
    ['a sub-reservation, which is in no list', aSubReservation()],
    ['a sub-reservation of paid units', { ...aSubReservation(), status: 'COMMITTED', committed_at: time }],
  ])('has nothing wrong with it: %s', (_what, reservation) => {
    expect(reservationFindings(reservation)).toEqual([]);
  });

  test.each<[string, StoredReservation]>([
    ['an active one that no list has', without(anActive(), 'hold_shard')],
    ['an active one at a wrong place of its list', { ...anActive(), hold_key: '0000000001#a' }],
    ['an active one that TTL would delete too early', { ...anActive(), reservation_expiry: later }],
    ['an active one that says when it was closed', { ...anActive(), closed_at: time }],
    ['a closed one that the list of active ones still has', { ...aClosed(), hold_shard: '1' }],
    ['a closed one that does not say when', without(aClosed(), 'closed_at')],
    ['a closed one that TTL never deletes', without(aClosed(), 'reservation_expiry')],
    ['a sub-reservation that a list has', { ...aSubReservation(), hold_shard: '1' }],
    ['an active one that says since when it is committed', { ...anActive(), committed_at: time }],
    ['an active one in the packing list', { ...anActive(), commit_shard: '1', commit_key: 'x' }],
    ['a committed one that TTL would delete', { ...aCommitted(), reservation_expiry: later }],
    ['a committed one that the sweeper finds', { ...aCommitted(), hold_shard: '1', hold_key: `${later}#cg==` }],
    ['a committed one of no order', without(aCommitted(), 'order_id')],
    ['a committed one that does not say since when', without(aCommitted(), 'committed_at')],
    ['a committed one that nothing leads back to its order', without(without(aCommitted(), 'order_id'), 'commit_key')],
    ['a sub-reservation of paid units that does not say since when', { ...aSubReservation(), status: 'COMMITTED' }],
    ['a committed one that no packing list has', without(aCommitted(), 'commit_shard')],
    ['a committed one at a wrong place of the packing list', { ...aCommitted(), commit_key: 'x' }],
    ['a committed one that says when it was closed', { ...aCommitted(), closed_at: time }],
    ['a closed one that the packing list still has', { ...aClosed(), commit_shard: '1', commit_key: 'x' }],
    ['a sub-reservation in the packing list', { ...aSubReservation(), status: 'COMMITTED', committed_at: time, commit_key: 'x' }],
    ['one of an unknown status', { ...aClosed(), status: 'LOST' as never }],
    ['one that names a level twice', { ...anActive(), lines: [aLine(1), aLine(2)] }],
    ['one that has no units', { ...anActive(), lines: [aLine(0)] }],
  ])('is drift: %s', (_what, reservation) => {
    expect(kindsOf(reservationFindings(reservation))).toEqual(['HOLD']);
  });

  test.each([
    ['of an order that is gone', aSubReservation(), undefined, ['HOLD_ORPHANED']],
    ['of an earlier attempt at an order', aSubReservation(), { saga: 'another' }, ['HOLD_ORPHANED']],
    ['of an order under way', aSubReservation(), { saga: 'saga' }, []],
    ['of paid units of an order that is gone', { ...aSubReservation(), status: 'COMMITTED' }, undefined, ['HOLD_ORPHANED']],
    ['that has ended meanwhile', { ...aSubReservation(), status: 'FULFILLED' }, undefined, []],
  ])('that a large order made and left behind is drift, but not one %s', async (_what, now, order, kinds) => {
    const reads = { atOnce: () => Promise.resolve([now, order]) };
    const audit = { reads, tables: {} } as unknown as Audit;
    expect(kindsOf(await orphanFindings(audit, aSubReservation()))).toEqual(kinds);
  });
});

describe('an item of Requests', () => {
  const call: StoredRequest = { request_id: 'TRANSFER#1', input: '[]', created_at: time, request_expiry: later };
  const open: StoredRequest = { ...call, request_id: 'ORDER#1', state: 'SHIPPING', unfinished: 'ORDER' };
  const alert = { request_id: 'ALERT#lamp\u0001LONDON', revision: 1, told: 'LOW_STOCK', since: time, unfinished: 'ALERT' };

  test.each<[string, object]>([
    ['a call', call],
    ['an order under way', open],
    ['an order that has shipped', { ...without(open, 'unfinished'), state: 'SHIPPED' }],
    ['an open alert', alert],
    ['an alert that has ended', { ...without(alert, 'unfinished'), request_expiry: later }],
  ])('has nothing wrong with it: %s', (_what, record) => {
    expect(requestFindings(record as StoredRequest)).toEqual([]);
  });

  test.each<[string, string, object]>([
    ['a call without its input', 'REQUEST', without(call, 'input')],
    ['a call that TTL never deletes', 'REQUEST', without(call, 'request_expiry')],
    ['an order under way that the schedule does not find', 'REQUEST', without(open, 'unfinished')],
    ['an order that has shipped and that the schedule finds', 'REQUEST', { ...open, state: 'SHIPPED' }],
    ['an alert without its status', 'ALERT', without(alert, 'told')],
    ['an open alert that TTL would delete', 'ALERT', { ...alert, request_expiry: later }],
    ['an alert that is neither open nor ended', 'ALERT', without(alert, 'unfinished')],
  ])('is drift: %s', (_what, kind, record) => {
    expect(kindsOf(requestFindings(record as StoredRequest))).toEqual([kind]);
  });
});

function kindsOf(findings: readonly { kind: string }[]): string[] {
  return findings.map(({ kind }) => kind);
}

function without<Item extends object>(item: Item, name: keyof Item): Item {
  return Object.fromEntries(Object.entries(item).filter(([each]) => each !== name)) as Item;
}

/**
 * A level of ten units of which four are reserved, one of these is committed and two are kept,
 * after three changes.
 */
function aLevel(): StoredLevel {
  const level = {
    ...{ product_id: 'lamp', warehouse_id: 'LONDON', name: 'Lamp', stock_count: 10, reserved_count: 4, available_count: 6 },
    ...{ committed_count: 1, safety_stock: 2, sellable_count: 4, withheld_count: 6 },
    ...{ threshold_level: 2, version: 1, sequence: 3, last_updated: time },
    ...{ listing: LISTING, list_key: listKey('lamp', 'LONDON'), name_key: sortKey('Lamp', 'lamp', 'LONDON') },
  };
  return { ...level, ...marksOf(level) };
}

/**
 * The movement with that sequence in the history of that level: what it adds, and what is there
 * then.
 */
function aMovement(sequence: number, stock_delta: number, reserved_delta: number): MovementItem {
  const reserved_count = sequence === 1 ? 0 : 4;
  return {
    ...{ level: 'lamp\u0001LONDON', sequence, product_id: 'lamp', warehouse_id: 'LONDON', cause: 'COUNTED', stock_delta, reserved_delta },
    ...{
      stock_count: 10,
      reserved_count,
      available_count: 10 - reserved_count,
      safety_stock: 2,
      threshold_level: 2,
      version: 1,
      changed_at: time,
    },
  };
}

function anActive(): StoredReservation {
  return {
    ...{ reservation_id: 'r', status: 'ACTIVE', revision: 1, lines: [aLine(1)], created_at: time, expires_at: later },
    ...{ hold_shard: '1', hold_key: `${later}#cg==`, reservation_expiry: later + 86_400 },
  };
}

function aCommitted(): StoredReservation {
  const active = without(without(without(anActive(), 'hold_shard'), 'hold_key'), 'reservation_expiry');
  const [order, id] = ['1001', 'r'].map((text) => Buffer.from(text).toString('base64')) as [string, string];
  const commit = { order_id: '1001', committed_at: time, commit_shard: '2' };
  return { ...active, status: 'COMMITTED', ...commit, commit_key: `${Date.parse(time)}#${checksum(order)}#${id}` };
}

function aClosed(): StoredReservation {
  const closed = without(without(anActive(), 'hold_shard'), 'hold_key');
  return { ...closed, status: 'RELEASED', closed_at: time };
}

function aSubReservation(): StoredReservation {
  const active = without(without(without(anActive(), 'hold_shard'), 'hold_key'), 'reservation_expiry');
  return { ...active, reservation_id: 'order\u0001saga\u00010' };
}

function aLine(quantity: number) {
  return { product_id: 'lamp', warehouse_id: 'LONDON', quantity };
}
