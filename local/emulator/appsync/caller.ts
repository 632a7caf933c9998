import { createHash } from 'node:crypto';
import type { AccessTokenClaims } from '../cognito/issuer.ts';
import type { Principal } from '../iam/principal.ts';

export type AuthMode = 'API_KEY' | 'AWS_IAM' | 'AMAZON_COGNITO_USER_POOLS';

/** Who sent a request, proven by one of the modes of the API. */
export type Caller = { sourceIp: string[] } & (
  | { mode: 'API_KEY' }
  | { mode: 'AWS_IAM'; principal: Principal }
  | { mode: 'AMAZON_COGNITO_USER_POOLS'; claims: AccessTokenClaims; defaultAuthStrategy: 'ALLOW' | 'DENY' }
);

const AUTH_TYPES: Readonly<Record<AuthMode, string>> = {
  API_KEY: 'API Key Authorization',
  AWS_IAM: 'IAM Authorization',
  AMAZON_COGNITO_USER_POOLS: 'User Pool Authorization',
};

/** What `util.authType()` says. */
export function authTypeOf(caller: Caller): string {
  return AUTH_TYPES[caller.mode];
}

/**
 * The groups of a signed-in user, or null when he is in none. A text is no list of them: it would
 * contain the names of others.
 */
export function groupsOf(claims: AccessTokenClaims): string[] | null {
  const groups: unknown = claims['cognito:groups'];
  return Array.isArray(groups) ? groups.filter((group) => typeof group === 'string') : null;
}

/** `ctx.identity`: null with an API key, otherwise by the mode. */
export function identityOf(caller: Caller): Record<string, unknown> | null {
  if (caller.mode === 'API_KEY') return null;
  if (caller.mode === 'AWS_IAM') return iamIdentity(caller.principal, caller.sourceIp);
  const { claims, defaultAuthStrategy, sourceIp } = caller;
  return {
    sub: claims.sub,
    issuer: claims.iss,
    username: claims.username,
    claims,
    sourceIp,
    groups: groupsOf(claims),
    defaultAuthStrategy,
  };
}

// A role is seen as the session that assumed it; the session has the role's name here, as a Lambda
// function's would have the function's.
function iamIdentity({ arn, name }: Principal, sourceIp: string[]): Record<string, unknown> {
  const accountId = arn.split(':')[4] ?? '';
  const isRole = arn.includes(':role/');
  return {
    accountId,
    cognitoIdentityPoolId: null,
    cognitoIdentityId: null,
    sourceIp,
    username: isRole ? `AROA${uniqueId(arn)}:${name}` : `AIDA${uniqueId(arn)}`,
    userArn: isRole ? `arn:aws:sts::${accountId}:assumed-role/${name}/${name}` : arn,
    cognitoIdentityAuthType: null,
    cognitoIdentityAuthProvider: null,
  };
}

/** IAM's unique ids say nothing of the name; neither do these. */
function uniqueId(arn: string): string {
  return createHash('sha256').update(arn).digest('hex').slice(0, 17).toUpperCase();
}
