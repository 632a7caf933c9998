import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keyOf, level, openEngine, type Engine } from './support/engine.ts';

let engine: Engine;
beforeEach(async () => {
  engine = await openEngine();
});
afterEach(() => engine.database.close());

const one = { ExpressionAttributeValues: { ':one': { N: '1' } } };
const stock = async (product: string) =>
  ((await engine.call('GetItem', keyOf(product)))['Item'] as Record<string, { N: string }>)['stock']?.N;

describe('a condition', () => {
  test('that does not hold leaves the item as it was', async () => {
    await engine.call('PutItem', level('p', { stock: { N: '5' } }));
    const refused = await engine.refusal('PutItem', { ...level('p'), ConditionExpression: 'stock < :one', ...one });
    expect(refused.code).toBe('ConditionalCheckFailedException');
    expect(await stock('p')).toBe('5');
  });

  test('gives the item that it met when it was asked for, and only then', async () => {
    await engine.call('PutItem', level('p', { stock: { N: '5' } }));
    const write = { ...keyOf('p'), ConditionExpression: 'attribute_not_exists(stock)' };
    const asked = await engine.refusal('DeleteItem', { ...write, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' });
    expect(asked.body['Item']).toEqual(level('p', { stock: { N: '5' } })['Item']);
    expect((await engine.refusal('DeleteItem', write)).body['Item']).toBeUndefined();
  });

  test.each([
    ['4', false],
    ['5', true],
    ['7', true],
    ['8', false],
  ])('with BETWEEN has both bounds inside: %s between 5 and 7 is %s', async (value, reservations) => {
    await engine.call('PutItem', level('p', { stock: { N: value } }));
    const ExpressionAttributeValues = { ':low': { N: '5' }, ':high': { N: '7' } };
    const write = engine.call('DeleteItem', {
      ...keyOf('p'),
      ConditionExpression: 'stock BETWEEN :low AND :high',
      ExpressionAttributeValues,
    });
    expect(
      await write.then(
        () => true,
        () => false,
      ),
    ).toBe(reservations);
  });
});

describe('an update', () => {
  test('adds to what is not there as to 0, and cannot SET from it', async () => {
    await engine.call('UpdateItem', { ...keyOf('p'), UpdateExpression: 'ADD stock :one', ...one });
    expect(await stock('p')).toBe('1');
    const refused = await engine.refusal('UpdateItem', { ...keyOf('q'), UpdateExpression: 'SET stock = stock + :one', ...one });
    expect(refused.message).toBe('The provided expression refers to an attribute that does not exist in the item');
  });

  test('reads every value from the item as it was', async () => {
    await engine.call('PutItem', level('p', { stock: { N: '5' }, reserved: { N: '2' } }));
    await engine.call('UpdateItem', { ...keyOf('p'), UpdateExpression: 'SET stock = reserved, reserved = stock' });
    expect((await engine.call('GetItem', keyOf('p')))['Item']).toMatchObject({ stock: { N: '2' }, reserved: { N: '5' } });
  });

  test.each([
    ['0.1', '0.2', '0.3'],
    ['9007199254740993', '1', '9007199254740994'],
    ['99999999999999999999999999999999999998', '1', '99999999999999999999999999999999999999'],
    ['-1E-130', '1E-130', '0'],
  ])('counts exactly: %s + %s = %s', async (before, added, after) => {
    await engine.call('PutItem', level('p', { stock: { N: before } }));
    await engine.call('UpdateItem', {
      ...keyOf('p'),
      UpdateExpression: 'ADD stock :one',
      ExpressionAttributeValues: { ':one': { N: added } },
    });
    expect(await stock('p')).toBe(after);
  });

  test('answers ALL_OLD and ALL_NEW', async () => {
    await engine.call('PutItem', level('p', { stock: { N: '5' } }));
    const update = { ...keyOf('p'), UpdateExpression: 'ADD stock :one', ...one };
    expect((await engine.call('UpdateItem', { ...update, ReturnValues: 'ALL_OLD' }))['Attributes']).toMatchObject({ stock: { N: '5' } });
    expect((await engine.call('UpdateItem', { ...update, ReturnValues: 'ALL_NEW' }))['Attributes']).toMatchObject({ stock: { N: '7' } });
  });

  test('cannot change a key', async () => {
    const refused = await engine.refusal('UpdateItem', { ...keyOf('p'), UpdateExpression: 'REMOVE warehouse_id' });
    expect(refused.message).toContain('This attribute is part of the key');
  });

  test('is refused when two of its paths overlap', async () => {
    const update = { ...keyOf('p'), UpdateExpression: 'SET nested = :m, nested.x = :m', ExpressionAttributeValues: { ':m': { M: {} } } };
    expect((await engine.refusal('UpdateItem', update)).message).toContain('Two document paths overlap');
  });
});

describe('an expression is refused', () => {
  const condition = (ConditionExpression: string, more = {}) =>
    engine.refusal('DeleteItem', { ...keyOf('p'), ConditionExpression, ...more });

  test('with a placeholder that is not given', async () => {
    expect((await condition('stock = :none')).message).toContain('attribute value: :none');
    expect((await condition('attribute_exists(#none)')).message).toContain('attribute name: #none');
  });

  test('with a placeholder that is not used', async () => {
    expect((await condition('attribute_exists(stock)', one)).message).toContain('unused in expressions: keys: {:one}');
  });

  test('with a reserved word, or a name that does not begin with a letter', async () => {
    expect((await condition('attribute_exists(count)')).message).toContain('reserved keyword: count');
    expect((await condition('attribute_exists(_count)')).message).toContain('Syntax error');
  });

  test('with brackets twice around the same', async () => {
    expect((await condition('((attribute_exists(stock)))')).message).toContain('redundant parentheses');
  });

  test('when it compares an attribute with itself', async () => {
    expect((await condition('stock IN (stock)')).message).toContain('The first operand must be distinct');
  });

  test('when it looks into a key', async () => {
    expect((await condition('attribute_exists(listing.deep)')).message).toContain('Key attributes must be scalars');
  });
});

describe('an item is refused', () => {
  const put = async (item: Record<string, unknown>) => (await engine.refusal('PutItem', { TableName: 'inventory', Item: item })).message;
  const key = { product_id: { S: 'p' }, warehouse_id: { S: 'w' } };

  test('with an empty key, of the table or of an index', async () => {
    expect(await put({ ...key, warehouse_id: { S: '' } })).toContain('cannot contain an empty string value. Key: warehouse_id');
    expect(await put({ ...key, listing: { S: '' } })).toContain('IndexKey: listing');
  });

  test('without its key, or with one of another type', async () => {
    expect(await put({ product_id: { S: 'p' } })).toContain('Missing the key warehouse_id');
    expect(await put({ ...key, warehouse_id: { N: '1' } })).toContain('Type mismatch for key warehouse_id');
  });

  test('of more than 400 KB, whatever its condition says', async () => {
    const Item = { ...key, title: { S: 'x'.repeat(400 * 1024) } };
    const refused = await engine.refusal('PutItem', { TableName: 'inventory', Item, ConditionExpression: 'attribute_exists(stock)' });
    expect(refused.message).toBe('Item size has exceeded the maximum allowed size');
  });

  test('with a key that is longer than 2,048 bytes, and a sort key longer than 1,024', async () => {
    expect(await put({ ...key, product_id: { S: 'x'.repeat(2_049) } })).toContain('Size of hashkey has exceeded');
    expect(await put({ ...key, warehouse_id: { S: 'x'.repeat(1_025) } })).toContain('exceeded the size limit of 1024 bytes');
    expect(await put({ ...key, list_key: { S: 'x'.repeat(1_025) } })).toContain('Size limit exceeded for Index Key list_key');
  });

  test.each([
    ['1e126', 'Number overflow'],
    ['1e-131', 'Number underflow'],
    ['1'.repeat(39), 'more than 38 significant digits'],
    ['1_0', 'cannot be converted to a numeric value'],
  ])('with the number %s', async (number, problem) => {
    expect(await put({ ...key, stock: { N: number } })).toContain(problem);
  });
});

test('names that mean something to JavaScript are names like any other', async () => {
  // Written as JSON: a literal __proto__ would set the prototype.
  const attributes = JSON.parse('{"__proto__": {"N": "1"}, "constructor": {"M": {"__proto__": {"S": "x"}}}}') as Record<string, unknown>;
  await engine.call('PutItem', level('p', {}));
  const Item = JSON.parse(JSON.stringify(level('p')['Item']).replace('}}', `},${JSON.stringify(attributes).slice(1)}`)) as Record<
    string,
    unknown
  >;
  await engine.call('PutItem', { TableName: 'inventory', Item });
  const found = (await engine.call('GetItem', keyOf('p')))['Item'] as object;
  expect(Object.keys(found).sort()).toEqual(['__proto__', 'constructor', 'product_id', 'warehouse_id']);
});

test.each([
  [
    'UpdateItem',
    { UpdateExpression: 'DELETE tags :v', ExpressionAttributeValues: { ':v': { SS: ['a'] } } },
    'DELETE in an UpdateExpression',
  ],
  ['UpdateItem', { UpdateExpression: 'ADD tags :v', ExpressionAttributeValues: { ':v': { SS: ['a'] } } }, 'ADD of a set'],
  ['UpdateItem', { UpdateExpression: 'SET things[0] = :v', ExpressionAttributeValues: { ':v': { N: '1' } } }, 'An element of a list'],
  ['DeleteItem', { ConditionExpression: 'size(tags) > :v', ExpressionAttributeValues: { ':v': { N: '1' } } }, 'The function size'],
  ['DeleteItem', { ConditionExpression: 'contains(tags, :v)', ExpressionAttributeValues: { ':v': { S: '1' } } }, 'The function contains'],
  ['DeleteItem', { Expected: {} }, 'Expected of Delete'],
])('what is not built is refused by name: %s with %j', async (operation, parameters, name) => {
  expect((await engine.refusal(operation, { ...keyOf('p'), ...parameters })).message).toContain(name);
});

test('an operation that is not built is refused by name', async () => {
  const refused = await engine.refusal('ExecuteStatement', { Statement: 'SELECT 1' });
  expect(refused.message).toBe('ExecuteStatement is not built in the embedded database. Start with --engine dynamodb-local to use it.');
});
