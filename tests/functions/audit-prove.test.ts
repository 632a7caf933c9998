import { expect, test } from 'vitest';
import { LISTING, listKey } from '../../domain/level.ts';
import type { MovementItem } from '../../domain/movement.ts';
import type { Audit } from '../../functions/audit-stock/audit.ts';
import type { StoredLevel } from '../../functions/audit-stock/checks/level.ts';
import type { StoredReservation } from '../../functions/audit-stock/checks/reservation.ts';
import { proveLevel } from '../../functions/audit-stock/prove.ts';
import { ReservedLedger } from '../../functions/audit-stock/reserved-ledger.ts';

const key = { productId: 'lamp', warehouseId: 'LONDON' };
const begun = '2026-11-30T10:00:00.000Z';
const later = '2026-11-30T10:01:00.000Z';

test('a reservation that a late payment brought back after the audit began is found by the movement of its commit', async () => {
  const committed = { committed_delta: 3, committed_count: 3, reference: '1001', reservation: 'late' };
  const movements = [aMovement(1, {}), aMovement(2, { cause: 'COMMITTED', reserved_delta: 3, reserved_count: 3, ...committed })];
  const level = aLevel({ reserved_count: 3, committed_count: 3 });
  const proof = await proveLevel(anAudit(level, movements, [aReservation('late', 'COMMITTED')]), new ReservedLedger(begun), key);
  expect(proof).toMatchObject({ units: { reserved: 3, committed: 3 }, findings: [] });
});

test('a reservation that was committed after the audit had read it counts as what it is now', async () => {
  const ledger = new ReservedLedger(begun);
  ledger.add(aReservation('cart', 'ACTIVE'));
  const reserved = aMovement(1, { reserved_delta: 3, reserved_count: 3 });
  const committed = { committed_delta: 3, committed_count: 3, reference: '1001', reservation: 'cart' };
  const movements = [reserved, aMovement(2, { cause: 'COMMITTED', reserved_count: 3, ...committed })];
  const level = aLevel({ reserved_count: 3, committed_count: 3 });
  expect(ledger.levels.values().next().value?.units).toEqual({ reserved: 3, committed: 0 });
  const proof = await proveLevel(anAudit(level, movements, [aReservation('cart', 'COMMITTED')]), ledger, key);
  expect(proof).toMatchObject({ units: { reserved: 3, committed: 3 }, findings: [] });
});

test('a ledger that the release before has saved has active reservations only', () => {
  const ledger = new ReservedLedger(begun);
  ledger.enter(['cart', null, [['lamp', 'LONDON', 3]]]);
  ledger.enter(['paid', null, [['lamp', 'LONDON', 2]], 'COMMITTED']);
  expect(ledger.levels.values().next().value?.units).toEqual({ reserved: 5, committed: 2 });
});

/** An audit that reads these items. */
function anAudit(level: StoredLevel, movements: MovementItem[], reservations: StoredReservation[]): Audit {
  const reads = {
    get: () => Promise.resolve(level),
    query: ({ TableName }: { TableName: string }) => Promise.resolve(TableName === 'movements' ? movements : []),
    batch: (_table: string, keys: { reservation_id: string }[]) =>
      Promise.resolve(reservations.filter((each) => keys.some(({ reservation_id }) => reservation_id === each.reservation_id))),
  };
  const tables = { inventory: 'inventory', reservations: 'reservations', requests: 'requests', movements: 'movements' };
  return { reads, tables, feedMs: Number.MAX_SAFE_INTEGER, settleMs: 0, deadline: Date.now() + 30_000 } as unknown as Audit;
}

/** A level of ten units after two changes. */
function aLevel({ reserved_count = 0, committed_count = 0 }: Partial<StoredLevel>): StoredLevel {
  const available_count = 10 - reserved_count;
  return {
    ...{ product_id: 'lamp', warehouse_id: 'LONDON', stock_count: 10, reserved_count, committed_count, available_count },
    ...{ safety_stock: 0, sellable_count: available_count, withheld_count: reserved_count },
    ...{ threshold_level: 0, version: 1, sequence: 2, last_updated: later, listing: LISTING, list_key: listKey('lamp', 'LONDON') },
  };
}

function aMovement(sequence: number, more: Partial<MovementItem>): MovementItem {
  const { reserved_count = 0 } = more;
  return {
    ...{ level: 'lamp\u0001LONDON', sequence, product_id: 'lamp', warehouse_id: 'LONDON', cause: 'CREATED' },
    ...{ stock_delta: sequence === 1 ? 10 : 0, stock_count: 10, reserved_delta: 0, reserved_count, available_count: 10 - reserved_count },
    ...{ threshold_level: 0, version: 1, changed_at: later },
    ...more,
  };
}

function aReservation(reservation_id: string, status: 'ACTIVE' | 'COMMITTED'): StoredReservation {
  const lines = [{ product_id: 'lamp', warehouse_id: 'LONDON', quantity: 3 }];
  return { reservation_id, status, revision: 1, lines, created_at: begun, expires_at: 1_800_000_000 };
}
