import { setTimeout as wait } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { SERVICE_LIKE } from '../../../local/emulator/gateway/service-like-settings.ts';
import { operator } from '../../../local/emulator/iam/principals.ts';
import { recordingDatabase, sampleGateway, sampleTemplate } from '../support/sample.ts';

const TABLE = 'Sample-Stock';
const everything = operator('000000000000');
const key = (product: string) => ({ product: { S: product }, warehouse: { S: 'w' } });
const single = (product: string) => ({ TableName: TABLE, Key: key(product), Item: key(product) });
const update = (product: string) => ({ Update: { TableName: TABLE, Key: key(product), UpdateExpression: 'SET a = :a' } });
const transaction = (...products: string[]) => ({ TransactItems: products.map(update) });
const reading = (...products: string[]) => ({
  TransactItems: products.map((product) => ({ Get: { TableName: TABLE, Key: key(product) } })),
});

/** A clock that stands still and pauses that end when the test says so. */
function surroundings() {
  const pauses: { milliseconds: number; end: () => void }[] = [];
  const clock = { now: 0 };
  return {
    clock,
    pauses,
    now: () => clock.now,
    random: () => 0.5,
    pause: (milliseconds: number) => new Promise<void>((end) => void pauses.push({ milliseconds, end })),
    endAll: () => {
      for (const { end } of pauses.splice(0)) end();
    },
  };
}

let around: ReturnType<typeof surroundings>;
let backend: ReturnType<typeof recordingDatabase>;
let sample: ReturnType<typeof sampleGateway>;
const call = (operation: string, body: Record<string, unknown>) => sample.gateway.dynamodb(everything, operation, body);

beforeEach(() => {
  around = surroundings();
  backend = recordingDatabase();
  sample = sampleGateway(backend, sampleTemplate(), around);
});

describe('conflicts', () => {
  beforeEach(() => {
    sample.gateway.serviceLike.set({ ...SERVICE_LIKE, capacity: false });
  });

  const cancelled = (...codes: string[]) => ({
    code: 'TransactionCanceledException',
    status: 400,
    message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes.join(', ')}]`,
    body: { CancellationReasons: codes.map((Code) => ({ Code })) },
  });
  const conflict = { code: 'TransactionConflictException', status: 400 };

  it('cancel a transaction at exactly the entries that another one has', async () => {
    const first = call('TransactWriteItems', transaction('a', 'b'));
    await expect(call('TransactWriteItems', transaction('c', 'b', 'a', 'd'))).rejects.toMatchObject(
      cancelled('None', 'TransactionConflict', 'TransactionConflict', 'None'),
    );
    around.endAll();
    await expect(first).resolves.toEqual({});
    expect(backend.calls).toHaveLength(1);
  });

  it('are over when the first transaction has ended', async () => {
    const first = call('TransactWriteItems', transaction('a'));
    around.endAll();
    await first;
    const second = call('TransactWriteItems', transaction('a'));
    around.endAll();
    await expect(second).resolves.toEqual({});
  });

  it('are over by the clock, also when the timer is late', async () => {
    const first = call('TransactWriteItems', transaction('a'));
    around.clock.now += SERVICE_LIKE.transactionMs[1];
    const second = call('TransactWriteItems', transaction('a'));
    around.endAll();
    await expect(Promise.all([first, second])).resolves.toEqual([{}, {}]);
  });

  it('do not last as long as a slow database takes', async () => {
    let answer = () => {};
    backend.call = () => new Promise((resolve) => (answer = () => resolve({})));
    const first = call('TransactWriteItems', transaction('a'));
    const [answerFirst] = [answer];
    around.endAll();
    await wait(0);
    const second = call('PutItem', single('a'));
    around.endAll();
    answerFirst();
    answer();
    await expect(Promise.all([first, second])).resolves.toEqual([{}, {}]);
  });

  it('last for their time when the database is faster, and so does the call', async () => {
    let answered = false;
    const first = call('TransactWriteItems', transaction('a')).then(() => (answered = true));
    await wait(0);
    expect(answered).toBe(false);
    await expect(call('PutItem', single('a'))).rejects.toMatchObject(conflict);
    around.endAll();
    await first;
  });

  it('are over when the first transaction has failed', async () => {
    const works = backend.call;
    backend.call = () => Promise.reject(new Error('no'));
    const first = call('TransactWriteItems', transaction('a'));
    around.endAll();
    await expect(first).rejects.toThrow('no');
    backend.call = works;
    const second = call('PutItem', single('a'));
    around.endAll();
    await expect(second).resolves.toEqual({});
  });

  it.each(['PutItem', 'UpdateItem', 'DeleteItem'])('refuse %s of an item that a transaction has', async (operation) => {
    const first = call('TransactWriteItems', transaction('a'));
    await expect(call(operation, single('a'))).rejects.toMatchObject(conflict);
    const other = call(operation, single('b'));
    around.endAll();
    await expect(Promise.all([first, other])).resolves.toEqual([{}, {}]);
  });

  it.each(['PutItem', 'UpdateItem', 'DeleteItem'])('cancel a transaction that meets %s', async (operation) => {
    const first = call(operation, single('a'));
    await expect(call('TransactWriteItems', transaction('b', 'a'))).rejects.toMatchObject(cancelled('None', 'TransactionConflict'));
    await expect(call('TransactGetItems', reading('a'))).rejects.toMatchObject(cancelled('TransactionConflict'));
    around.endAll();
    await expect(first).resolves.toEqual({});
  });

  it('cancel a reading transaction that meets a writing one', async () => {
    const first = call('TransactWriteItems', transaction('a'));
    await expect(call('TransactGetItems', reading('b', 'a'))).rejects.toMatchObject(cancelled('None', 'TransactionConflict'));
    around.endAll();
    await first;
  });

  it('come from condition checks too', async () => {
    const check = {
      TransactItems: [{ ConditionCheck: { TableName: TABLE, Key: key('a'), ConditionExpression: 'attribute_exists(product)' } }],
    };
    const first = call('TransactWriteItems', check);
    await expect(call('TransactWriteItems', transaction('a'))).rejects.toMatchObject(cancelled('TransactionConflict'));
    around.endAll();
    await first;
  });

  it('are not between single writes, nor between reading transactions and others that read', async () => {
    const calls = [
      call('UpdateItem', single('a')),
      call('UpdateItem', single('a')),
      call('TransactGetItems', reading('b')),
      call('TransactGetItems', reading('b')),
    ];
    around.endAll();
    await expect(Promise.all(calls)).resolves.toHaveLength(4);
  });

  it('never touch plain reads', async () => {
    const first = call('TransactWriteItems', transaction('a'));
    await expect(call('GetItem', { TableName: TABLE, Key: key('a') })).resolves.toEqual({});
    await expect(call('BatchGetItem', { RequestItems: { [TABLE]: { Keys: [key('a')] } } })).resolves.toEqual({});
    around.endAll();
    await first;
  });

  it('take the time of the settings, transactions and writes their own', async () => {
    const calls = [call('TransactWriteItems', transaction('a')), call('PutItem', single('b'))];
    expect(around.pauses.map(({ milliseconds }) => milliseconds)).toEqual([6, 3]);
    around.endAll();
    await Promise.all(calls);
  });

  it('are off when the mode is switched off, and before it is switched on', async () => {
    const plain = sampleGateway(backend, sampleTemplate(), around);
    const both = (gateway: typeof plain.gateway) =>
      Promise.all([1, 2].map(() => gateway.dynamodb(everything, 'TransactWriteItems', transaction('a'))));
    await expect(both(plain.gateway)).resolves.toHaveLength(2);
    expect(around.pauses).toEqual([]);
  });
});

describe('capacity', () => {
  const capacity = (units: number) => ({ ConsumedCapacity: { TableName: TABLE, CapacityUnits: units, Table: { CapacityUnits: units } } });
  const throttled = { code: 'ThrottlingException', status: 400 };

  beforeEach(() => {
    sample.gateway.serviceLike.set({ ...SERVICE_LIKE, conflicts: false });
  });

  it('throttles an item that took 1,000 write units within a second, and no other', async () => {
    backend.call = () => Promise.resolve(capacity(1));
    for (let count = 0; count < 1_000; count += 1) await call('UpdateItem', single('hot'));
    await expect(call('UpdateItem', single('hot'))).rejects.toMatchObject(throttled);
    await expect(call('UpdateItem', single('cold'))).resolves.toEqual({});
  });

  it('comes back with time, and not more than a second’s worth', async () => {
    backend.call = () => Promise.resolve(capacity(1_000));
    await call('UpdateItem', single('hot'));
    await expect(call('UpdateItem', single('hot'))).rejects.toMatchObject(throttled);
    around.clock.now += 5_000;
    await call('UpdateItem', single('hot'));
    await expect(call('UpdateItem', single('hot'))).rejects.toMatchObject(throttled);
  });

  it('is taken twice by transactions, which are cancelled at the entries without any', async () => {
    for (let count = 0; count < 500; count += 1) await call('TransactWriteItems', transaction('hot', `cold-${count}`));
    await expect(call('TransactWriteItems', transaction('cold', 'hot'))).rejects.toMatchObject({
      code: 'TransactionCanceledException',
      body: { CancellationReasons: [{ Code: 'None' }, { Code: 'ThrottlingError' }] },
    });
  });

  it('is not taken by calls that were throttled', async () => {
    sample.gateway.serviceLike.set({ ...SERVICE_LIKE, conflicts: false, unitsPerKey: 2 });
    await call('TransactWriteItems', transaction('hot'));
    await expect(call('TransactWriteItems', transaction('hot'))).rejects.toMatchObject({ code: 'TransactionCanceledException' });
    around.clock.now += 1;
    await expect(call('TransactWriteItems', transaction('hot'))).resolves.toEqual({});
  });

  it('of reads is 3,000 units of a partition, also for queries', async () => {
    backend.call = () => Promise.resolve(capacity(3_000));
    const query = {
      TableName: TABLE,
      KeyConditionExpression: '#p = :p',
      ExpressionAttributeNames: { '#p': 'product' },
      ExpressionAttributeValues: { ':p': { S: 'hot' } },
    };
    await call('Query', query);
    await expect(call('Query', query)).rejects.toMatchObject(throttled);
    await expect(call('GetItem', { TableName: TABLE, Key: key('hot') })).rejects.toMatchObject(throttled);
    await expect(call('Query', { ...query, ExpressionAttributeValues: { ':p': { S: 'cold' } } })).resolves.toEqual({});
  });
});
