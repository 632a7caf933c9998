import { createHash } from 'node:crypto';
import { decodeJwt } from 'jose';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { readAppClients } from '../../../local/emulator/cognito/app-client.ts';
import { readAuthorizationRequest } from '../../../local/emulator/cognito/authorization-request.ts';
import { createIssuer, newSigningKey } from '../../../local/emulator/cognito/issuer.ts';
import { createTokenEndpoint } from '../../../local/emulator/cognito/token-endpoint.ts';
import { deploy, sampleTemplate } from '../support/sample.ts';

const ORIGIN = 'http://127.0.0.1:4000';
const VERIFIER = 'a-verifier-that-nobody-guesses-because-it-is-long';
const challenge = createHash('sha256').update(VERIFIER).digest('base64url');
const redirectUri = `${ORIGIN}/admin-panel.html`;

const template = sampleTemplate();
template.Resources['Panel'] = {
  Type: 'AWS::Cognito::UserPoolClient',
  Properties: {
    UserPoolId: { Ref: 'Users' },
    AllowedOAuthFlows: ['code'],
    AllowedOAuthScopes: ['openid', 'profile'],
    CallbackURLs: ['https://127.0.0.1:4000/admin-panel.html'],
    AccessTokenValidity: 60,
    TokenValidityUnits: { AccessToken: 'minutes' },
    RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 10 },
  },
};
const deployment = deploy(template);
const clients = readAppClients(deployment, ORIGIN);
const issuer = await createIssuer(deployment, ORIGIN, await newSigningKey());
const clientId = clients[0]?.clientId ?? '';
const valid = {
  client_id: clientId,
  redirect_uri: redirectUri,
  response_type: 'code',
  scope: 'openid profile',
  state: 's',
  code_challenge: challenge,
  code_challenge_method: 'S256',
};

/** A parameter that is undefined is left out. */
function read(changes: Record<string, string | undefined> = {}) {
  const parameters = new URLSearchParams(valid);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) parameters.delete(name);
    else parameters.set(name, value);
  }
  return readAuthorizationRequest(parameters, clients);
}

function signIn(now: () => number = Date.now) {
  const endpoint = createTokenEndpoint(issuer, clients, now);
  const asked = read();
  if (!('request' in asked)) throw new Error('The request is valid.');
  const code = endpoint.issueCode(asked.request, { username: 'ann', groups: ['admin'] });
  const exchange = (changes: Record<string, string> = {}) =>
    endpoint.exchange(
      new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: clientId,
        redirect_uri: redirectUri,
        code,
        code_verifier: VERIFIER,
        ...changes,
      }),
    );
  return { endpoint, exchange };
}

describe('an authorization request', () => {
  it('is taken when it is the client’s', () => {
    expect(read()).toMatchObject({ request: { redirectUri, challenge, state: 's' } });
  });

  it.each([
    ['another client', { client_id: 'x' }],
    ['another address', { redirect_uri: `${redirectUri}/` }],
    ['an address elsewhere', { redirect_uri: 'https://evil.example/admin-panel.html' }],
  ])('is not sent back anywhere with %s', (_case, changes) => {
    expect(read(changes)).toHaveProperty('fatal');
  });

  it.each([
    ['another flow', { response_type: 'token' }, 'unauthorized_client'],
    ['a plain challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['a challenge without a method', { code_challenge_method: undefined }, 'invalid_request'],
    ['a scope that the client has not', { scope: 'openid email' }, 'invalid_scope'],
  ])('goes back with an error for %s', (_case, changes, error) => {
    expect(read(changes)).toEqual({ redirectTo: `${redirectUri}?error=${error}&state=s` });
  });
});

describe('a code', () => {
  it('brings an access token that the API takes, an ID token, and a refresh token', async () => {
    const { status, body } = await signIn().exchange();
    expect({ status, ...body }).toMatchObject({ status: 200, token_type: 'Bearer', expires_in: 3_600 });
    const verdict = await issuer.verify(String(body['access_token']));
    expect(verdict).toMatchObject({
      claims: { username: 'ann', 'cognito:groups': ['admin'], client_id: clientId, scope: 'openid profile' },
    });
    for (const other of ['id_token', 'refresh_token']) expect(await issuer.verify(String(body[other]))).toEqual({ refusal: 'denied' });
  });

  it('works once', async () => {
    const { exchange } = signIn();
    await exchange();
    expect(await exchange()).toEqual({ status: 400, body: { error: 'invalid_grant' } });
  });

  it('is over after five minutes', async () => {
    let now = 0;
    const { exchange } = signIn(() => now);
    now = 5 * 60 * 1_000;
    expect(await exchange()).toEqual({ status: 400, body: { error: 'invalid_grant' } });
  });

  it.each([
    ['another verifier', { code_verifier: `${VERIFIER}x` }, 'invalid_grant'],
    ['another address', { redirect_uri: `${ORIGIN}/` }, 'invalid_grant'],
    ['another client', { client_id: 'x' }, 'invalid_client'],
    ['another grant', { grant_type: 'password' }, 'unsupported_grant_type'],
  ])('brings nothing with %s', async (_case, changes, error) => {
    expect(await signIn().exchange(changes)).toEqual({ status: 400, body: { error } });
  });
});

describe('a refresh token', () => {
  const renewal = (refresh_token: unknown) =>
    new URLSearchParams({ grant_type: 'refresh_token', client_id: clientId, refresh_token: String(refresh_token) });
  const revocation = (token: unknown) => new URLSearchParams({ client_id: clientId, token: String(token) });
  const refused = { status: 400, body: { error: 'invalid_grant' } };

  it('is of the moment of its sign-in, as all that it brings, also where a second ends between two signatures', async () => {
    let moment = Date.now();
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => (moment += 1_000));
    onTestFinished(() => clock.mockRestore());
    const { endpoint, exchange } = signIn();
    const { body } = await exchange();
    const { body: renewed } = await endpoint.exchange(renewal(body['refresh_token']));
    const tokens = [body, renewed].flatMap((each) => ['id_token', 'access_token', 'refresh_token'].map((name) => String(each[name])));
    const [first, ...others] = tokens.map((token) => decodeJwt(token)['auth_time']);
    expect(others).toEqual(others.map(() => first));
  });

  it('brings new tokens of the same user, and another refresh token', async () => {
    const { endpoint, exchange } = signIn();
    const { body } = await endpoint.exchange(renewal((await exchange()).body['refresh_token']));
    expect(await issuer.verify(String(body['access_token']))).toMatchObject({ claims: { username: 'ann', 'cognito:groups': ['admin'] } });
    expect((await endpoint.exchange(renewal(body['refresh_token']))).status).toBe(200);
  });

  it('brings tokens that say when its user signed in, and not when they were made', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const { endpoint, exchange } = signIn();
    let { body } = await exchange();
    const signedIn = decodeJwt(String(body['id_token']))['auth_time'];
    for (let renewals = 0; renewals < 2; renewals += 1) {
      vi.setSystemTime(Date.now() + 60_000);
      ({ body } = await endpoint.exchange(renewal(body['refresh_token'])));
      for (const token of ['id_token', 'access_token']) expect(decodeJwt(String(body[token]))['auth_time']).toBe(signedIn);
    }
  });

  it('works no longer than its time of grace after it brought another', async () => {
    let now = 0;
    const { endpoint, exchange } = signIn(() => now);
    const first = renewal((await exchange()).body['refresh_token']);
    const { body } = await endpoint.exchange(first);
    now = 9_999;
    expect((await endpoint.exchange(first)).status).toBe(200);
    now = 10_000;
    expect(await endpoint.exchange(first)).toEqual(refused);
    expect((await endpoint.exchange(renewal(body['refresh_token']))).status).toBe(200);
  });

  it('brings nothing once it was revoked, nor does any other of its sign-in', async () => {
    const { endpoint, exchange } = signIn();
    const first = (await exchange()).body['refresh_token'];
    const second = (await endpoint.exchange(renewal(first))).body['refresh_token'];
    expect(await endpoint.revoke(revocation(second))).toEqual({ status: 200, body: {} });
    for (const token of [first, second]) expect(await endpoint.exchange(renewal(token))).toEqual(refused);
  });

  it('of another sign-in works on after that', async () => {
    const { endpoint, exchange } = signIn();
    const asked = read();
    if (!('request' in asked)) throw new Error('The request is valid.');
    const other = (await exchange({ code: endpoint.issueCode(asked.request, { username: 'ann', groups: [] }) })).body['refresh_token'];
    await endpoint.revoke(revocation((await exchange()).body['refresh_token']));
    expect((await endpoint.exchange(renewal(other))).status).toBe(200);
  });

  it('is not an access token', async () => {
    const { endpoint, exchange } = signIn();
    expect(await endpoint.exchange(renewal((await exchange()).body['access_token']))).toEqual(refused);
  });
});
