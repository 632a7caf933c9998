import { afterAll, expect, test } from 'vitest';
import type { Call } from '../../../local/emulator/dynamodb/database.ts';
import { createTables } from '../../../local/emulator/dynamodb/tables.ts';
import { DYNAMODB_TARGET } from '../../../local/emulator/gateway/actions.ts';
import type { Template } from '../../../local/emulator/template/reader.ts';
import { startDatabases } from '../support/databases.ts';
import { deploy, sampleTemplate } from '../support/sample.ts';
import { recordsOf } from './support/engine.ts';

const databases = await startDatabases();
afterAll(databases.stop);

type Properties = Record<'AttributeDefinitions' | 'GlobalSecondaryIndexes', object[]>;

const index = (name: string) => ({
  IndexName: `by-${name}`,
  KeySchema: [{ AttributeName: name, KeyType: 'HASH' }],
  Projection: { ProjectionType: 'KEYS_ONLY' },
});

/** The sample's table with indexes more than it has, or others. */
function templateWith(change: (table: Properties) => void): Template {
  const template = sampleTemplate();
  change(template.Resources['Stock']?.Properties as unknown as Properties);
  return template;
}

const withBarcode = templateWith(({ AttributeDefinitions, GlobalSecondaryIndexes }) => {
  AttributeDefinitions.push({ AttributeName: 'barcode', AttributeType: 'S' });
  // In front, to show that the order of a template says nothing.
  GlobalSecondaryIndexes.unshift(index('barcode'));
});

async function found(call: Call, IndexName: string, name: string, value: string): Promise<unknown> {
  const { Items } = await call(`${DYNAMODB_TARGET}Query`, {
    ...{ TableName: tableName, IndexName, KeyConditionExpression: '#k = :v' },
    ...{ ExpressionAttributeNames: { '#k': name }, ExpressionAttributeValues: { ':v': { S: value } } },
  });
  return Items;
}

const tableName = deploy(sampleTemplate()).resources.get('Stock')?.physicalId ?? '';
const key = (product: string) => ({ product: { S: product }, warehouse: { S: 'w' } });

test('an index that a deploy adds has the items that were there before, and those that come', async () => {
  const { call } = databases.open('added');
  const put = async (product: string, more: object) =>
    call(`${DYNAMODB_TARGET}PutItem`, { TableName: tableName, Item: { ...key(product), ...more } });
  await createTables(deploy(sampleTemplate()), call);
  await put('lamp', { barcode: { S: '4006381333931' }, category: { S: 'Home' }, name: { S: 'lamp' } });
  await put('number', { barcode: { N: '4006381333931' } });
  await put('none', {});
  await createTables(deploy(withBarcode), call);
  expect(await found(call, 'by-barcode', 'barcode', '4006381333931')).toEqual([{ ...key('lamp'), barcode: { S: '4006381333931' } }]);
  expect(await found(call, 'by-category', 'category', 'Home')).toHaveLength(1);
  await put('chair', { barcode: { S: '1' } });
  await put('lamp', { barcode: { S: '2' } });
  expect(await found(call, 'by-barcode', 'barcode', '1')).toHaveLength(1);
  expect(await found(call, 'by-barcode', 'barcode', '4006381333931')).toEqual([]);
  await createTables(deploy(withBarcode), call);
});

test('a table whose index became another is refused with a sentence', async () => {
  const { call } = databases.open('other');
  await createTables(deploy(withBarcode), call);
  const other = templateWith(({ GlobalSecondaryIndexes }) => {
    GlobalSecondaryIndexes.push({ ...index('category'), IndexName: 'by-barcode' });
  });
  await expect(createTables(deploy(other), call)).rejects.toThrow('has other keys or indexes than the template');
  await expect(createTables(deploy(sampleTemplate()), call)).rejects.toThrow('has other keys or indexes than the template');
});

test('a stream that a deploy turns on has what is written from then on, and is gone when it is turned off', async () => {
  const database = databases.open('stream');
  const call = async (operation: string, body: object) => database.call(DYNAMODB_TARGET + operation, { TableName: tableName, ...body });
  const withoutStream = sampleTemplate();
  delete withoutStream.Resources['Stock']?.Properties?.['StreamSpecification'];
  await createTables(deploy(withoutStream), database.call);
  await call('PutItem', { Item: key('before') });
  await createTables(deploy(sampleTemplate()), database.call);
  await call('PutItem', { Item: key('after') });
  const records = await recordsOf({ database, call }, tableName);
  expect(records.map(({ dynamodb }) => dynamodb.Keys)).toEqual([key('after')]);
  await createTables(deploy(withoutStream), database.call);
  expect(await call('DescribeTable', {})).not.toHaveProperty('Table.LatestStreamArn');
});
