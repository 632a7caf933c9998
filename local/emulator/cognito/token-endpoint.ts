import { createHash, randomUUID } from 'node:crypto';
import type { AppClient } from './app-client.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import type { AccessTokenClaims, Issuer } from './issuer.ts';

/** Who signed in. */
export interface SignedIn {
  username: string;
  groups: string[];
}

/** Codes and the tokens that they are exchanged for. */
export interface TokenEndpoint {
  /** A code that works once, within five minutes. */
  issueCode: (request: AuthorizationRequest, user: SignedIn) => string;
  /** The answer to `POST /oauth2/token` with these form fields. */
  exchange: (form: URLSearchParams) => Promise<Answer>;
  /**
   * The answer to `POST /oauth2/revoke`: the refresh token and all that came of the same sign-in
   * bring nothing more.
   */
  revoke: (form: URLSearchParams) => Promise<Answer>;
}

interface Answer {
  status: number;
  body: Record<string, unknown>;
}

interface Grant extends AuthorizationRequest {
  user: SignedIn;
  /** Milliseconds. */
  expiresAt: number;
}

const CODE_LIFETIME_MS = 5 * 60 * 1000;

/**
 * Who ended what is forgotten with the stack: a restart lets tokens live again that were revoked or
 * rotated away before.
 * @param now milliseconds, for tests
 */
export function createTokenEndpoint(issuer: Issuer, clients: readonly AppClient[], now: () => number = Date.now): TokenEndpoint {
  const grants = new Map<string, Grant>();
  /**
   * Refresh tokens that brought another one, by their `jti`: until when they work, milliseconds.
   */
  const rotated = new Map<string, number>();
  /** Sign-ins that were revoked, by their `origin_jti`. */
  const revoked = new Set<unknown>();

  /** The claims of a refresh token of this client that works. */
  async function readRefresh(client: AppClient, token: string | null): Promise<AccessTokenClaims | undefined> {
    const claims = await issuer.verifyRefresh(token ?? '');
    if (claims?.client_id !== client.clientId || revoked.has(claims['origin_jti'])) return undefined;
    return now() < (rotated.get(String(claims['jti'])) ?? Infinity) ? claims : undefined;
  }

  /** `more` are claims of both; when somebody signed in is not when a token was renewed. */
  async function tokens(
    { seconds, clientId }: AppClient,
    { username, groups }: SignedIn,
    scope: string,
    { nonce, ...more }: { nonce?: string | undefined; auth_time?: unknown },
  ) {
    const user = { username, groups };
    const idClaims = {
      ...more,
      token_use: 'id',
      aud: clientId,
      'cognito:username': username,
      username: undefined,
      client_id: undefined,
      nonce,
    };
    return {
      access_token: await issuer.mint({ ...user, expiresInSeconds: seconds.access, claims: { scope, client_id: clientId, ...more } }),
      id_token: await issuer.mint({ ...user, expiresInSeconds: seconds.id, claims: idClaims }),
      token_type: 'Bearer',
      expires_in: seconds.access,
    };
  }

  async function byCode(client: AppClient, form: URLSearchParams) {
    const code = form.get('code') ?? '';
    const grant = grants.get(code);
    // Whatever is wrong with the rest, a code that was shown is used up.
    grants.delete(code);
    if (!grant || grant.expiresAt <= now() || grant.client !== client || grant.redirectUri !== form.get('redirect_uri')) return undefined;
    if (grant.challenge !== undefined && grant.challenge !== challengeOf(form.get('code_verifier') ?? '')) return undefined;
    const { user, scope, nonce } = grant;
    // The same in all of them and in those that renew them: a client refuses an identity token of
    // another sign-in, and a second may end between two signatures.
    const auth_time = Math.floor(now() / 1_000);
    const claims = { token_use: 'refresh', client_id: client.clientId, scope, origin_jti: randomUUID(), auth_time };
    const refresh = await issuer.mint({ ...user, expiresInSeconds: client.seconds.refresh, claims });
    return { ...(await tokens(client, user, scope, { nonce, auth_time })), refresh_token: refresh };
  }

  async function byRefreshToken(client: AppClient, form: URLSearchParams) {
    const claims = await readRefresh(client, form.get('refresh_token'));
    if (!claims) return undefined;
    const user = { username: claims.username, groups: claims['cognito:groups'] ?? [] };
    const scope = String(claims['scope']);
    const { origin_jti, auth_time } = claims;
    const brought = await tokens(client, user, scope, { auth_time });
    if (client.rotationGrace === undefined) return brought;
    const id = String(claims['jti']);
    rotated.set(id, rotated.get(id) ?? now() + client.rotationGrace * 1_000);
    // It ends when the first one of the sign-in would have.
    const expiresInSeconds = claims.exp - Math.floor(Date.now() / 1_000);
    const next = { token_use: 'refresh', client_id: client.clientId, scope, origin_jti, auth_time };
    return { ...brought, refresh_token: await issuer.mint({ ...user, expiresInSeconds, claims: next }) };
  }

  return {
    issueCode: (request, user) => {
      for (const [code, { expiresAt }] of grants) if (expiresAt <= now()) grants.delete(code);
      const code = randomUUID();
      grants.set(code, { ...request, user, expiresAt: now() + CODE_LIFETIME_MS });
      return code;
    },
    exchange: async (form) => {
      const client = clients.find(({ clientId }) => clientId === form.get('client_id'));
      if (!client) return refusal('invalid_client');
      const type = form.get('grant_type');
      if (type !== 'authorization_code' && type !== 'refresh_token') return refusal('unsupported_grant_type');
      const body = await (type === 'refresh_token' ? byRefreshToken(client, form) : byCode(client, form));
      return body ? { status: 200, body } : refusal('invalid_grant');
    },
    revoke: async (form) => {
      const client = clients.find(({ clientId }) => clientId === form.get('client_id'));
      if (!client) return refusal('invalid_client');
      if (!client.revocable || !form.has('token')) return refusal('invalid_request');
      const claims = await readRefresh(client, form.get('token'));
      if (claims) revoked.add(claims['origin_jti']);
      return { status: 200, body: {} };
    },
  };
}

function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}

function refusal(error: string) {
  return { status: 400, body: { error } };
}
