import { LambdaClient } from '@aws-sdk/client-lambda';
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@aws-sdk/types';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sigV4 } from '../../web/client/sigv4.ts';

const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const url = 'https://example.appsync-api.eu-central-1.amazonaws.com/graphql';
const at = Date.UTC(2026, 10, 23, 4, 5, 6, 789);

/** The signature that AWS's own library makes for the same request. */
async function byAws(
  address: string,
  body: string,
  headers: Record<string, string>,
  credentials: AwsCredentialIdentity = keys,
): Promise<string | undefined> {
  const { host, hostname, pathname, protocol } = new URL(address);
  const signer = new SignatureV4({ service: 'appsync', region: 'eu-central-1', credentials, sha256: Sha256, applyChecksum: false });
  const request = { method: 'POST', protocol, hostname, path: pathname, headers: { host, ...headers }, body };
  const signed = await signer.sign(request, { signingDate: new Date(at) });
  return signed.headers['authorization'];
}

test('signs an HTTP request as AWS does, whatever is in it', async () => {
  const authorization = sigV4({ region: 'eu-central-1', credentials: keys, now: () => at });
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (body) => {
      const proof = await authorization.prove({ url, body, over: 'http', refused: false });
      expect(proof['x-amz-date']).toBe('20261123T040506Z');
      expect(proof['Authorization']).toBe(await byAws(url, body, {}));
    }),
    { numRuns: 20 },
  );
});

test('signs a handshake with the headers that the real-time protocol asks for', async () => {
  const authorization = sigV4({ region: 'eu-central-1', credentials: keys, now: () => at });
  const proof = await authorization.prove({ url: `${url}/connect`, body: '{}', over: 'socket', refused: false });
  const { Authorization, 'x-amz-date': date, ...rest } = proof;
  expect(date).toBe('20261123T040506Z');
  expect(rest).toEqual({
    accept: 'application/json, text/javascript',
    'content-encoding': 'amz-1.0',
    'content-type': 'application/json; charset=UTF-8',
  });
  expect(Authorization).toBe(await byAws(`${url}/connect`, '{}', rest));
});

test('signs and sends the token of temporary keys', async () => {
  const temporary = { ...keys, sessionToken: 'session' };
  const authorization = sigV4({ region: 'eu-central-1', credentials: temporary, now: () => at });
  const proof = await authorization.prove({ url, body: '{}', over: 'http', refused: false });
  expect(proof['x-amz-security-token']).toBe('session');
  expect(proof['Authorization']).toBe(await byAws(url, '{}', {}, temporary));
});

test('asks for other keys when the ones before were refused, as the credential providers of the AWS SDK take it', async () => {
  const asked: unknown[] = [];
  const authorization = sigV4({ region: 'eu-central-1', credentials: (options) => (asked.push(options), keys), now: () => at });
  await authorization.prove({ url, body: '{}', over: 'http', refused: false });
  await authorization.prove({ url, body: '{}', over: 'http', refused: true, serverTime: at });
  expect(asked).toEqual([{ forceRefresh: false }, { forceRefresh: true }]);
});

test('takes a credential provider of the AWS SDK as it is', async () => {
  const provider: AwsCredentialIdentityProvider = async () => keys;
  const fromClient = new LambdaClient({ region: 'eu-central-1', credentials: keys }).config.credentials;
  for (const credentials of [provider, fromClient]) {
    const proof = await sigV4({ region: 'eu-central-1', credentials, now: () => at }).prove({
      url,
      body: '{}',
      over: 'http',
      refused: false,
    });
    expect(proof['Authorization']).toBe(await byAws(url, '{}', {}));
  }
});

test('signs by the clock of the server that refused, and goes on so', async () => {
  const authorization = sigV4({ region: 'eu-central-1', credentials: keys, now: () => at - 6 * 60_000 });
  const prove = async (refused: boolean, serverTime?: number) =>
    (await authorization.prove({ url, body: '{}', over: 'http', refused, serverTime }))['x-amz-date'];
  expect(await prove(false)).toBe('20261123T035906Z');
  expect(await prove(true, at)).toBe('20261123T040506Z');
  expect(await prove(false)).toBe('20261123T040506Z');
  // An answer that does not tell the time changes nothing.
  expect(await prove(true)).toBe('20261123T040506Z');
});
