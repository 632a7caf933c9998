import { alertKey } from '../../domain/alerts.ts';
import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { DriftKind } from '../../functions/audit-stock/audit.ts';
import type { StockKeyInput } from '../../schema/types.ts';
import type { Callers } from './client.ts';
import { expectFeedCaughtUp } from './expect-feed.ts';
import { aReservation, keyOf, line, newId } from './fixtures.ts';
import { importedLevel } from './import.ts';
import { adjustStock, commitReservation, releaseStock, stock, updateStock } from './operations.ts';
import { accepted } from './outcome.ts';
import type { StackDescription } from './stack.ts';
import { operator } from './tables.ts';
import { dropMovements, movementKey, setLevel, setMovement, setReservation } from './tampering.ts';

/** What a planted drift is about. */
export interface DriftedData {
  productId?: string;
  id?: string;
}

/** A drift as no caller can make it. */
export interface DriftFixture {
  name: string;
  kinds: DriftKind[];
  plant: (stack: StackDescription, callers: Callers) => Promise<DriftedData>;
}

const hourAgo = 3_600_000;

/**
 * A level of 10 units, of which one reservation has 3, whose newest change is so old that all that
 * follows it must be there, and three movements.
 */
async function anOldLevel(stack: StackDescription, callers: Callers): Promise<OldLevel> {
  const key = { productId: newId('product'), warehouseId: 'LONDON' };
  await operator(stack).send(new PutCommand({ TableName: stack.tables.inventory, Item: importedLevel(key, 12) }));
  await accepted(adjustStock(callers.admin, { adjustmentId: newId('adjustment'), ...key, delta: -2, reason: 'LOST' }));
  const { reservationId } = await aReservation([line(key, 3)], { ttlSeconds: 3_600 }, callers);
  await expectFeedCaughtUp([key], { stack });
  await age(stack, key, [1, 2, 3]);
  return { ...key, reservation: reservationId };
}

/** The same, paid for, of which 2 are kept from shoppers: with five movements. */
async function anOldPaidLevel(stack: StackDescription, callers: Callers): Promise<OldLevel> {
  const level = await anOldLevel(stack, callers);
  const { version } = await accepted(stock(callers.admin, keyOf(level)));
  await accepted(updateStock(callers.admin, { ...keyOf(level), expectedVersion: version, safetyStock: 2, thresholdLevel: 1 }));
  await accepted(commitReservation(callers.checkout, { reservationId: level.reservation, orderId: newId('order') }));
  await expectFeedCaughtUp([level], { stack });
  await age(stack, level, [4, 5]);
  return level;
}

/** Makes the newest change of a level, and these movements, an hour old. */
async function age(stack: StackDescription, level: StockKeyInput, sequences: number[]): Promise<void> {
  const past = new Date(Date.now() - hourAgo).toISOString();
  await setLevel(stack, level, { last_updated: past });
  for (const sequence of sequences) await setMovement(stack, level, sequence, { changed_at: past });
}

type OldLevel = StockKeyInput & { reservation: string };
type MakeLevel = typeof anOldLevel;

function onLevel(name: string, kinds: DriftKind[], values: Record<string, unknown>, makeLevel: MakeLevel = anOldLevel): DriftFixture {
  return {
    name,
    kinds,
    plant: async (stack, callers) => {
      const level = await makeLevel(stack, callers);
      await setLevel(stack, level, values);
      return keyOf(level);
    },
  };
}

function onMovement(
  name: string,
  kinds: DriftKind[],
  act: (stack: StackDescription, level: StockKeyInput) => Promise<void>,
  makeLevel: MakeLevel = anOldLevel,
): DriftFixture {
  return {
    name,
    kinds,
    plant: async (stack, callers) => {
      const level = await makeLevel(stack, callers);
      await act(stack, level);
      return keyOf(level);
    },
  };
}

function onHold(name: string, values: Record<string, unknown>, makeLevel: MakeLevel = anOldLevel): DriftFixture {
  return {
    name,
    kinds: ['HOLD'],
    plant: async (stack, callers) => {
      const { reservation } = await makeLevel(stack, callers);
      await setReservation(stack, reservation, values);
      return { id: reservation };
    },
  };
}

export const driftFixtures: DriftFixture[] = [
  onLevel('free units that are not stock less reserved', ['AVAILABLE', 'UNTOLD'], { available_count: 9 }),
  onLevel('a count that was written over', ['AVAILABLE', 'UNTOLD'], { stock_count: 8 }),
  onLevel('a whole level that was written over', ['UNTOLD'], { stock_count: 9, available_count: 6 }),
  onLevel('more reserved than holds have', ['RESERVED', 'UNTOLD'], { reserved_count: 4, available_count: 6 }),
  onLevel('less reserved than holds have', ['RESERVED', 'UNTOLD'], { reserved_count: 1, available_count: 9 }),
  onLevel('reserved below nothing', ['RESERVED', 'UNTOLD'], { reserved_count: -2, available_count: 12 }),
  onLevel('stock below nothing', ['NEGATIVE', 'UNTOLD', 'MARKS'], { stock_count: -4, available_count: -7 }),
  onLevel('a threshold that no movement has', ['UNTOLD'], { threshold_level: 6 }),
  onLevel('a count that is not whole', ['MALFORMED'], { stock_count: 9.5, available_count: 6.5 }),
  onLevel('no number of what is reserved', ['MALFORMED'], { reserved_count: null }),
  onLevel('a text for a number', ['MALFORMED'], { available_count: '7', threshold_level: 'five' }),
  onLevel('neither version nor threshold', ['MALFORMED'], { version: null, threshold_level: null }),
  onLevel('no time of its last change', ['MALFORMED'], { last_updated: null }),
  onLevel('a wrong place in the lists', ['INDEX'], { list_key: 'elsewhere' }),
  onLevel('no place in the lists of names', ['INDEX'], { name_key: null }),
  onLevel('a stored status that is wrong', ['MARKS'], { status: 'OUT_OF_STOCK', attention: 'OUT' }),
  onLevel('no stored status', ['MARKS'], { status: null }),
  onLevel('more committed than paid orders have', ['COMMITTED', 'UNTOLD'], { committed_count: 4 }, anOldPaidLevel),
  onLevel('less committed than paid orders have', ['COMMITTED', 'UNTOLD'], { committed_count: 1 }, anOldPaidLevel),
  onLevel('committed below nothing', ['COMMITTED', 'UNTOLD'], { committed_count: -1 }, anOldPaidLevel),
  onLevel('a paid order of which a level knows nothing', ['COMMITTED', 'UNTOLD'], { committed_count: null }, anOldPaidLevel),
  onLevel('more to sell than is available less what is kept', ['SELLABLE'], { sellable_count: 7 }, anOldPaidLevel),
  onLevel('no number of what can be sold', ['SELLABLE'], { sellable_count: null, withheld_count: null }, anOldPaidLevel),
  onLevel('a number that a count subtracts and that is wrong', ['SELLABLE'], { withheld_count: 3 }, anOldPaidLevel),
  onLevel('another number kept than history has', ['SELLABLE', 'UNTOLD'], { safety_stock: 1 }, anOldPaidLevel),
  onLevel('less kept than nothing', ['NEGATIVE', 'SELLABLE', 'UNTOLD'], { safety_stock: -2 }, anOldPaidLevel),
  onLevel('a text for what is kept', ['MALFORMED'], { safety_stock: '2', committed_count: 'three' }, anOldPaidLevel),
  onMovement(
    'a movement that says another number is committed',
    ['MOVEMENT_WRONG'],
    (stack, level) => setMovement(stack, level, 5, { committed_delta: 2 }),
    anOldPaidLevel,
  ),
  onMovement('a lost commit', ['MOVEMENT_MISSING'], (stack, level) => dropMovements(stack, level, [5]), anOldPaidLevel),
  onMovement('a lost first movement', ['MOVEMENT_MISSING'], (stack, level) => dropMovements(stack, level, [1])),
  onMovement('a lost movement in the middle', ['MOVEMENT_MISSING'], (stack, level) => dropMovements(stack, level, [2])),
  onMovement('a lost newest movement', ['MOVEMENT_MISSING'], (stack, level) => dropMovements(stack, level, [3])),
  onMovement('several lost movements in a row', ['MOVEMENT_MISSING'], (stack, level) => dropMovements(stack, level, [1, 2])),
  onMovement('a lost history', ['MOVEMENT_MISSING'], (stack, level) => dropMovements(stack, level, [1, 2, 3])),
  onMovement('a movement with a wrong difference', ['MOVEMENT_WRONG'], (stack, level) => setMovement(stack, level, 2, { stock_delta: -5 })),
  onMovement('a movement with a wrong state', ['MOVEMENT_WRONG'], (stack, level) => setMovement(stack, level, 2, { stock_count: 99 })),
  onMovement('a newest movement with a wrong state', ['MOVEMENT_WRONG', 'UNTOLD'], (stack, level) =>
    setMovement(stack, level, 3, { reserved_count: 4 }),
  ),
  onMovement('a movement of the future', ['MOVEMENT_UNKNOWN'], async (stack, level) => {
    const TableName = stack.tables.movements;
    const { Item } = await operator(stack).send(new GetCommand({ TableName, Key: movementKey(level, 3) }));
    await operator(stack).send(new PutCommand({ TableName, Item: { ...Item, sequence: 4, stock_delta: 0, reserved_delta: 0 } }));
  }),
  {
    name: 'a reservation that is gone while its units are reserved',
    kinds: ['RESERVED'],
    plant: async (stack, callers) => {
      const level = await anOldLevel(stack, callers);
      await operator(stack).send(new DeleteCommand({ TableName: stack.tables.reservations, Key: { reservation_id: level.reservation } }));
      return keyOf(level);
    },
  },
  onHold('an active reservation that no sweeper finds', { hold_shard: null, hold_key: null }),
  onHold('an active reservation in a wrong place of its index', { hold_key: '0000000001#x' }),
  onHold('an active reservation that TTL would delete too soon', { reservation_expiry: 4_000_000_000 }),
  onHold('a paid order that TTL would delete', { reservation_expiry: 4_000_000_000 }, anOldPaidLevel),
  onHold('a paid order that the sweeper would expire', { hold_shard: '1', hold_key: '0000000001#x' }, anOldPaidLevel),
  onHold('a paid order that the packing list does not have', { commit_shard: null, commit_key: null }, anOldPaidLevel),
  onHold('a paid order at a wrong place of the packing list', { commit_key: '0000000000001#1#x' }, anOldPaidLevel),
  onHold('a paid order that has forgotten which, and since when', { order_id: null, committed_at: null }, anOldPaidLevel),
  onHold('a paid order that says that it was closed', { closed_at: new Date().toISOString() }, anOldPaidLevel),
  {
    name: 'a shipped order that is still in the packing list',
    kinds: ['HOLD'],
    plant: async (stack, callers) => {
      const { reservation } = await anOldPaidLevel(stack, callers);
      await accepted(releaseStock(callers.admin, { reservationId: reservation }));
      await setReservation(stack, reservation, { commit_shard: '1', commit_key: '0000000000001#1#x' });
      return { id: reservation };
    },
  },
  {
    name: 'a paid order whose status says that it is not',
    kinds: ['HOLD', 'COMMITTED'],
    plant: async (stack, callers) => {
      const { reservation, productId } = await anOldPaidLevel(stack, callers);
      await setReservation(stack, reservation, { status: 'ACTIVE' });
      return { id: reservation, productId };
    },
  },
  {
    name: 'a closed reservation that is still in the index',
    kinds: ['HOLD'],
    plant: async (stack, callers) => {
      const { reservation } = await anOldLevel(stack, callers);
      await accepted(releaseStock(callers.admin, { reservationId: reservation }));
      await setReservation(stack, reservation, { hold_shard: '1', hold_key: '0000000001#x' });
      return { id: reservation };
    },
  },
  {
    name: 'paid units that a large order left behind',
    kinds: ['HOLD_ORPHANED'],
    plant: (stack, callers) => plantOrphan(stack, callers, anOldPaidLevel),
  },
  {
    name: 'a reservation that a large order left behind',
    kinds: ['HOLD_ORPHANED'],
    plant: (stack, callers) => plantOrphan(stack, callers, anOldLevel),
  },
  {
    name: 'an open order that no schedule finds',
    kinds: ['REQUEST'],
    plant: async (stack) => {
      const id = `ORDER#${newId('order')}`;
      // Its lease lasts, so that nobody works on it.
      const order = { state: 'UNDOING', saga: 's', parts: 0, shipped: 0, worker: 'w', step: 0, lease_until: Date.now() + hourAgo };
      const record = {
        request_id: id,
        input: '-',
        created_at: new Date().toISOString(),
        request_expiry: 4_000_000_000,
        order_id: id.slice(6),
      };
      await operator(stack).send(
        new PutCommand({ TableName: stack.tables.requests, Item: { ...record, ...order, reservation_ids: [], actor: 'checkout' } }),
      );
      return { id };
    },
  },
  {
    name: 'an alert that the check for low levels does not find',
    kinds: ['ALERT'],
    plant: (stack) => plantAlert(stack, { told: 'LOW_STOCK', since: new Date().toISOString(), revision: 1 }),
  },
  {
    name: 'an alert that does not say what was published',
    kinds: ['ALERT'],
    plant: (stack) => plantAlert(stack, { unfinished: 'ALERT' }),
  },
];

/** Turns a reservation into one that a large order has made for itself, whose record is gone. */
async function plantOrphan(stack: StackDescription, callers: Callers, makeLevel: MakeLevel): Promise<DriftedData> {
  const { reservation } = await makeLevel(stack, callers);
  const id = `${newId('order')}\u0001saga\u00010`;
  const client = operator(stack);
  const TableName = stack.tables.reservations;
  const { Item } = await client.send(new GetCommand({ TableName, Key: { reservation_id: reservation } }));
  const part: Record<string, unknown> = { ...Item, reservation_id: id, ships: true, expires_at: 3_000_000_000 };
  for (const name of ['hold_shard', 'hold_key', 'commit_shard', 'commit_key', 'order_id', 'reservation_expiry'])
    Reflect.deleteProperty(part, name);
  await client.send(new DeleteCommand({ TableName, Key: { reservation_id: reservation } }));
  await client.send(new PutCommand({ TableName, Item: part }));
  return { id };
}

async function plantAlert(stack: StackDescription, values: Record<string, unknown>): Promise<DriftedData> {
  const level = { productId: newId('product'), warehouseId: 'LONDON' };
  const id = alertKey(level.productId, level.warehouseId);
  const key = { product_id: level.productId, warehouse_id: level.warehouseId };
  await operator(stack).send(new PutCommand({ TableName: stack.tables.requests, Item: { request_id: id, ...key, ...values } }));
  return { id };
}
