import type { TokenKeys, TokenRefusal } from '../cognito/issuer.ts';
import type { Principals } from '../iam/principal.ts';
import { type CallerRefusal, verifyCaller } from '../iam/verify-caller.ts';
import type { ApiDescription } from './api-description.ts';
import type { Caller } from './caller.ts';
import { headerOf, RequestError, type HttpRequest } from './http.ts';

/** What proves who somebody is. */
export interface Verifiers {
  principals: Principals;
  keys: TokenKeys;
}

const TOKEN_MESSAGES: Readonly<Record<TokenRefusal, string>> = {
  malformed: 'Unable to parse JWT token.',
  expired: 'Token has expired.',
  denied: 'You are not authorized to make this call.',
};

const UNKNOWN_KEY = ['UnrecognizedClientException', 'The security token included in the request is invalid.'] as const;
const SIGNATURE_REFUSALS: Readonly<Record<CallerRefusal, readonly [errorType: string, message: string]>> = {
  unknown: UNKNOWN_KEY,
  token: UNKNOWN_KEY,
  ended: ['ExpiredTokenException', 'The security token included in the request is expired'],
  mismatch: [
    'InvalidSignatureException',
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
  ],
  expired: ['InvalidSignatureException', 'Signature expired.'],
  malformed: ['IncompleteSignatureException', 'The Authorization header is not a complete AWS4-HMAC-SHA256 signature.'],
};

/**
 * Finds out who calls, by the headers: `x-api-key`, then a SigV4 `Authorization`, then a JWT with
 * or without `Bearer`. Throws a RequestError (401, for signatures 403) when nothing or something
 * wrong is presented.
 */
export async function authenticate(request: HttpRequest, api: ApiDescription, verifiers: Verifiers): Promise<Caller> {
  const sourceIp = sourceIpOf(request);
  const apiKey = headerOf(request, 'x-api-key');
  const authorization = headerOf(request, 'authorization');
  if (apiKey !== undefined && api.modes.has('API_KEY')) return apiKeyCaller(apiKey, api, sourceIp);
  if (!authorization) throw unauthorized('Valid authorization header not provided.');
  if (authorization.startsWith('AWS4-HMAC-SHA256')) return iamCaller(request, api, verifiers.principals, sourceIp);
  if (!api.modes.has('AMAZON_COGNITO_USER_POOLS')) throw unauthorized('Valid authorization header not provided.');
  return userPoolCaller(authorization, api, verifiers.keys, sourceIp);
}

/** HTTP 401 as the service sends it. */
export function unauthorized(message: string): RequestError {
  return new RequestError(401, 'UnauthorizedException', message);
}

/** The chain of a proxy in front, then the TCP peer. */
function sourceIpOf(request: HttpRequest): string[] {
  const forwarded = headerOf(request, 'x-forwarded-for') ?? '';
  const chain = forwarded.split(',').map((each) => each.trim());
  return [...chain.filter((each) => each !== ''), request.sourceIp];
}

function apiKeyCaller(apiKey: string, api: ApiDescription, sourceIp: string[]): Caller {
  const expires = api.apiKeys.get(apiKey);
  if (expires === undefined || expires * 1000 <= Date.now()) throw unauthorized(TOKEN_MESSAGES.denied);
  return { mode: 'API_KEY', sourceIp };
}

function iamCaller(request: HttpRequest, api: ApiDescription, principals: Principals, sourceIp: string[]): Caller {
  if (!api.modes.has('AWS_IAM')) throw unauthorized(TOKEN_MESSAGES.denied);
  const verdict = verifyCaller(request, principals, { service: 'appsync', region: api.region });
  if ('refusal' in verdict) throw new RequestError(403, ...SIGNATURE_REFUSALS[verdict.refusal]);
  return { mode: 'AWS_IAM', principal: verdict.principal, sourceIp };
}

async function userPoolCaller(authorization: string, api: ApiDescription, keys: TokenKeys, sourceIp: string[]): Promise<Caller> {
  const verdict = await keys.verify(authorization.replace(/^Bearer\s+/i, ''));
  if ('refusal' in verdict) throw unauthorized(TOKEN_MESSAGES[verdict.refusal]);
  const { claims } = verdict;
  const { appIdClientRegex, defaultAction } = api.userPool;
  if (appIdClientRegex && !appIdClientRegex.test(claims.client_id)) throw unauthorized(TOKEN_MESSAGES.denied);
  return { mode: 'AMAZON_COGNITO_USER_POOLS', claims, defaultAuthStrategy: defaultAction, sourceIp };
}
