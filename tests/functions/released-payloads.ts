/**
 * What resolvers, streams and schedules of the last release send to functions, as JSON: written
 * down anew with each release and never to fit the functions of today, which may meet it during a
 * deploy and, from a stream, for a day after it. `done` is what a function must do with it, as far
 * as AWS takes everything and has nothing.
 */
export interface Released {
  name: string;
  event: unknown;
  done: { answer: unknown; calls: string[] };
}

const reservation = {
  reservation_id: 'cart-1',
  status: 'ACTIVE',
  revision: 1,
  lines: [{ product_id: 'lamp', warehouse_id: 'LONDON', quantity: 2 }],
  created_at: '2026-11-01T10:00:00.000Z',
  expires_at: 1_793_527_800,
  hold_shard: '1',
  hold_key: '0001793527800#Y2FydC0x',
  reservation_expiry: 1_793_614_200,
};
const level = {
  product_id: { S: 'lamp' },
  warehouse_id: { S: 'LONDON' },
  name: { S: 'Lamp' },
  stock_count: { N: '10' },
  reserved_count: { N: '0' },
  available_count: { N: '10' },
  threshold_level: { N: '2' },
  version: { N: '1' },
  sequence: { N: '1' },
  last_updated: { S: '2026-11-01T10:00:00.000Z' },
  last_change: { M: { cause: { S: 'CREATED' }, actor: { S: 'ann' } } },
};
const expired = {
  reservation_id: { S: 'cart-1' },
  status: { S: 'ACTIVE' },
  revision: { N: '1' },
  lines: { L: [{ M: { product_id: { S: 'lamp' }, warehouse_id: { S: 'LONDON' }, quantity: { N: '2' } } }] },
  created_at: { S: '2026-11-01T10:00:00.000Z' },
  expires_at: { N: '1793527800' },
  reservation_expiry: { N: '1793614200' },
};
const scheduled = {
  version: '0',
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  time: '2026-11-01T10:00:00Z',
  resources: [],
  detail: {},
};
const record = (eventName: string, more: object) => ({
  Records: [
    {
      eventID: '1',
      eventName,
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'eu-west-1',
      dynamodb: { SequenceNumber: '100', ...more },
    },
  ],
});

/** A call that met others, of each field that hands such over. */
const contended = (call: object, write: string): Released => ({
  name: 'contended-writes',
  event: { call, since: Date.now() },
  done: { answer: { outcome: { done: true, contended: false } }, calls: [`DynamoDB.${write}`] },
});
const input = { productId: 'lamp', warehouseId: 'LONDON' };

export const RELEASED: readonly Released[] = [
  contended(
    {
      field: 'reserveStock',
      asked: { reservationId: 'cart-1', ttlSeconds: 60, reference: null },
      lines: reservation.lines,
      ttlSeconds: 60,
      keyOfId: 'Y2FydC0x',
      actor: 'checkout',
    },
    'TransactWriteItems',
  ),
  contended(
    {
      field: 'changeReservation',
      hold: reservation,
      lines: [{ ...reservation.lines[0], quantity: 3 }],
      expectedRevision: 1,
      actor: 'checkout',
    },
    'TransactWriteItems',
  ),
  contended({ field: 'extendReservation', reservationId: 'cart-1', ttlSeconds: 60, keyOfId: 'Y2FydC0x' }, 'UpdateItem'),
  contended({ field: 'releaseStock', hold: reservation, actor: 'checkout' }, 'TransactWriteItems'),
  contended(
    { field: 'updateStock', input: { ...input, stockCount: 5, expectedVersion: 1 }, actor: 'ann', fingerprint: 'abc' },
    'UpdateItem',
  ),
  contended({ field: 'removeStock', input: { ...input, expectedVersion: 1 }, actor: 'ann', fingerprint: 'abc' }, 'UpdateItem'),
  contended(
    {
      field: 'adjustStock',
      input: { ...input, adjustmentId: 'a-1', delta: 2, reason: 'RECEIVED' },
      actor: 'ann',
      asked: ['lamp', 'LONDON', 2, 'RECEIVED', null, null, null],
    },
    'TransactWriteItems',
  ),
  contended(
    {
      field: 'transferStock',
      input: { productId: 'lamp', fromWarehouseId: 'LONDON', toWarehouseId: 'PARIS', quantity: 1, transferId: 't-1' },
      actor: 'ann',
      asked: ['lamp', 'LONDON', 'PARIS', 1, null],
    },
    'TransactWriteItems',
  ),
  contended(
    {
      field: 'describeProduct',
      input: { changeId: 'c-1', productId: 'lamp', name: 'Lamp', expected: [{ warehouseId: 'LONDON', name: 'Torch' }] },
      actor: 'ann',
      asked: '["lamp",["Lamp",null,null,null,null],[["LONDON",["Torch",null,null,null,null]]],null,null]',
      levels: [{ product_id: 'lamp', warehouse_id: 'LONDON', name: 'Torch', description_copies: 1 }],
    },
    'TransactWriteItems',
  ),
  contended(
    {
      field: 'createFromSibling',
      update: { field: 'updateStock', input: { ...input, stockCount: 5, expectedVersion: 0 }, actor: 'ann', fingerprint: 'abc' },
      sibling: { product_id: 'lamp', warehouse_id: 'PARIS', name: 'Lamp' },
    },
    'TransactWriteItems',
  ),
  { name: 'fulfill-order', event: { task: 'finish' }, done: { answer: {}, calls: ['DynamoDB.Query'] } },
  {
    name: 'fulfill-order',
    event: { task: 'fulfil', input: { orderId: 'o-1', lines: [{ ...input, quantity: 1 }] }, actor: 'checkout', asked: null },
    done: { answer: { fulfillment: { orderId: 'o-1' } }, calls: ['DynamoDB.TransactWriteItems'] },
  },
  {
    name: 'change-feed',
    event: record('INSERT', { NewImage: level }),
    done: {
      answer: { batchItemFailures: [] },
      calls: ['DynamoDB.PutItem', 'AppSync.publishStockChange', 'AppSync.publishAvailability'],
    },
  },
  {
    name: 'release-deleted',
    event: record('REMOVE', { OldImage: expired }),
    done: { answer: { batchItemFailures: [] }, calls: ['DynamoDB.TransactWriteItems'] },
  },
  {
    name: 'send-events',
    event: record('MODIFY', {
      Keys: { reservation_id: { S: 'cart-1' } },
      OldImage: expired,
      NewImage: { ...expired, status: { S: 'EXPIRED' } },
    }),
    done: { answer: { batchItemFailures: [] }, calls: ['EventBridge.PutEvents'] },
  },
  { name: 'expire-reservations', event: scheduled, done: { answer: { closed: 0, left: 0 }, calls: ['DynamoDB.Query'] } },
  { name: 'check-thresholds', event: scheduled, done: { answer: {}, calls: ['DynamoDB.Query'] } },
  { name: 'audit-stock', event: { task: 'continue' }, done: { answer: { finished: true }, calls: ['DynamoDB.GetItem'] } },
  { name: 'audit-stock', event: { task: 'start', seconds: 1 }, done: { answer: {}, calls: ['DynamoDB.UpdateItem'] } },
  { name: 'list-dead-letters', event: { limit: 25 }, done: { answer: { total: 0, isCut: false, items: [] }, calls: ['S3.GET'] } },
];
