import { createHash, randomUUID } from 'node:crypto';
import type { AppClient } from './app-client.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import type { Issuer } from './issuer.ts';

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
  exchange: (form: URLSearchParams) => Promise<{ status: number; body: Record<string, unknown> }>;
}

interface Grant extends AuthorizationRequest {
  user: SignedIn;
  /** Milliseconds. */
  expiresAt: number;
}

const CODE_LIFETIME_MS = 5 * 60 * 1000;

/** `now` in milliseconds, for tests. */
export function createTokenEndpoint(issuer: Issuer, clients: readonly AppClient[], now: () => number = Date.now): TokenEndpoint {
  const grants = new Map<string, Grant>();

  async function tokens({ seconds, clientId }: AppClient, { username, groups }: SignedIn, scope: string, nonce?: string) {
    const user = { username, groups };
    const idClaims = { token_use: 'id', aud: clientId, 'cognito:username': username, username: undefined, client_id: undefined, nonce };
    return {
      access_token: await issuer.mint({ ...user, expiresInSeconds: seconds.access, claims: { scope, client_id: clientId } }),
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
    const claims = { token_use: 'refresh', client_id: client.clientId, scope };
    const refresh = await issuer.mint({ ...user, expiresInSeconds: client.seconds.refresh, claims });
    return { ...(await tokens(client, user, scope, nonce)), refresh_token: refresh };
  }

  async function byRefreshToken(client: AppClient, form: URLSearchParams) {
    const claims = await issuer.verifyRefresh(form.get('refresh_token') ?? '');
    if (claims?.client_id !== client.clientId) return undefined;
    // Without rotation Cognito sends no other refresh token.
    return tokens(client, { username: claims.username, groups: claims['cognito:groups'] ?? [] }, String(claims['scope']));
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
  };
}

function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}

function refusal(error: string) {
  return { status: 400, body: { error } };
}
