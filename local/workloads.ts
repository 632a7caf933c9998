import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWTHeaderParameters, SignJWT } from 'jose';

/**
 * The issuer of the setting `backendIssuers` of the stage `local`. Its name leads nowhere: the
 * stack looks for it at its own address, below `WORKLOADS_PATH`.
 */
export const WORKLOAD_ISSUER = 'https://workloads.onhand.invalid';
export const WORKLOADS_PATH = '/_local/workloads';

/** What a token is to say. */
export interface WorkloadToken {
  subject: string;
  audience: string;
  /** From now; negative makes an expired token. Default: ten minutes. */
  expiresInSeconds?: number;
  /** Claims on top, also to replace the ones above: for tokens that must be refused. */
  claims?: Record<string, unknown>;
}

/**
 * Stands in for what gives programs an identity where they run: Vercel, Google Cloud, Azure,
 * Kubernetes. It believes everybody, and its keys last as long as the stack.
 */
export interface Workloads {
  configuration: () => Record<string, unknown>;
  jwks: () => { keys: unknown[] };
  mint: (token: WorkloadToken) => Promise<string>;
}

const ALGORITHM = 'ES256';
const TEN_MINUTES = 600;

/** An issuer with new keys. */
export async function createWorkloads(): Promise<Workloads> {
  const { privateKey, publicKey } = await generateKeyPair(ALGORITHM);
  const header: JWTHeaderParameters = { alg: ALGORITHM, kid: randomUUID(), typ: 'JWT' };
  const publicJwk = { ...(await exportJWK(publicKey)), kid: header.kid, alg: ALGORITHM, use: 'sig' };
  return {
    configuration: () => ({
      issuer: WORKLOAD_ISSUER,
      jwks_uri: `${WORKLOAD_ISSUER}/jwks.json`,
      id_token_signing_alg_values_supported: [ALGORITHM],
      response_types_supported: ['id_token'],
      subject_types_supported: ['public'],
    }),
    jwks: () => ({ keys: [publicJwk] }),
    mint: ({ subject, audience, expiresInSeconds = TEN_MINUTES, claims = {} }) => {
      const now = Math.floor(Date.now() / 1_000);
      const token = { iss: WORKLOAD_ISSUER, sub: subject, aud: audience, iat: now, nbf: now, exp: now + expiresInSeconds };
      return new SignJWT({ ...token, jti: randomUUID(), ...claims }).setProtectedHeader(header).sign(privateKey);
    },
  };
}
