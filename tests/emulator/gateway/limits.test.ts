import { describe, expect, it } from 'vitest';
import { operator } from '../../../local/emulator/iam/principals.ts';
import { recordingDatabase, sampleGateway } from '../support/sample.ts';

const TABLE = 'Sample-Stock';
const Key = { product: { S: 'p' }, warehouse: { S: 'w' } };
const text = (bytes: number) => ({ S: 'x'.repeat(bytes) });

function call(operation: string, body: Record<string, unknown>) {
  return sampleGateway(recordingDatabase()).gateway.dynamodb(operator('000000000000'), operation, body);
}

function update(expression: string, value: object, names?: Record<string, string>) {
  const ExpressionAttributeValues = { ':v': value, ':other': { S: 'short' } };
  return {
    TableName: TABLE,
    Key,
    UpdateExpression: expression,
    ExpressionAttributeValues,
    ...(names && { ExpressionAttributeNames: names }),
  };
}

const indexMessage = (attribute: string, actual: number, max: number) =>
  `One or more parameter values were invalid: Size limit exceeded for Index Key ${attribute} Actual Size: ${actual} bytes Max Size: ${max} bytes IndexName: by-category`;

describe('key sizes', () => {
  it.each([
    ['partition key of the table', { product: text(2049) }, 'Size of hashkey has exceeded the maximum size limit of2048 bytes'],
    ['sort key of the table', { warehouse: text(1025) }, 'Aggregated size of all range keys has exceeded the size limit of 1024 bytes'],
    ['partition key of an index', { category: text(2049) }, indexMessage('category', 2049, 2048)],
    ['sort key of an index', { name: text(1025) }, indexMessage('name', 1025, 1024)],
    ['sort key of an index, counted in bytes', { name: { S: 'é'.repeat(513) } }, indexMessage('name', 1026, 1024)],
  ])('refuses a put with too long a %s', async (_case, attributes, sentence) => {
    const refusal = { code: 'ValidationException', status: 400, message: expect.stringContaining(sentence) as string };
    await expect(call('PutItem', { TableName: TABLE, Item: { ...Key, ...attributes } })).rejects.toMatchObject(refusal);
  });

  it('lets keys of exactly the limit through', async () => {
    const Item = { product: text(2048), warehouse: text(1024), category: text(2048), name: text(1024) };
    await expect(call('PutItem', { TableName: TABLE, Item })).resolves.toEqual({});
  });

  it('does not measure attributes that are no key', async () => {
    await expect(call('PutItem', { TableName: TABLE, Item: { ...Key, note: text(5000) } })).resolves.toEqual({});
  });

  it.each([
    ['SET name = :v', undefined],
    ['SET a = if_not_exists(a, :other), #n = :v', { '#n': 'name' }],
    ['SET #n = if_not_exists(#n, :v) REMOVE b', { '#n': 'name' }],
    ['REMOVE b SET #n = :v', { '#n': 'name' }],
    ['ADD c :other SET d = list_append(if_not_exists(d, :other), :other), name=:v', undefined],
  ])('refuses an update with %j', async (expression, names) => {
    await expect(call('UpdateItem', update(expression, text(1025), names))).rejects.toThrow(indexMessage('name', 1025, 1024));
  });

  it('lets an update through that stores the long value elsewhere', async () => {
    await expect(call('UpdateItem', update('SET note = :v, name = :other', text(1025)))).resolves.toEqual({});
  });

  it('looks into transactions', async () => {
    const TransactItems = [{ Put: { TableName: TABLE, Item: Key } }, { Update: update('SET name = :v', text(1025)) }];
    await expect(call('TransactWriteItems', { TransactItems })).rejects.toMatchObject({ code: 'ValidationException' });
  });

  it('looks into batches', async () => {
    const RequestItems = { [TABLE]: [{ DeleteRequest: { Key } }, { PutRequest: { Item: { ...Key, name: text(1025) } } }] };
    await expect(call('BatchWriteItem', { RequestItems })).rejects.toMatchObject({ code: 'ValidationException' });
  });
});
