import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, errors, jwtVerify, type JWTPayload } from 'jose';
import { AwsError } from '../gateway/gateway.ts';
import { type IssuerAddresses, keysOf, NO_KEY } from './keys.ts';
import type { IdentityProvider } from './providers.ts';

/** What a token that was verified says of who brings it. */
export interface WebIdentity {
  provider: IdentityProvider;
  subject: string;
  /** `azp` where the token has it, as IAM takes it; else `aud`. */
  audience: string;
  /** `aud` where the token has `azp` too. */
  originalAudience?: string;
}

/** What IAM verifies. No symmetric ones: a public key is no secret. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'];
/** For clocks that are off; AWS documents it for the end of a token. */
const CLOCK_SKEW_SECONDS = 300;
const INVALID =
  'The web identity token that was passed could not be validated by AWS. Get a new identity token from the identity provider and then retry the request.';

/**
 * Verifies a token with the keys of its issuer, which must be one of the providers. Rejects with
 * STS's `AwsError`.
 */
export async function verifyWebIdentity(
  token: string,
  providers: readonly IdentityProvider[],
  addresses: IssuerAddresses,
): Promise<WebIdentity> {
  const { iss } = read(token);
  const provider = providers.find(({ url }) => url === iss);
  if (!provider) throw invalid(`No OpenIDConnect provider found in your account for ${String(iss)}`);
  const keys = createLocalJWKSet(await keysOf(provider.url, addresses));
  const options = { algorithms: ALGORITHMS, issuer: provider.url, clockTolerance: CLOCK_SKEW_SECONDS };
  const { payload } = await jwtVerify(token, keys, options).catch((error: unknown) => {
    throw refusalOf(error);
  });
  return { provider, ...identityOf(payload, provider) };
}

/** The claims, not verified yet. */
function read(token: string): JWTPayload {
  try {
    decodeProtectedHeader(token);
    return decodeJwt(token);
  } catch {
    throw invalid('The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)');
  }
}

function identityOf(claims: JWTPayload, { clientIds }: IdentityProvider): Omit<WebIdentity, 'provider'> {
  const missing = ['sub', 'aud', 'exp', 'iat'].find((claim) => claims[claim] === undefined);
  if (missing !== undefined) throw invalid(`Missing a required claim: ${missing}`);
  const audiences = [claims.aud ?? []].flat();
  const azp = claims['azp'];
  const candidates = typeof azp === 'string' ? [azp] : audiences;
  const audience = candidates.find((candidate) => clientIds.includes(candidate));
  if (audience === undefined) throw invalid('Incorrect token audience');
  const [original] = audiences;
  return {
    subject: String(claims.sub),
    audience,
    ...(typeof azp === 'string' && original !== undefined && { originalAudience: original }),
  };
}

function refusalOf(error: unknown): AwsError {
  if (error instanceof errors.JWTExpired) {
    const end = String(error.payload.exp);
    const now = Math.floor(Date.now() / 1_000);
    const message = `Token expired: current date/time ${now} must be before the expiration date/time ${end}`;
    return new AwsError('ExpiredTokenException', message);
  }
  const unknownKey = error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys;
  return invalid(unknownKey ? NO_KEY : INVALID);
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidIdentityToken', message);
}
