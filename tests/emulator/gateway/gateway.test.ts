import { createServer } from 'node:http';
import { DynamoDBClient, GetItemCommand, ListTablesCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTables } from '../../../local/emulator/dynamodb/tables.ts';
import { readFault } from '../../../local/emulator/gateway/read-fault.ts';
import type { Database } from '../../../local/emulator/dynamodb/database.ts';
import { openDynamodbLocal } from '../../../local/emulator/dynamodb/dynamodb-local/database.ts';
import { gatewayListener } from '../../../local/emulator/gateway/http.ts';
import { createDynamodbProtocol } from '../../../local/emulator/gateway/dynamodb-protocol.ts';
import { close, listen } from '../../../local/emulator/lib/http.ts';
import { readPolicy } from '../../../local/emulator/iam/policy.ts';
import { operator } from '../../../local/emulator/iam/principals.ts';
import { startDatabases, type Databases } from '../support/databases.ts';
import { deploy, sampleGateway, sampleTemplate } from '../support/sample.ts';

const TABLE = 'Sample-Stock';
const ARN = `arn:aws:dynamodb:us-east-1:000000000000:table/${TABLE}`;
const everything = operator('000000000000');
const key = (product: string) => ({ product: { S: product }, warehouse: { S: 'w' } });

let databases: Databases;
let database: Database;
let sample: ReturnType<typeof sampleGateway>;

beforeAll(async () => {
  databases = await startDatabases();
  database = databases.open('sample');
  sample = sampleGateway(database);
  await createTables(sample.deployment, database.call);
}, 60_000);

afterAll(async () => {
  await databases.stop();
});

describe('tables', () => {
  it('are left alone when they are there already', async () => {
    await sample.gateway.dynamodb(everything, 'PutItem', { TableName: TABLE, Item: key('kept') });
    await createTables(sample.deployment, database.call);
    expect(await sample.gateway.dynamodb(everything, 'GetItem', { TableName: TABLE, Key: key('kept') })).toHaveProperty('Item');
  });

  it('are refused with advice when they have other indexes than the template', async () => {
    const template = sampleTemplate();
    delete template.Resources['Stock']?.Properties?.['GlobalSecondaryIndexes'];
    await expect(createTables(deploy(template), database.call)).rejects.toThrow('Run with --fresh to begin with empty data.');
  });
});

describe('permissions', () => {
  const denied = (action: string, resource: string) => ({
    code: 'AccessDeniedException',
    status: 400,
    message: `User: arn:aws:iam::000000000000:role/Sample-Reader is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
  });

  it('let a role do what its policy allows', async () => {
    const call = sample.gateway.dynamodb(sample.reader, 'GetItem', { TableName: TABLE, Key: key('none') });
    await expect(call).resolves.toEqual({});
  });

  it('let a role write the items of some partitions and no others, by a condition on leading keys', async () => {
    const Condition = { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['ours'] } };
    const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'dynamodb:UpdateItem', Resource: ARN, Condition }] };
    const writer = { ...sample.reader, policies: [readPolicy(policy, 'Writer')] };
    const update = (product: string) => ({ Update: { TableName: TABLE, Key: key(product), UpdateExpression: 'SET a = a' } });
    const write = (...products: string[]) => sample.gateway.dynamodb(writer, 'TransactWriteItems', { TransactItems: products.map(update) });
    await expect(write('ours', 'theirs')).rejects.toMatchObject(denied('dynamodb:UpdateItem', ARN));
    await expect(write('ours')).rejects.not.toMatchObject({ code: 'AccessDeniedException' });
  });

  const refused: [string, string, Record<string, unknown>, string, string][] = [
    ['another action', 'DeleteItem', { TableName: TABLE, Key: key('p') }, 'dynamodb:DeleteItem', ARN],
    ['another table', 'GetItem', { TableName: 'Other', Key: key('p') }, 'dynamodb:GetItem', ARN.replace(TABLE, 'Other')],
    ['the table where only its index may be queried', 'Query', { TableName: TABLE }, 'dynamodb:Query', ARN],
    ['a batch read', 'BatchGetItem', { RequestItems: { [TABLE]: { Keys: [key('p')] } } }, 'dynamodb:BatchGetItem', ARN],
    [
      'a condition check in a transaction',
      'TransactWriteItems',
      { TransactItems: [{ Put: { TableName: TABLE, Item: key('p') } }, { ConditionCheck: { TableName: TABLE, Key: key('q') } }] },
      'dynamodb:ConditionCheckItem',
      ARN,
    ],
  ];
  it.each(refused)('refuse %s', async (_case, operation, body, action, resource) => {
    await expect(sample.gateway.dynamodb(sample.reader, operation, body)).rejects.toMatchObject(denied(action, resource));
  });

  it('for an operation that names no table of its own are the operator’s alone', async () => {
    const statement = { Statement: `SELECT * FROM "${TABLE}"` };
    await expect(sample.gateway.dynamodb(sample.reader, 'ExecuteStatement', statement)).rejects.toMatchObject(
      denied('dynamodb:ExecuteStatement', '*'),
    );
  });
});

describe('errors of the database', () => {
  it('arrive with their code, status and body', async () => {
    const body = { TableName: TABLE, Item: key('kept'), ConditionExpression: 'attribute_not_exists(product)' };
    await expect(sample.gateway.dynamodb(everything, 'PutItem', body)).rejects.toMatchObject({
      code: 'ConditionalCheckFailedException',
      status: 400,
      message: 'The conditional request failed',
    });
  });

  it('arrive as a lost connection when there is no database', async () => {
    const nowhere = openDynamodbLocal({ endpoint: 'http://127.0.0.1:1', accessKeyId: 'sample', region: 'us-east-1', durable: false });
    await expect(sampleGateway(nowhere).gateway.dynamodb(everything, 'ListTables', {})).rejects.toMatchObject({
      code: 'ConnectionLost',
      status: 0,
    });
  });
});

describe('the gateway over HTTP', () => {
  const server = createServer((request, response) => {
    gatewayListener({ dynamodb: createDynamodbProtocol(sample.gateway) }, sample.principals, sample.deployment)(request, response);
  });
  let endpoint: string;
  beforeAll(async () => {
    endpoint = `http://127.0.0.1:${await listen(server, 0)}`;
  });
  afterAll(() => close(server));

  const client = (accessKeyId: string, secretAccessKey: string) =>
    new DynamoDBClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId, secretAccessKey }, maxAttempts: 1 });

  it('lets an unknown key act as the operator', async () => {
    const answer = await client('anything', 'anything').send(new ListTablesCommand({}));
    expect(answer.TableNames).toEqual([TABLE]);
  });

  it('lets a role that signs act by its policies', async () => {
    const reader = client(sample.reader.accessKeyId, sample.reader.secretAccessKey);
    await expect(reader.send(new GetItemCommand({ TableName: TABLE, Key: key('p') }))).resolves.toBeDefined();
    await expect(reader.send(new ListTablesCommand({}))).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('refuses a role whose signature is not its own', async () => {
    const impostor = client(sample.reader.accessKeyId, 'guessed');
    await expect(impostor.send(new GetItemCommand({ TableName: TABLE, Key: key('p') }))).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    });
  });

  it('passes the errors of the service on', async () => {
    const query = new QueryCommand({ TableName: TABLE, KeyConditionExpression: 'nonsense' });
    await expect(client('a', 'b').send(query)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('breaks the connection where an answer is to be lost, after the write took effect', async () => {
    sample.faults.add(readFault({ operation: 'PutItem', kind: 'answer-lost' }));
    await expect(client('a', 'b').send(new PutItemCommand({ TableName: TABLE, Item: key('lost') }))).rejects.toMatchObject({
      code: 'ECONNRESET',
    });
    const { Item } = await client('a', 'b').send(new GetItemCommand({ TableName: TABLE, Key: key('lost') }));
    expect(Item).toEqual(key('lost'));
  });

  it('refuses a request that nobody signed', async () => {
    const response = await fetch(endpoint, { method: 'POST', headers: { 'x-amz-target': 'DynamoDB_20120810.ListTables' }, body: '{}' });
    expect(await response.json()).toMatchObject({ message: 'Request is missing Authentication Token' });
  });
});
