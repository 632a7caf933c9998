import { describe, expect, it } from 'vitest';
import type { HttpRequest, HttpResponse } from '../../../local/emulator/appsync/http.ts';
import { createFaults } from '../../../local/emulator/gateway/faults.ts';
import { readFault } from '../../../local/emulator/gateway/read-fault.ts';
import { withGraphqlFaults } from '../../../local/emulator/appsync/graphql-faults.ts';
import { createCallers } from '../../../local/emulator/lambda/callers.ts';
import { recordingDatabase, sampleGateway } from '../support/sample.ts';

const fine: HttpResponse = { status: 200, headers: {}, body: '{"data":{"stock":null}}' };

/** An API that notes what reaches it, with these faults in front. */
function faulty(...added: object[]) {
  const faults = createFaults();
  for (const fault of added) faults.add(readFault(fault));
  const callers = createCallers();
  const reached: HttpRequest[] = [];
  const api = {
    handle: (request: HttpRequest) => {
      reached.push(request);
      return Promise.resolve(fine);
    },
  };
  const { principals, reader } = sampleGateway(recordingDatabase());
  const answer = withGraphqlFaults({ api, faults, principals, callers });
  return {
    faults,
    callers,
    reached,
    reader,
    ask: (query: string, headers: Record<string, string> = {}, more: object = {}) =>
      answer({ method: 'POST', path: '/graphql', headers, body: JSON.stringify({ query, ...more }), sourceIp: '' }),
  };
}

describe('faults of the GraphQL address', () => {
  it.each([
    ['throttle', 429, { errors: [{ errorType: 'ThrottlingException' }] }],
    ['internal', 500, { errors: [{ errorType: 'InternalFailure' }] }],
    ['errors', 200, { data: null, errors: [{ errorType: 'INTERNAL', path: ['stock'] }] }],
  ])('answer %s without running the operation, as often as they say', async (kind, status, body) => {
    const { ask, reached } = faulty({ operation: 'graphql:stock', kind });
    const answer = await ask('{ stock { x } }');
    expect(answer?.status).toBe(status);
    expect(JSON.parse(answer?.body ?? '')).toMatchObject(body);
    expect(reached).toEqual([]);
    expect(await ask('{ stock { x } }')).toBe(fine);
  });

  it('lose the answer of an operation that has run', async () => {
    const { ask, reached } = faulty({ operation: 'graphql:stock', kind: 'answer-lost' });
    expect(await ask('{ stock { x } }')).toBeUndefined();
    expect(reached).toHaveLength(1);
  });

  it('delay', async () => {
    const { ask } = faulty({ operation: 'graphql:stock', kind: 'delay', ms: 1 });
    expect(await ask('{ stock { x } }')).toBe(fine);
  });

  it.each([
    ['under an alias', '{ mine: stock { x } }', {}],
    ['in a fragment', 'query { ...f } fragment f on Query { ... on Query { stock { x } } }', {}],
    ['in a fragment that contains itself', 'query { ...f } fragment f on Query { ...f stock { x } }', {}],
    ['in the operation that is named', 'query a { other } query b { stock { x } }', { operationName: 'b' }],
  ])('meet the field %s', async (_case, query, more) => {
    const { ask } = faulty({ operation: 'graphql:stock', kind: 'throttle' });
    expect(await ask(query, {}, more)).toMatchObject({ status: 429 });
  });

  it.each([
    ['another field', '{ other { stock } }', {}],
    ['another operation', 'query a { other } query b { stock { x } }', { operationName: 'a' }],
    ['what is no GraphQL', '{ stock', {}],
  ])('leave %s alone', async (_case, query, more) => {
    const { ask } = faulty({ operation: 'graphql:stock', kind: 'throttle' });
    expect(await ask(query, {}, more)).toBe(fine);
  });

  it.each([
    ['before', 'kill-before', 0],
    ['after', 'kill-after', 1],
  ])('end the function that calls, %s the operation ran', async (_case, kind, count) => {
    const { ask, callers, reader, reached } = faulty({ operation: 'graphql:stock', kind });
    const ended: string[] = [];
    const environment = (session: string) => ({ roleArn: reader.arn, session, end: () => Promise.resolve(void ended.push(session)) });
    callers.add(environment('one'));
    callers.add(environment('two'));
    expect(await ask('{ stock { x } }')).toBe(fine);
    reached.length = 0;
    const scope = `${reader.accessKeyId}/20260101/us-east-1/appsync/aws4_request`;
    const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=${'0'.repeat(64)}`;
    expect(await ask('{ stock { x } }', { authorization, 'x-amz-security-token': 'two' })).toBeUndefined();
    expect(ended).toEqual(['two']);
    expect(reached).toHaveLength(count);
  });
});
