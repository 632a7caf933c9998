import type { AccessTokenClaims } from '../cognito/issuer.ts';
import { type Principal, roleSessionArn, roleSessionId, uniqueId } from '../iam/principal.ts';

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

// A role is seen as the session that has it.
function iamIdentity(principal: Principal, sourceIp: string[]): Record<string, unknown> {
  const { arn } = principal;
  const accountId = arn.split(':')[4] ?? '';
  const isRole = arn.includes(':role/');
  return {
    accountId,
    cognitoIdentityPoolId: null,
    cognitoIdentityId: null,
    sourceIp,
    username: isRole ? roleSessionId(principal) : `AIDA${uniqueId(arn)}`,
    userArn: isRole ? roleSessionArn(principal) : arn,
    cognitoIdentityAuthType: null,
    cognitoIdentityAuthProvider: null,
  };
}
