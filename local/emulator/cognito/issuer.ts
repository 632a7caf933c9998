import { createHash, randomUUID } from 'node:crypto';
import {
  decodeJwt,
  errors,
  exportJWK,
  generateKeyPair,
  importJWK,
  jwtVerify,
  SignJWT,
  type CryptoKey,
  type JWK,
  type JWTPayload,
} from 'jose';
import type { Deployment } from '../template/deployment.ts';
import { issuerUrl, SIGN_IN_PATH } from '../template/naming.ts';

/** Claims of a Cognito access token. */
export interface AccessTokenClaims {
  iss: string;
  sub: string;
  username: string;
  client_id: string;
  token_use: 'access';
  /** Absent when the user is in no group, as in Cognito. */
  'cognito:groups'?: string[];
  exp: number;
  iat: number;
  [claim: string]: unknown;
}

/**
 * Why a token is refused: not a JWT at all, past its `exp`, or not one of ours (signature, issuer,
 * use, client).
 */
export type TokenRefusal = 'malformed' | 'expired' | 'denied';

type TokenVerdict = { claims: AccessTokenClaims } | { refusal: TokenRefusal };

/** Verifies access tokens with the public keys of the local user pool. */
export interface TokenKeys {
  /** `jwt` without a `Bearer ` prefix. Never rejects. */
  verify: (jwt: string) => Promise<TokenVerdict>;
}

/** What a token is to say. */
export interface TokenRequest {
  username: string;
  groups: string[];
  /** From now; negative makes an expired token. Default: seven days. */
  expiresInSeconds?: number;
  /** Claims on top, also to replace the ones above: for tokens that must be refused. */
  claims?: Record<string, unknown>;
}

/** The OIDC issuer of the local user pool. */
export interface Issuer extends TokenKeys {
  url: string;
  /** `/.well-known/jwks.json` */
  jwks: () => { keys: JWK[] };
  /** `/.well-known/openid-configuration` */
  configuration: () => Record<string, unknown>;
  mint: (request: TokenRequest) => Promise<string>;
  /** The claims of a refresh token that `mint` made; undefined when it is over, or not one. */
  verifyRefresh: (jwt: string) => Promise<AccessTokenClaims | undefined>;
}

const ALGORITHM = 'RS256';
const SEVEN_DAYS_IN_SECONDS = 7 * 24 * 60 * 60;

/** A new private signing key, for `createIssuer`. */
export async function newSigningKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  return { ...(await exportJWK(privateKey)), kid: randomUUID(), alg: ALGORITHM, use: 'sig' };
}

/**
 * The issuer of the template's one user pool, at `origin`. Throws a sentence when the template has
 * none, or no client.
 */
export async function createIssuer(deployment: Deployment, origin: string, signingKey: JWK): Promise<Issuer> {
  const [pool] = deployment.ofType('AWS::Cognito::UserPool');
  const clientIds = deployment.ofType('AWS::Cognito::UserPoolClient').map((client) => client.physicalId);
  const [clientId] = clientIds;
  if (!pool || !clientId) throw new Error('The template needs a Cognito user pool with a client.');
  const url = issuerUrl(origin, pool.physicalId);
  const privateKey = await importJWK(signingKey, ALGORITHM);
  const { kty, n, e, kid, alg, use } = signingKey;
  const publicJwk = { kty, n, e, kid, alg, use } as JWK;
  const publicKey = (await importJWK(publicJwk, ALGORITHM)) as CryptoKey;

  return {
    url,
    jwks: () => ({ keys: [publicJwk] }),
    configuration: () => ({
      issuer: url,
      jwks_uri: `${url}/.well-known/jwks.json`,
      id_token_signing_alg_values_supported: [ALGORITHM],
      response_types_supported: ['code'],
      scopes_supported: ['openid', 'profile'],
      subject_types_supported: ['public'],
      ...(deployment.ofType('AWS::Cognito::UserPoolDomain').length > 0 && {
        authorization_endpoint: `${origin}${SIGN_IN_PATH}/oauth2/authorize`,
        token_endpoint: `${origin}${SIGN_IN_PATH}/oauth2/token`,
        revocation_endpoint: `${origin}${SIGN_IN_PATH}/oauth2/revoke`,
        end_session_endpoint: `${origin}${SIGN_IN_PATH}/logout`,
        token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      }),
    }),
    mint: ({ username, groups, expiresInSeconds = SEVEN_DAYS_IN_SECONDS, claims = {} }) => {
      const now = Math.floor(Date.now() / 1000);
      const membership = groups.length > 0 ? { 'cognito:groups': groups } : {};
      const token = { iss: url, sub: subjectOf(url, username), username, client_id: clientId, token_use: 'access', ...membership };
      const times = { iat: now, auth_time: now, exp: now + expiresInSeconds };
      return new SignJWT({ ...token, ...times, jti: randomUUID(), ...claims })
        .setProtectedHeader({ alg: ALGORITHM, kid: kid ?? '' })
        .sign(privateKey);
    },
    verify: (jwt) => verify(jwt, publicKey, url, clientIds),
    verifyRefresh: async (jwt) => {
      const verdict = await verify(jwt, publicKey, url, clientIds, 'refresh');
      return 'claims' in verdict ? verdict.claims : undefined;
    },
  };
}

/** The same user has the same subject in every token, as in Cognito. */
function subjectOf(issuer: string, username: string): string {
  const digest = createHash('sha256').update(`${issuer}/${username}`).digest('hex');
  return [digest.slice(0, 8), digest.slice(8, 12), digest.slice(12, 16), digest.slice(16, 20), digest.slice(20, 32)].join('-');
}

async function verify(
  jwt: string,
  publicKey: CryptoKey,
  issuer: string,
  clientIds: readonly string[],
  use = 'access',
): Promise<TokenVerdict> {
  try {
    // Throws on a text that is no JWT, before a signature is asked for.
    decodeJwt(jwt);
    const options = { algorithms: [ALGORITHM], issuer, requiredClaims: ['exp', 'sub', 'username', 'client_id'] };
    const { payload } = await jwtVerify(jwt, publicKey, options);
    return isOurs(payload, clientIds, use) ? { claims: payload } : { refusal: 'denied' };
  } catch (error) {
    if (error instanceof errors.JWTExpired) return { refusal: 'expired' };
    const malformed = error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid;
    return { refusal: malformed ? 'malformed' : 'denied' };
  }
}

/**
 * A token of this pool for another use (an ID token), or for a client that the template does not
 * have, is not ours.
 */
function isOurs(payload: JWTPayload, clientIds: readonly string[], use: string): payload is AccessTokenClaims {
  return payload['token_use'] === use && clientIds.some((clientId) => clientId === payload['client_id']);
}
