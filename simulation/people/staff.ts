import type { StockKeyInput, StockLevel } from '../../schema/types.ts';
import type { Intent, Person } from './person.ts';

const MOST_COUNT = 40;
/** How often a shelf is found empty; only such a level can be retired. */
const EMPTY = 0.2;

function see(person: Person, level: StockLevel): StockLevel {
  person.versions.set(`${level.productId}/${level.warehouseId}`, level.version);
  return level;
}

function versionOf({ versions }: Person, { productId, warehouseId }: StockKeyInput): number {
  return versions.get(`${productId}/${warehouseId}`) ?? 0;
}

export function count(person: Person): Intent {
  const { chance, client, floor, newKey } = person;
  const key = chance.pick(floor.levels);
  const note = newKey('count');
  const input = {
    ...key,
    expectedVersion: versionOf(person, key),
    stockCount: chance.happens(EMPTY) ? 0 : chance.below(MOST_COUNT),
    ...(chance.happens(0.4) && { thresholdLevel: chance.below(8) }),
    ...(chance.happens(0.4) && { safetyStock: chance.below(6) }),
    ...(floor.forced && chance.happens(0.5) && { allowBelowReserved: true }),
    note,
  };
  return { operation: 'updateStock', key: note, input, send: async () => see(person, await client.updateStock(input)) };
}

export function adjust(person: Person): Intent {
  const { chance, client, floor, newKey } = person;
  const adjustmentId = newKey('adjustment');
  const delta = chance.below(24) - 8 || 1;
  const reason = delta > 0 ? ('RECEIVED' as const) : ('DAMAGED' as const);
  const input = {
    adjustmentId,
    ...chance.pick(floor.levels),
    delta,
    reason,
    note: adjustmentId,
    ...(floor.forced && chance.happens(0.1) && { allowBelowReserved: true }),
  };
  return { operation: 'adjustStock', key: adjustmentId, input, send: async () => see(person, await client.adjustStock(input)) };
}

export function transfer(person: Person): Intent | undefined {
  const { chance, client, floor, newKey } = person;
  const from = chance.pick(floor.levels);
  const to = floor.levels.find(({ productId, warehouseId }) => productId === from.productId && warehouseId !== from.warehouseId);
  if (!to) return undefined;
  const transferId = newKey('transfer');
  const input = {
    transferId,
    productId: from.productId,
    fromWarehouseId: from.warehouseId,
    toWarehouseId: to.warehouseId,
    quantity: 1 + chance.below(6),
    note: transferId,
  };
  return {
    operation: 'transferStock',
    key: transferId,
    input,
    send: async () => (await client.transferStock(input)).map((level) => see(person, level)),
  };
}

export function describe(person: Person): Intent {
  const { chance, client, floor, newKey } = person;
  const changeId = newKey('description');
  const input = { changeId, productId: chance.pick(floor.levels).productId, name: chance.pick(['Lamp', 'Torch', '']), note: changeId };
  return {
    operation: 'describeProduct',
    key: changeId,
    input,
    send: async () => (await client.describeProduct(input)).levels.map((level) => see(person, level)),
  };
}

/** Retires a level if it is empty; somebody's next count brings it back. */
export function remove(person: Person): Intent {
  const { chance, client, floor, newKey } = person;
  const key = chance.pick(floor.levels);
  const note = newKey('removal');
  const input = { ...key, expectedVersion: versionOf(person, key), note };
  return {
    operation: 'removeStock',
    key: note,
    input,
    send: async () => {
      const level = await client.removeStock(input);
      person.versions.delete(`${key.productId}/${key.warehouseId}`);
      return level;
    },
  };
}

export function look(person: Person): Intent {
  const { chance, client, floor } = person;
  const key = chance.pick(floor.levels);
  return {
    operation: 'stock',
    key: `${key.productId}/${key.warehouseId}`,
    input: key,
    send: async () => {
      const level = await client.stock(key);
      if (level) see(person, level);
      else person.versions.delete(`${key.productId}/${key.warehouseId}`);
      return level;
    },
  };
}
