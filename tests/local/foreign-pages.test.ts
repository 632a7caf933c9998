import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningStack, startStack } from '../../local/stack.ts';

const directory = mkdtempSync(join(tmpdir(), 'onhand-foreign-'));
let stack: RunningStack;

beforeAll(async () => {
  stack = await startStack({ port: 0, directory, memory: true, fresh: false, empty: true, log: () => undefined });
});

afterAll(async () => {
  await stack.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** The status of a request with these headers, which fetch would not let one choose. */
function statusOf(url: string, headers: Record<string, string>, body = ''): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method: 'POST', headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

test('a page that has pointed its name at this machine is no operator at the gateway', async () => {
  const headers = {
    authorization: `AWS4-HMAC-SHA256 Credential=anybody/20261101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
    'x-amz-target': 'DynamoDB_20120810.DescribeTable',
  };
  const { dynamodbEndpoint, tables } = stack.description;
  const body = JSON.stringify({ TableName: tables.inventory });
  const { port } = new URL(dynamodbEndpoint);
  expect(await statusOf(dynamodbEndpoint, { ...headers, host: `rebound.example:${port}` }, body)).toBe(403);
  expect(await statusOf(dynamodbEndpoint, { ...headers, host: `localhost:${port}` }, body)).toBe(200);
});

test.each([
  ['from a shop', { origin: 'https://shop.example' }, 403],
  ['from a sandbox', { origin: 'null' }, 403],
  ['from a file', { origin: 'file://' }, 403],
  ['that only says it crosses sites', { 'sec-fetch-site': 'cross-site' }, 403],
  ['from a page of this machine', { origin: 'http://localhost:5173', 'sec-fetch-site': 'cross-site' }, 200],
  ['from a program', {}, 200],
])('a request to run scheduled work %s is answered as it should be', async (_, headers: Record<string, string>, status) => {
  expect(await statusOf(new URL('/_local/run/ttl', stack.description.graphqlUrl).href, headers)).toBe(status);
});
