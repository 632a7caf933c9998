import { describe, expect, test } from 'vitest';
import { limits } from '../../domain/limits.ts';
import { createFirewall, type WebAclRule } from '../../local/emulator/firewall/firewall.ts';
import type { FirewallRequest } from '../../local/emulator/firewall/statement.ts';
import { resourcesOf, templateOf } from './template.ts';

// The last limit is lower than it is by itself, so that a test reaches it soon.
const template = templateOf({ stage: 'live', wafRequestsInAllPerFiveMinutes: '100000' });
const [acl] = Object.values(resourcesOf(template, 'AWS::WAFv2::WebACL'));
const rules = acl?.Properties['Rules'] as WebAclRule[];
const [SHOPPERS, STAFF, ALL] = [3_000, 30_000, 100_000];

const key = { 'x-api-key': 'da2-public' };
const signature = { authorization: 'AWS4-HMAC-SHA256 Credential=AKIA/20261101/eu-west-1/appsync/aws4_request' };
const token = { authorization: 'eyJraWQiOiJ4In0.e30.x' };
const post = (headers: FirewallRequest['headers']) => ({ method: 'POST', headers });
const handshake = (headers: FirewallRequest['headers']) => ({ method: 'GET', headers: { upgrade: 'websocket', ...headers } });

/** How many such requests of one address are served at once, and which rule blocks the next one. */
function served(request: Omit<FirewallRequest, 'sourceIp'>): [served: number, blockedBy: string | undefined] {
  const firewall = createFirewall(rules, () => 0);
  for (let count = 0; count <= ALL; count += 1) {
    const rule = firewall.blockedBy({ ...request, sourceIp: '192.0.2.1' });
    if (rule !== undefined) return [count, rule];
  }
  return [ALL + 1, undefined];
}

describe('the firewall of the API', () => {
  test.each([
    ['with the public key', post(key)],
    ['with nothing', post({})],
    ['with the public key and a signature', post({ ...key, ...signature })],
    ['with the public key and a token', post({ ...key, ...token })],
    ['that only asks whether it may come', { method: 'OPTIONS', headers: signature }],
    ['with an empty proof', post({ authorization: '' })],
  ])('counts a request %s as one of a shopper', (_, request) => {
    expect(served(request)).toEqual([SHOPPERS, 'TooManyRequests']);
  });

  test.each([
    ['the public key', key],
    ['a signature', signature],
    ['a token', token],
    ['the public key and a signature', { ...key, ...signature }],
  ])('counts a handshake with %s as one of a shopper', (_, headers) => {
    expect(served(handshake(headers))).toEqual([SHOPPERS, 'TooManyRequests']);
  });

  test.each([
    ['a token', token],
    ['a token as Bearer', { authorization: `Bearer ${token.authorization}` }],
    ['what only looks like a signature', { authorization: 'aws4-hmac-sha256 x' }],
  ])('gives requests with %s and no key a limit of their own', (_, headers) => {
    expect(served(post(headers))).toEqual([STAFF, 'TooManyRequestsOfStaff']);
  });

  test('lets an address that signs send a great deal, but not without end', () => {
    expect(served(post(signature))).toEqual([ALL, 'TooManyRequestsInAll']);
  });

  test('leaves room for staff beside an import that takes its time', () => {
    expect(limits.importedRowsPerSecond * 300).toBeLessThanOrEqual(STAFF / 2);
    expect(() => templateOf({ wafStaffRequestsPerFiveMinutes: '15000' })).toThrow('a whole number from 20,000');
  });
});
