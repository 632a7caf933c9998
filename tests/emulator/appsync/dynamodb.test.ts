import { describe, expect, test } from 'vitest';
import { dynamodbDataSource } from '../../../local/emulator/appsync/datasources/dynamodb.ts';
import { AwsError } from '../../../local/emulator/gateway/gateway.ts';

type Body = Record<string, unknown>;
type Answer = Body | AwsError;

/** A data source whose calls get these answers in turn. */
function source(...answers: Answer[]) {
  const calls: [operation: string, body: Body][] = [];
  const dataSource = dynamodbDataSource('Things', (operation, body) => {
    calls.push([operation, body]);
    const answer = answers.shift() ?? {};
    return answer instanceof AwsError ? Promise.reject(answer) : Promise.resolve(answer);
  });
  return { calls, invoke: (request: Body, owner = 'Query.thing') => dataSource.invoke(request, owner) };
}

const key = { id: { S: 'a' } };
const conditionFailed = new AwsError('ConditionalCheckFailedException', 'The conditional request failed');
const condition = { expression: 'attribute_not_exists(id)' };

describe('values', () => {
  test('go to the wire as strings and come back as plain JSON', async () => {
    const { calls, invoke } = source();
    const attributeValues = { n: { N: 5 }, m: { N: '12' }, z: { NULL: null }, l: { L: [{ M: { k: { BOOL: true } } }] }, s: { NS: [1, 2] } };
    const { result } = await invoke({ operation: 'PutItem', key, attributeValues });
    const Item = {
      n: { N: '5' },
      m: { N: '12' },
      z: { NULL: true },
      l: { L: [{ M: { k: { BOOL: true } } }] },
      s: { NS: ['1', '2'] },
      ...key,
    };
    expect(calls).toEqual([['PutItem', { TableName: 'Things', Item }]]);
    expect(result).toEqual({ n: 5, m: 12, z: null, l: [{ k: true }], s: [1, 2], id: 'a' });
  });

  test.each([
    [{ operation: 'GetItem', key: { id: 'a' } }, "Expected JSON object for field '$[key][id]' but got a string instead."],
    [{ operation: 'GetItem', key: { id: { S: 5 } } }, "Unable to convert 5 for field '$[key][id]' to an attribute value."],
    [{ operation: 'GetItem' }, "Value for field '$[key]' not found."],
    [{ operation: 'GetItem', key, limit: 1 }, "Unsupported element '$[limit]'."],
    [{ operation: 'Flush' }, "Unsupported operation 'Flush'."],
    [{ operation: 'Scan' }, 'Scan is not built in the local stack.'],
    [
      { operation: 'PutItem', key, condition: { ...condition, returnValuesOnConditionCheckFailure: true } },
      "Unsupported element '$[condition][returnValuesOnConditionCheckFailure]'.",
    ],
  ])('that are malformed end the resolver: %j', async (request, message) => {
    await expect(source().invoke(request)).rejects.toMatchObject({ detail: { errorType: 'MappingTemplate', message } });
  });
});

describe('single items', () => {
  test('are read as the item or null', async () => {
    const { calls, invoke } = source({ Item: { ...key, n: { N: '1' } } }, {});
    expect(await invoke({ operation: 'GetItem', key, consistentRead: true })).toEqual({ result: { id: 'a', n: 1 } });
    expect(await invoke({ operation: 'GetItem', key })).toEqual({ result: null });
    expect(calls.map(([, body]) => body['ConsistentRead'])).toEqual([true, false]);
  });

  test('are updated to what the update and its condition say together', async () => {
    const { calls, invoke } = source({ Attributes: { ...key, n: { N: '2' } } });
    const update = { expression: 'SET #n = :n', expressionNames: { '#n': 'n' }, expressionValues: { ':n': { N: 2 } } };
    const request = { operation: 'UpdateItem', key, update, condition: { expression: '#n < :n', expressionNames: { '#n': 'n' } } };
    expect(await invoke(request)).toEqual({ result: { id: 'a', n: 2 } });
    expect(calls[0]?.[1]).toEqual({
      TableName: 'Things',
      Key: key,
      UpdateExpression: 'SET #n = :n',
      ConditionExpression: '#n < :n',
      ReturnValues: 'ALL_NEW',
      ExpressionAttributeNames: { '#n': 'n' },
      ExpressionAttributeValues: { ':n': { N: '2' } },
    });
  });

  test('that are identical count as put although the condition failed', async () => {
    const { calls, invoke } = source(conditionFailed, { Item: { ...key, n: { N: '1' } } });
    const put = await invoke({ operation: 'PutItem', key, attributeValues: { n: { N: 1 } }, condition });
    expect(put).toEqual({ result: { id: 'a', n: 1 } });
    expect(calls[1]).toEqual(['GetItem', { TableName: 'Things', Key: key, ConsistentRead: true }]);
  });

  test('that differ fail with the exception of the service', async () => {
    const { invoke } = source(conditionFailed, { Item: { ...key, n: { N: '2' } } });
    const { error, result } = await invoke({ operation: 'PutItem', key, attributeValues: { n: { N: 1 } }, condition });
    expect(error?.type).toBe('DynamoDB:ConditionalCheckFailedException');
    expect(error?.message).toMatch(/^The conditional request failed \(Service: DynamoDb, Status Code: 400, Request ID: [0-9A-Z]{52}\)$/);
    expect(result).toBeUndefined();
  });

  test('that are missing count as deleted although the condition failed', async () => {
    expect(await source(conditionFailed, {}).invoke({ operation: 'DeleteItem', key, condition })).toEqual({ result: null });
  });

  test('never count as updated when the condition failed', async () => {
    const update = { expression: 'SET n = n' };
    const { error } = await source(conditionFailed, {}).invoke({ operation: 'UpdateItem', key, update, condition });
    expect(error?.type).toBe('DynamoDB:ConditionalCheckFailedException');
  });
});

describe('queries', () => {
  const request = { operation: 'Query', query: { expression: 'id = :id', expressionValues: { ':id': { S: 'a' } } }, limit: 1 };

  test('answer items, a token and the scanned count', async () => {
    const { calls, invoke } = source({ Items: [key], ScannedCount: 3 });
    expect(await invoke(request)).toEqual({ result: { items: [{ id: 'a' }], nextToken: null, scannedCount: 3 } });
    expect(calls[0]?.[1]).toMatchObject({ KeyConditionExpression: 'id = :id', Limit: 1, ScanIndexForward: true, ConsistentRead: false });
  });

  test('go on from their own token, which nobody else can use', async () => {
    const { calls, invoke } = source({ Items: [], LastEvaluatedKey: key });
    const { nextToken } = (await invoke(request)).result as { nextToken: string };
    await invoke({ ...request, nextToken });
    expect(calls[1]?.[1]).toMatchObject({ ExclusiveStartKey: key });
    await expect(invoke({ ...request, nextToken }, 'Query.other')).rejects.toThrow('Invalid pagination token given.');
    await expect(invoke({ ...request, nextToken: 'made up' })).rejects.toThrow('Invalid pagination token given.');
  });
});

describe('batch reads', () => {
  const keys = [{ id: { S: 'a' } }, { id: { S: 'b' } }, { id: { S: 'c' } }];
  const request = { operation: 'BatchGetItem', tables: { T: { keys } } };

  test('keep the order asked, with null for what is missing and the keys that were not processed', async () => {
    const { invoke } = source({
      Responses: { T: [{ id: { S: 'b' } }, { id: { S: 'a' } }] },
      UnprocessedKeys: { T: { Keys: [{ id: { S: 'c' } }] } },
    });
    expect(await invoke(request)).toEqual({
      result: { data: { T: [{ id: 'a' }, { id: 'b' }, null] }, unprocessedKeys: { T: [{ id: 'c' }] } },
    });
  });

  test('have both keys also when the call fails', async () => {
    const { error, result } = await source(new AwsError('AccessDeniedException', 'no')).invoke(request);
    expect(error?.type).toBe('DynamoDB:DynamoDbException');
    expect(result).toMatchObject({ data: { T: [null, null, null] }, unprocessedKeys: { T: [{ id: 'a' }, { id: 'b' }, { id: 'c' }] } });
  });
});

describe('transactions', () => {
  const request = {
    operation: 'TransactWriteItems',
    transactItems: [
      { table: 'T', operation: 'UpdateItem', key, update: { expression: 'SET n = :n', expressionValues: { ':n': { N: 1 } } }, condition },
      { table: 'U', operation: 'ConditionCheck', key, condition: { ...condition, returnValuesOnConditionCheckFailure: false } },
    ],
  };
  const cancelled = new AwsError('TransactionCanceledException', 'Transaction cancelled, please refer cancellation reasons', 400, {
    CancellationReasons: [
      { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed', Item: { ...key, n: { N: '7' } } },
      { Code: 'None' },
    ],
  });

  test('answer only the keys', async () => {
    const { calls, invoke } = source({});
    expect(await invoke(request)).toEqual({ result: { keys: [{ id: 'a' }, { id: 'a' }], cancellationReasons: null } });
    expect(calls[0]?.[1]).toMatchObject({
      ClientRequestToken: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      TransactItems: [
        { Update: { TableName: 'T', UpdateExpression: 'SET n = :n', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } },
        { ConditionCheck: { TableName: 'U', ReturnValuesOnConditionCheckFailure: 'NONE' } },
      ],
    });
  });

  test('that are cancelled tell the reasons in order, with the old item as plain JSON', async () => {
    const { calls, invoke } = source(cancelled);
    const { error, result } = await invoke(request);
    expect(error?.type).toBe('DynamoDB:TransactionCanceledException');
    expect(result).toEqual({
      keys: null,
      cancellationReasons: [
        { item: { id: 'a', n: 7 }, type: 'ConditionalCheckFailed', message: 'The conditional request failed' },
        { type: 'None', message: 'None' },
      ],
    });
    expect(calls).toHaveLength(1);
  });

  test.each([
    new AwsError('ThrottlingException', 'slow down'),
    new AwsError('InternalServerError', 'oops', 500),
    new AwsError('ConnectionLost', 'the connection was lost', 0),
  ])('are tried again with the same token after $code', async (failure) => {
    const { calls, invoke } = source(failure, failure, {});
    expect((await invoke(request)).error).toBeUndefined();
    expect(new Set(calls.map(([, body]) => body['ClientRequestToken'])).size).toBe(1);
    expect(calls).toHaveLength(3);
  });

  test('give up after three tries', async () => {
    const failure = new AwsError('ProvisionedThroughputExceededException', 'too much');
    const { calls, invoke } = source(failure, failure, failure, {});
    const { error, result } = await invoke(request);
    expect(error?.type).toBe('DynamoDB:ProvisionedThroughputExceededException');
    expect(result).toEqual({ keys: null, cancellationReasons: null });
    expect(calls).toHaveLength(3);
  });

  test('that read answer items in order', async () => {
    const { invoke } = source({ Responses: [{ Item: key }, {}] });
    const reads = {
      operation: 'TransactGetItems',
      transactItems: [
        { table: 'T', key },
        { table: 'T', key },
      ],
    };
    expect(await invoke(reads)).toEqual({ result: { items: [{ id: 'a' }, null], cancellationReasons: null } });
  });
});
