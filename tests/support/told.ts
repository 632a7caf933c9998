import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { StockChange, StockKeyInput } from '../../schema/types.ts';
import { callersOf } from './client.ts';
import { letTtlFind } from './given-holds.ts';
import { aHeldLevel, aLevel, aReservation, keyOf, line, newId } from './given.ts';
import { importedLevel } from './import.ts';
import {
  adjustStock,
  changeReservation,
  extendReservation,
  fulfillStock,
  releaseStock,
  removeStock,
  reserveStock,
  transferStock,
  updateStock,
} from './operations.ts';
import { accepted } from './outcome.ts';
import { runNow } from './run-now.ts';
import { isLocal, useStack } from './stack.ts';
import { operator } from './tables.ts';
import { untilDue } from './wait.ts';

/** One writer, and what the change feed must tell of what it did. */
export interface Change {
  name: string;
  /** The level whose changes count, as it is before. */
  prepare: () => Promise<StockKeyInput & { hold?: string; other?: StockKeyInput }>;
  act: (level: StockKeyInput & { hold?: string; other?: StockKeyInput }) => Promise<unknown>;
  /** Oldest first. */
  told: Partial<StockChange>[];
}

const stack = useStack();
const { admin, checkout, catalogue } = callersOf(stack);

/** Who a signed request is from; elsewhere than locally, what the role is called is the operator's. */
const named = (name: string) => (isLocal(stack) ? { actor: name } : {});
const note = 'as seen on the shelf';
const reference = newId('reference');
const reservationId = newId('hold');
const sent = newId('transfer');
const received = newId('transfer');
const [held, keeping, free] = [newId('order'), newId('order'), newId('order')] as const;
const givenBack = newId('hold');

const aRetiredLevel = async () => {
  const level = await aLevel({ stock: 0 });
  await accepted(removeStock(admin, { ...keyOf(level), expectedVersion: 1 }));
  return level;
};
const aHold = async (held: number, ttlSeconds = 600) => {
  const { level, hold } = await aHeldLevel({ held, ttlSeconds });
  return { ...level, hold: hold.reservationId };
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
const holdOf = ({ hold = '' }: { hold?: string }) => hold;

/** Every writer that there is, each with a change of its own. */
export const changes: Change[] = [
  {
    name: 'updateStock that creates',
    prepare: async () => ({ productId: newId('product'), warehouseId: 'LONDON' }),
    act: (level) =>
      accepted(updateStock(catalogue, { ...keyOf(level), expectedVersion: 0, stockCount: 7, name: 'Lamp', category: 'Lights', reference })),
    told: [
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
    told: [
      {
        ...{ cause: 'COUNTED', stockDelta: -8, reservedDelta: 0, stockCount: 2, thresholdLevel: 3, status: 'LOW_STOCK', version: 2 },
        ...{ actor: 'admin', reason: 'LOST', note, reference },
      },
    ],
  },
  {
    name: 'updateStock that counts what was there',
    prepare: () => aLevel(),
    act: (level) => accepted(updateStock(admin, { ...keyOf(level), expectedVersion: 1, stockCount: 10 })),
    told: [{ cause: 'COUNTED', stockDelta: 0, stockCount: 10, version: 2, reason: null, note: null, reference: null }],
  },
  {
    name: 'updateStock that sets',
    prepare: () => aLevel({ name: 'Lamp', category: 'Lights' }),
    act: (level) =>
      accepted(updateStock(catalogue, { ...keyOf(level), expectedVersion: 1, thresholdLevel: 10, name: '', category: 'Old' })),
    told: [
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
    name: 'updateStock that forces a count below the holds',
    prepare: () => aHold(4),
    act: (level) => accepted(updateStock(admin, { ...keyOf(level), expectedVersion: 1, stockCount: 1, allowBelowReserved: true })),
    told: [{ cause: 'COUNTED', stockDelta: -9, stockCount: 1, reservedCount: 4, availableCount: -3, status: 'OUT_OF_STOCK' }],
  },
  {
    name: 'removeStock',
    prepare: () => aLevel({ stock: 0 }),
    act: (level) => accepted(removeStock(admin, { ...keyOf(level), expectedVersion: 1, note })),
    told: [{ cause: 'REMOVED', stockDelta: 0, reservedDelta: 0, stockCount: 0, version: 2, actor: 'admin', note }],
  },
  {
    name: 'updateStock that creates a retired level anew',
    prepare: aRetiredLevel,
    act: (level) => accepted(updateStock(admin, { ...keyOf(level), expectedVersion: 0, stockCount: 4 })),
    told: [{ cause: 'CREATED', stockDelta: 4, stockCount: 4, version: 3, actor: 'admin' }],
  },
  {
    name: 'adjustStock',
    prepare: () => aLevel(),
    act: (level) =>
      accepted(
        adjustStock(checkout, { adjustmentId: newId('adjustment'), ...keyOf(level), delta: -3, reason: 'DAMAGED', note, reference }),
      ),
    told: [{ cause: 'ADJUSTED', stockDelta: -3, stockCount: 7, version: 2, reason: 'DAMAGED', note, reference, ...named('checkout') }],
  },
  {
    name: 'transferStock, of the sender',
    prepare: () => inTwoWarehouses('LONDON', 'PARIS'),
    act: transfer(sent, 'LONDON', 'PARIS'),
    told: [{ cause: 'TRANSFERRED_OUT', stockDelta: -4, reservedDelta: 0, version: 2, actor: 'admin', note, reference: sent }],
  },
  {
    name: 'transferStock, of the receiver',
    prepare: () => inTwoWarehouses('PARIS', 'LONDON'),
    act: transfer(received, 'LONDON', 'PARIS'),
    told: [{ cause: 'TRANSFERRED_IN', stockDelta: 4, reservedDelta: 0, version: 2, actor: 'admin', note, reference: received }],
  },
  {
    name: 'reserveStock, lines added up and the reservation as reference',
    prepare: () => aLevel(),
    act: (level) => accepted(reserveStock(checkout, { reservationId, lines: [line(level, 3), line(level, 1)], reference: 'of the shop' })),
    told: [
      { cause: 'RESERVED', stockDelta: 0, reservedDelta: 4, availableCount: 6, version: 1, reference: reservationId, ...named('checkout') },
    ],
  },
  {
    name: 'changeReservation to more',
    prepare: () => aHold(2),
    act: (level) => accepted(changeReservation(checkout, { reservationId: holdOf(level), lines: [line(level, 5)] })),
    told: [{ cause: 'RESERVATION_CHANGED', stockDelta: 0, reservedDelta: 3, reservedCount: 5, version: 1, ...named('checkout') }],
  },
  {
    name: 'changeReservation to less',
    prepare: () => aHold(2),
    act: (level) => accepted(changeReservation(checkout, { reservationId: holdOf(level), lines: [line(level, 1)] })),
    told: [{ cause: 'RESERVATION_CHANGED', reservedDelta: -1, reservedCount: 1 }],
  },
  {
    name: 'changeReservation away from a level',
    prepare: async () => ({ ...(await aHold(2)), other: await aLevel() }),
    act: ({ other, hold = '' }) => accepted(changeReservation(checkout, { reservationId: hold, lines: other ? [line(other, 2)] : [] })),
    told: [{ cause: 'RESERVATION_CHANGED', reservedDelta: -2, reservedCount: 0 }],
  },
  {
    name: 'changeReservation onto a level',
    prepare: async () => ({ ...(await aLevel()), hold: holdOf(await aHold(2)) }),
    act: (level) => accepted(changeReservation(checkout, { reservationId: holdOf(level), lines: [line(level, 3)] })),
    told: [{ cause: 'RESERVATION_CHANGED', reservedDelta: 3, reservedCount: 3 }],
  },
  {
    name: 'extendReservation, which changes no level',
    prepare: () => aHold(2),
    act: async (level) => {
      await accepted(extendReservation(checkout, { reservationId: holdOf(level), ttlSeconds: 3_600 }));
      await accepted(adjustStock(admin, { adjustmentId: newId('adjustment'), ...keyOf(level), delta: 1, reason: 'OTHER' }));
    },
    told: [{ cause: 'ADJUSTED' }],
  },
  {
    name: 'releaseStock',
    prepare: () => aHold(2),
    act: (level) => accepted(releaseStock(admin, { reservationId: holdOf(level) })),
    told: [{ cause: 'RELEASED', stockDelta: 0, reservedDelta: -2, reservedCount: 0, version: 1, actor: 'admin' }],
  },
  {
    name: 'releaseStock of a due hold, which ends by the clock',
    prepare: () => aLevel(),
    act: async (level) => {
      const hold = await aReservation([line(level, 2)], { ttlSeconds: 1 });
      await untilDue(hold);
      await accepted(releaseStock(checkout, hold));
    },
    told: [
      { cause: 'RESERVED', reservedDelta: 2 },
      { cause: 'EXPIRED', stockDelta: 0, reservedDelta: -2, reservedCount: 0, actor: 'system:expiry' },
    ],
  },
  ...(isLocal(stack) ? ofWhatRunsByItself() : []),
  {
    name: 'fulfillStock of a hold, in part',
    prepare: () => aHold(3),
    act: (level) => accepted(fulfillStock(checkout, { orderId: held, reservationIds: [holdOf(level)], lines: [line(level, 2)] })),
    told: [
      {
        ...{ cause: 'FULFILLED', stockDelta: -2, reservedDelta: -3, stockCount: 8, reservedCount: 0, version: 2, reference: held },
        ...named('checkout'),
      },
    ],
  },
  {
    name: 'fulfillStock that keeps the rest held',
    prepare: () => aHold(3),
    act: (level) => {
      const lines = [line(level, 2)];
      return accepted(fulfillStock(checkout, { orderId: keeping, reservationIds: [holdOf(level)], lines, keepRemainder: true }));
    },
    told: [{ cause: 'FULFILLED', stockDelta: -2, reservedDelta: -2, reservedCount: 1, version: 2, reference: keeping }],
  },
  {
    name: 'fulfillStock of other lines of a hold, which gives this one back',
    prepare: async () => ({ ...(await aLevel()), other: await aLevel() }),
    act: async ({ other, ...level }) => {
      const lines = other ? [line(other, 1)] : [];
      const { reservationId: id } = await aReservation([line(level, 2), ...lines], { reservationId: givenBack });
      await accepted(fulfillStock(checkout, { orderId: newId('order'), reservationIds: [id], lines }));
    },
    told: [
      { cause: 'RESERVED', reservedDelta: 2 },
      { cause: 'RELEASED', stockDelta: 0, reservedDelta: -2, version: 1, reference: givenBack, ...named('checkout') },
    ],
  },
  {
    name: 'fulfillStock without a hold',
    prepare: () => aLevel(),
    act: (level) => accepted(fulfillStock(checkout, { orderId: free, lines: [line(level, 1), line(level, 3)] })),
    told: [{ cause: 'FULFILLED', stockDelta: -4, reservedDelta: 0, availableCount: 6, version: 2, reference: free, ...named('checkout') }],
  },
  {
    name: 'a bulk import that follows the data model',
    prepare: async () => ({ productId: newId('product'), warehouseId: 'LONDON' }),
    act: importLevel,
    told: [{ cause: 'CREATED', stockDelta: 40, stockCount: 40, actor: 'import:spring', version: 1, name: 'Lamp' }],
  },
];

/** Both by hand, where that can be: by themselves they come within a minute, and a day later. */
function ofWhatRunsByItself(): Change[] {
  const [swept, deleted] = [newId('hold'), newId('hold')];
  const ended = {
    cause: 'EXPIRED',
    stockDelta: 0,
    reservedDelta: -2,
    reservedCount: 0,
    version: 1,
    actor: 'system:expiry',
    note: null,
  } as const;
  const aDueHold = async (level: StockKeyInput, id: string) =>
    untilDue(await aReservation([line(level, 2)], { reservationId: id, ttlSeconds: 1 }));
  return [
    {
      name: 'the sweeper',
      prepare: () => aLevel(),
      act: async (level) => {
        await aDueHold(level, swept);
        await runNow(stack, 'expire-reservations');
      },
      told: [
        { cause: 'RESERVED', reservedDelta: 2 },
        { ...ended, reference: swept },
      ],
    },
    {
      name: "DynamoDB's TTL",
      prepare: () => aLevel(),
      act: async (level) => {
        // Not due: the schedule of the stack must not come first.
        await aReservation([line(level, 2)], { reservationId: deleted });
        await letTtlFind(stack, deleted);
        await runNow(stack, 'ttl');
      },
      told: [
        { cause: 'RESERVED', reservedDelta: 2 },
        { ...ended, reference: deleted },
      ],
    },
  ];
}

/** Writes a level past the API. */
async function importLevel(level: StockKeyInput): Promise<void> {
  const put = {
    TableName: stack.tables.inventory,
    Item: importedLevel(level, 40),
    ConditionExpression: 'attribute_not_exists(product_id)',
  };
  await operator(stack).send(new PutCommand(put));
}
