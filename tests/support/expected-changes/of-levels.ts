import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { StockKeyInput } from '../../../schema/types.ts';
import { aLevel, keyOf, newId } from '../fixtures.ts';
import { importedLevel } from '../import.ts';
import { adjustStock, removeStock, transferStock, updateStock } from '../operations.ts';
import { accepted } from '../outcome.ts';
import { useStack } from '../stack.ts';
import { operator } from '../tables.ts';
import { admin, levelWithReservation, catalogue, type Change, named, note, reference } from './change.ts';

const stack = useStack();
const sent = newId('transfer');
const received = newId('transfer');

const aRetiredLevel = async () => {
  const level = await aLevel({ stock: 0 });
  await accepted(removeStock(admin, { ...keyOf(level), expectedVersion: 1 }));
  return level;
};
const inTwoWarehouses = async (warehouseId: string, another: string) => {
  const level = await aLevel({ warehouseId });
  await aLevel({ productId: level.productId, warehouseId: another });
  return level;
};
const transfer =
  (transferId: string, fromWarehouseId: string, toWarehouseId: string) =>
  ({ productId }: StockKeyInput) =>
    accepted(transferStock(admin, { transferId, productId, fromWarehouseId, toWarehouseId, quantity: 4, note }));

/** What changes counts and settings. */
export const ofLevels: Change[] = [
  {
    name: 'updateStock that creates',
    prepare: async () => ({ productId: newId('product'), warehouseId: 'LONDON' }),
    act: (level) =>
      accepted(updateStock(catalogue, { ...keyOf(level), expectedVersion: 0, stockCount: 7, name: 'Lamp', category: 'Lights', reference })),
    expected: [
      {
        cause: 'CREATED',
        stockDelta: 7,
        reservedDelta: 0,
        stockCount: 7,
        name: 'Lamp',
        category: 'Lights',
        reference,
        version: 1,
        ...named('catalogue'),
      },
    ],
  },
  {
    name: 'updateStock that counts',
    prepare: () => aLevel(),
    act: (level) =>
      accepted(
        updateStock(admin, { ...keyOf(level), expectedVersion: 1, stockCount: 2, reason: 'LOST', note, reference, thresholdLevel: 3 }),
      ),
    expected: [
      {
        ...{ cause: 'COUNTED', stockDelta: -8, reservedDelta: 0, stockCount: 2, thresholdLevel: 3, status: 'LOW_STOCK', version: 2 },
        ...{ actor: 'admin', actorKind: 'USER', reason: 'LOST', note, reference },
      },
    ],
  },
  {
    name: 'updateStock that counts what was there',
    prepare: () => aLevel(),
    act: (level) => accepted(updateStock(admin, { ...keyOf(level), expectedVersion: 1, stockCount: 10 })),
    expected: [{ cause: 'COUNTED', stockDelta: 0, stockCount: 10, version: 2, reason: null, note: null, reference: null }],
  },
  {
    name: 'updateStock that mutes',
    prepare: () => aLevel(),
    act: (level) => accepted(updateStock(admin, { ...keyOf(level), expectedVersion: 1, muted: true, reason: 'OTHER' })),
    expected: [{ cause: 'SETTINGS', stockDelta: 0, muted: true, version: 2, reason: 'OTHER', actor: 'admin', actorKind: 'USER' }],
  },
  {
    name: 'updateStock that sets',
    prepare: () => aLevel({ name: 'Lamp', category: 'Lights' }),
    act: (level) =>
      accepted(updateStock(catalogue, { ...keyOf(level), expectedVersion: 1, thresholdLevel: 10, name: '', category: 'Old' })),
    expected: [
      {
        cause: 'SETTINGS',
        stockDelta: 0,
        reservedDelta: 0,
        thresholdLevel: 10,
        status: 'LOW_STOCK',
        name: null,
        category: 'Old',
        version: 2,
      },
    ],
  },
  {
    name: 'updateStock that forces a count below the reservations',
    prepare: () => levelWithReservation(4),
    act: (level) => accepted(updateStock(admin, { ...keyOf(level), expectedVersion: 1, stockCount: 1, allowBelowReserved: true })),
    expected: [{ cause: 'COUNTED', stockDelta: -9, stockCount: 1, reservedCount: 4, availableCount: -3, status: 'OUT_OF_STOCK' }],
  },
  {
    name: 'removeStock',
    prepare: () => aLevel({ stock: 0 }),
    act: (level) => accepted(removeStock(admin, { ...keyOf(level), expectedVersion: 1, note })),
    expected: [{ cause: 'REMOVED', stockDelta: 0, reservedDelta: 0, stockCount: 0, version: 2, actor: 'admin', actorKind: 'USER', note }],
  },
  {
    name: 'updateStock that creates a retired level anew',
    prepare: aRetiredLevel,
    act: (level) => accepted(updateStock(admin, { ...keyOf(level), expectedVersion: 0, stockCount: 4 })),
    expected: [{ cause: 'CREATED', stockDelta: 4, stockCount: 4, version: 3, actor: 'admin', actorKind: 'USER' }],
  },
  {
    name: 'adjustStock',
    prepare: () => aLevel(),
    act: (level) =>
      accepted(
        adjustStock(catalogue, { adjustmentId: newId('adjustment'), ...keyOf(level), delta: -3, reason: 'DAMAGED', note, reference }),
      ),
    expected: [{ cause: 'ADJUSTED', stockDelta: -3, stockCount: 7, version: 2, reason: 'DAMAGED', note, reference, ...named('catalogue') }],
  },
  {
    name: 'transferStock, of the sender',
    prepare: () => inTwoWarehouses('LONDON', 'PARIS'),
    act: transfer(sent, 'LONDON', 'PARIS'),
    expected: [
      { cause: 'TRANSFERRED_OUT', stockDelta: -4, reservedDelta: 0, version: 2, actor: 'admin', actorKind: 'USER', note, reference: sent },
    ],
  },
  {
    name: 'transferStock, of the receiver',
    prepare: () => inTwoWarehouses('PARIS', 'LONDON'),
    act: transfer(received, 'LONDON', 'PARIS'),
    expected: [
      {
        cause: 'TRANSFERRED_IN',
        stockDelta: 4,
        reservedDelta: 0,
        version: 2,
        actor: 'admin',
        actorKind: 'USER',
        note,
        reference: received,
      },
    ],
  },
  {
    name: 'a bulk import that follows the data model',
    prepare: async () => ({ productId: newId('product'), warehouseId: 'LONDON' }),
    act: importLevel,
    expected: [{ cause: 'CREATED', stockDelta: 40, stockCount: 40, actor: 'import:spring', actorKind: null, version: 1, name: 'Lamp' }],
  },
];

/** Writes a level past the API. */
async function importLevel(level: StockKeyInput): Promise<void> {
  const put = {
    TableName: stack.tables.inventory,
    Item: importedLevel(level, 40),
    ConditionExpression: 'attribute_not_exists(product_id)',
  };
  await operator(stack).send(new PutCommand(put));
}
