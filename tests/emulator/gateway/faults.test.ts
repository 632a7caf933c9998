import { describe, expect, it } from 'vitest';
import { readFault } from '../../../local/emulator/gateway/read-fault.ts';
import { operator } from '../../../local/emulator/iam/principals.ts';
import { recordingDatabase, sampleGateway } from '../support/sample.ts';

const everything = operator('000000000000');
const TABLE = 'Sample-Stock';
const key = (product: string) => ({ product: { S: product }, warehouse: { S: 'w' } });
const put = { TableName: TABLE, Item: key('p') };
const transaction = {
  TransactItems: [{ Put: put }, { Delete: { TableName: TABLE, Key: key('q') } }, { Put: { TableName: TABLE, Item: key('r') } }],
};

function faulty(...faults: object[]) {
  const backend = recordingDatabase();
  const sample = sampleGateway(backend);
  for (const fault of faults) sample.faults.add(readFault(fault));
  const call = (operation: string, body: Record<string, unknown>) => sample.gateway.dynamodb(everything, operation, body);
  return { ...sample, backend, call };
}

describe('injected faults', () => {
  it('cancels a transaction with a conflict on its first entry and forwards nothing', async () => {
    const { call, backend } = faulty({ operation: 'TransactWriteItems', kind: 'conflict' });
    await expect(call('TransactWriteItems', transaction)).rejects.toMatchObject({
      code: 'TransactionCanceledException',
      status: 400,
      body: { CancellationReasons: [{ Code: 'TransactionConflict' }, { Code: 'None' }, { Code: 'None' }] },
    });
    expect(backend.calls).toEqual([]);
  });

  it('refuses a single write with a conflict', async () => {
    const { call } = faulty({ operation: 'PutItem', kind: 'conflict' });
    await expect(call('PutItem', put)).rejects.toMatchObject({ code: 'TransactionConflictException', status: 400 });
  });

  it('cancels a transaction with the reasons that were asked for', async () => {
    const { call } = faulty({
      operation: 'TransactWriteItems',
      kind: 'reasons',
      reasons: ['None', 'TransactionConflict', 'ConditionalCheckFailed'],
    });
    await expect(call('TransactWriteItems', transaction)).rejects.toMatchObject({
      message:
        'Transaction cancelled, please refer cancellation reasons for specific reasons [None, TransactionConflict, ConditionalCheckFailed]',
    });
  });

  it.each([
    ['GetItem', { TableName: TABLE, Key: key('p') }, 'ProvisionedThroughputExceededException'],
    ['TransactWriteItems', transaction, 'ThrottlingException'],
  ])('throttles %s', async (operation, body, code) => {
    const { call } = faulty({ operation, kind: 'throttle' });
    await expect(call(operation, body)).rejects.toMatchObject({ code, status: 400 });
  });

  it('answers an internal error with status 500', async () => {
    const { call } = faulty({ operation: 'GetItem', kind: 'internal' });
    await expect(call('GetItem', { TableName: TABLE, Key: key('p') })).rejects.toMatchObject({ code: 'InternalServerError', status: 500 });
  });

  it('lets a write take effect and loses its answer', async () => {
    const { call, backend } = faulty({ operation: 'PutItem', kind: 'answer-lost' });
    await expect(call('PutItem', put)).rejects.toMatchObject({ code: 'ConnectionLost', status: 0 });
    expect(backend.calls).toHaveLength(1);
  });

  it('leaves the first half of the keys of a batch unprocessed', async () => {
    const { call, backend } = faulty({ operation: 'BatchGetItem', kind: 'unprocessed' });
    const Keys = ['a', 'b', 'c'].map(key);
    const answer = await call('BatchGetItem', { RequestItems: { [TABLE]: { Keys, ConsistentRead: true } } });
    expect(answer['UnprocessedKeys']).toEqual({ [TABLE]: { Keys: Keys.slice(0, 2), ConsistentRead: true } });
    expect(backend.calls[0]?.body['RequestItems']).toEqual({ [TABLE]: { Keys: Keys.slice(2), ConsistentRead: true } });
  });

  it('lets a delayed call through', async () => {
    const { call, backend } = faulty({ operation: 'PutItem', kind: 'delay', ms: 1 });
    await call('PutItem', put);
    expect(backend.calls).toHaveLength(1);
  });

  describe('that cut a function off', () => {
    /** Two functions of one role, of which the first is cut off by its next write. */
    function cutOff() {
      const sample = faulty({ operation: 'PutItem', kind: 'cut-off' });
      const ofFunction = (session: string) => {
        sample.callers.add({ roleArn: everything.arn, session, end: () => Promise.resolve() });
        return (operation: string, body: Record<string, unknown>) => sample.gateway.dynamodb({ ...everything, session }, operation, body);
      };
      return { ...sample, first: ofFunction('first'), other: ofFunction('other') };
    }

    it('keep all its calls, and nobody else’s, until they are taken away', async () => {
      const { first, other, backend, faults } = cutOff();
      const kept = [first('PutItem', put), first('GetItem', { TableName: TABLE, Key: key('p') })];
      await other('PutItem', put);
      expect(backend.calls).toHaveLength(1);
      faults.clear();
      await Promise.all(kept);
      await first('PutItem', put);
      expect(backend.calls).toHaveLength(4);
    });

    it('break the connection of a call that waits for long, without effect', async () => {
      const { first, backend } = cutOff();
      await expect(first('PutItem', put)).rejects.toMatchObject({ code: 'ConnectionLost', status: 0 });
      expect(backend.calls).toEqual([]);
    });
  });

  it('passes as many calls as it is to skip, then hits as many as it says', async () => {
    const { call } = faulty({ operation: 'PutItem', kind: 'internal', skip: 1, times: 2 });
    const outcomes = await Promise.allSettled(Array.from({ length: 4 }, () => call('PutItem', put)));
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
  });

  it('hits only calls that touch its table', async () => {
    const { call, faults } = faulty({ operation: 'PutItem', kind: 'internal', table: 'Another' });
    await call('PutItem', put);
    expect(faults.list()).toHaveLength(1);
  });

  it('hits only calls of those that make them', async () => {
    const { call, faults } = faulty({ operation: 'PutItem', kind: 'internal', by: 'functions' });
    await call('PutItem', put);
    expect(faults.take({ operations: ['PutItem'], caller: 'a function' })).toMatchObject({ kind: 'internal' });
  });

  it('comes after the permission check, so that a refused call does not use it up', async () => {
    const { gateway, reader, faults } = faulty({ operation: 'DeleteItem', kind: 'internal' });
    await expect(gateway.dynamodb(reader, 'DeleteItem', { TableName: TABLE, Key: key('p') })).rejects.toMatchObject({
      code: 'AccessDeniedException',
    });
    expect(faults.list()).toHaveLength(1);
  });
});

describe('readFault', () => {
  it.each([
    [[], 'A fault is a JSON object with operation and kind.'],
    [{ operation: 'Nothing', kind: 'internal' }, 'operation must be one of'],
    [{ operation: 'PutItem', kind: 'nothing' }, 'kind must be one of'],
    [{ operation: 'PutItem', kind: 'internal', time: 1 }, 'A fault has no field time'],
    [{ operation: 'PutItem', kind: 'internal', times: 0 }, 'times must be a whole number of at least 1.'],
    [{ operation: 'PutItem', kind: 'internal', skip: 0.5 }, 'skip must be a whole number of at least 0.'],
    [{ operation: 'PutItem', kind: 'internal', table: 1 }, 'table must be the name of a table.'],
    [{ operation: 'PutItem', kind: 'internal', by: 'me' }, 'by must be functions or resolvers.'],
    [{ operation: 'graphql:stock', kind: 'throttle', by: 'resolvers' }, 'by is for DynamoDB operations only.'],
    [{ operation: 'Query', kind: 'conflict' }, 'kind conflict is only for'],
    [{ operation: 'Query', kind: 'unprocessed' }, 'kind unprocessed is only for BatchGetItem.'],
    [{ operation: 'PutItem', kind: 'errors' }, 'kind errors is not for DynamoDB operations.'],
    [{ operation: 'PutItem', kind: 'twice' }, 'kind twice is not for DynamoDB operations.'],
    [{ operation: 'graphql:', kind: 'throttle' }, 'operation must be one of'],
    [{ operation: 'graphql:stock', kind: 'conflict' }, 'kind of graphql: must be one of'],
    [{ operation: 'graphql:stock', kind: 'throttle', table: 'T' }, 'table is for DynamoDB operations only.'],
    [{ operation: 'stream:Stock', kind: 'throttle' }, 'kind of stream: must be one of twice, recut.'],
    [{ operation: 'stream:Stock', kind: 'recut' }, 'kind recut needs it.'],
    [{ operation: 'stream:Stock', kind: 'recut', seed: 0.5 }, 'seed must be a whole number of at least 0.'],
    [{ operation: 'TransactWriteItems', kind: 'reasons' }, 'kind reasons needs it.'],
    [{ operation: 'TransactWriteItems', kind: 'reasons', reasons: ['None'] }, 'not all of them None.'],
    [{ operation: 'PutItem', kind: 'delay' }, 'kind delay needs it.'],
    [{ operation: 'PutItem', kind: 'delay', ms: 60_000 }, 'ms must be a whole number from 1 to 30000.'],
  ])('refuses %j', (input, sentence) => {
    expect(() => readFault(input)).toThrow(sentence);
  });
});
