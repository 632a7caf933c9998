import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { WebAclRule } from '../../../local/emulator/firewall/firewall.ts';
import type { Template } from '../../../local/emulator/template/reader.ts';
import { accessToken, createInventoryClient } from '../../../web/client/main.ts';
import { applyImport, planImport } from '../../../web/csv/index.ts';
import { newId } from '../../support/fixtures.ts';
import { withOwnStack } from '../../support/own-stack.ts';
import type { StackDescription } from '../../support/stack.ts';

/**
 * Rows a second of an import, and beside them limits that it stays under as it does on AWS: fewer
 * requests in shorter windows, seconds.
 */
const ROWS_PER_SECOND = 10;
const LIMITS: Readonly<Record<string, { Limit: number; EvaluationWindowSec: number }>> = {
  TooManyRequests: { Limit: 10, EvaluationWindowSec: 60 },
  TooManyRequestsOfStaff: { Limit: 1.5 * ROWS_PER_SECOND, EvaluationWindowSec: 1 },
};

let stack: StackDescription;
withOwnStack(
  (running) => {
    stack = running;
  },
  quickFirewall,
  { firewall: true },
);

function quickFirewall({ Resources }: Template): void {
  const acl = Object.values(Resources).find(({ Type }) => Type === 'AWS::WAFv2::WebACL');
  for (const { Name, Statement } of acl?.Properties?.['Rules'] as WebAclRule[]) {
    const limit = LIMITS[Name];
    if (limit) Object.assign(Statement['RateBasedStatement'] as object, limit);
  }
}

describe('an import with a token', () => {
  test('stays under the limit of staff by taking its time', async () => {
    const asked: boolean[] = [];
    const { client, plan } = await aPlan(20, asked);
    const rests: number[] = [];
    const results = await applyImport(client, plan, { rowsPerSecond: ROWS_PER_SECOND, onRest: (milliseconds) => rests.push(milliseconds) });
    expect([...results.values()].filter(({ kind }) => kind === 'created')).toHaveLength(20);
    expect(rests).toEqual([]);
    expect(asked).not.toContain(true);
  });

  test('that comes above it waits, goes on and leaves no row out', async () => {
    const { client, plan } = await aPlan(30);
    const rests: number[] = [];
    const results = await applyImport(client, plan, {
      ...{ rowsPerSecond: Infinity, restMs: 1_000 },
      onRest: (milliseconds) => rests.push(milliseconds),
    });
    expect([...results.values()].filter(({ kind }) => kind === 'created')).toHaveLength(30);
    expect(rests).not.toEqual([]);
  });
});

test('who adds a false signature to the public key is counted as a shopper all the same, and turned away', async () => {
  const headers = { 'x-api-key': stack.apiKey, authorization: 'AWS4-HMAC-SHA256 x', 'content-type': 'application/json' };
  const body = JSON.stringify({ query: '{ availability(productId: "lamp") { status } }' });
  const answers = await Promise.all(Array.from({ length: 11 }, () => fetch(stack.graphqlUrl, { method: 'POST', headers, body })));
  const blocked = answers.filter(({ status }) => status === 403);
  expect(blocked).not.toEqual([]);
  expect(await blocked[0]?.json()).toEqual({ errors: [{ errorType: 'WAFForbiddenException', message: '403 Forbidden' }] });
});

test('handshakes are counted too, whatever they bring', async () => {
  const knock = async () => {
    const socket = new WebSocket(stack.realtimeUrl, 'graphql-ws', { headers: { authorization: 'AWS4-HMAC-SHA256 x' } });
    const [message] = await Promise.race([once(socket, 'open').then(() => ['open']), once(socket, 'error')]);
    socket.terminate();
    return String(message);
  };
  const knocks = await Promise.all(Array.from({ length: 11 }, knock));
  expect(knocks).toContain('Error: Unexpected server response: 403');
});

/** A plan for new levels, and a client of staff that never tries a call again by itself. */
async function aPlan(rows: number, asked: boolean[] = []) {
  const { graphqlUrl, realtimeUrl, tokens } = stack;
  const authorization = accessToken((refused) => {
    asked.push(refused);
    return tokens.admin;
  });
  const client = createInventoryClient({ graphqlUrl, realtimeUrl, authorization, retry: { budgetMs: 0 } });
  const prefix = newId('import');
  const lines = Array.from({ length: rows }, (_, row) => `${prefix}-${row},LONDON,1`);
  return { client, plan: await planImport(client, `productId,warehouseId,stockCount\n${lines.join('\n')}\n`) };
}
