import { SignJWT, UnsecuredJWT, importJWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { createIssuer, newSigningKey } from '../../../local/emulator/cognito/issuer.ts';
import { deploy, sampleTemplate } from '../support/sample.ts';

const signingKey = await newSigningKey();
const issuer = await createIssuer(deploy(sampleTemplate()), 'http://127.0.0.1:4000', signingKey);

describe('access tokens', () => {
  it('have the claims of a Cognito access token', async () => {
    const verdict = await issuer.verify(await issuer.mint({ username: 'ann', groups: ['admin'] }));
    expect(verdict).toMatchObject({ claims: { iss: issuer.url, username: 'ann', token_use: 'access', 'cognito:groups': ['admin'] } });
  });

  it('leave out the groups of a user in none', async () => {
    const verdict = await issuer.verify(await issuer.mint({ username: 'ann', groups: [] }));
    expect(verdict).not.toHaveProperty('claims.cognito:groups');
  });

  it('last seven days', async () => {
    const verdict = await issuer.verify(await issuer.mint({ username: 'ann', groups: [] }));
    if (!('claims' in verdict)) throw new Error('The token was refused.');
    expect(verdict.claims.exp - verdict.claims.iat).toBe(7 * 24 * 60 * 60);
  });

  it('are refused as expired after their time', async () => {
    expect(await issuer.verify(await issuer.mint({ username: 'ann', groups: [], expiresInSeconds: -1 }))).toEqual({ refusal: 'expired' });
  });

  it.each([
    ['another issuer', { iss: 'http://127.0.0.1:4001/_local/cognito/x' }],
    ['another client', { client_id: 'another' }],
    ['another use', { token_use: 'id' }],
  ])('are denied for %s', async (_case, claims) => {
    expect(await issuer.verify(await issuer.mint({ username: 'ann', groups: [], claims }))).toEqual({ refusal: 'denied' });
  });

  it('are denied when another key signed them, also when they are expired', async () => {
    const another = await createIssuer(deploy(sampleTemplate()), 'http://127.0.0.1:4000', await newSigningKey());
    expect(await issuer.verify(await another.mint({ username: 'ann', groups: [], expiresInSeconds: -1 }))).toEqual({ refusal: 'denied' });
  });

  it('are denied without a signature', async () => {
    expect(await issuer.verify(new UnsecuredJWT({ iss: issuer.url }).encode())).toEqual({ refusal: 'denied' });
  });

  it('are denied with another algorithm', async () => {
    const key = { ...signingKey, alg: 'PS256' };
    const jwt = await new SignJWT({}).setProtectedHeader({ alg: 'PS256' }).sign(await importJWK(key, 'PS256'));
    expect(await issuer.verify(jwt)).toEqual({ refusal: 'denied' });
  });

  it.each(['', 'nonsense', 'a.b', 'a.b.c'])('are malformed as %j', async (jwt) => {
    expect(await issuer.verify(jwt)).toEqual({ refusal: 'malformed' });
  });
});

describe('the published keys', () => {
  it('have no private part', () => {
    expect(Object.keys(issuer.jwks().keys[0] ?? {}).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
  });
});
