import { authenticate, unauthorized, type Verifiers } from '../authenticate.ts';
import type { ApiDescription } from '../api-description.ts';
import type { Caller } from '../caller.ts';
import { RequestError, type HttpRequest } from '../http.ts';
import { isLocalHost } from '../../lib/http.ts';
import { badRequest } from './protocol.ts';

/**
 * The request that a signature covers: a POST of `body` to `path` at the GraphQL address. Nothing
 * is ever sent there.
 */
export interface Target {
  path: '/graphql/connect' | '/graphql';
  body: string;
  /** The `Host` header of the connection. */
  host: string | undefined;
  sourceIp: string;
}

/**
 * Turns the authorisation object of a client, headers by name, into a request that can be
 * authenticated. Throws a Refusal when it is no such object, or its `host` is not the GraphQL host.
 */
export function proofOf(authorization: unknown, target: Target): HttpRequest {
  if (typeof authorization !== 'object' || authorization === null || Array.isArray(authorization))
    throw badRequest('The authorization must be a JSON object of headers.');
  const texts = Object.entries(authorization).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  const headers = Object.fromEntries(texts.map(([name, value]) => [name.toLowerCase(), value]));
  if (!isGraphqlHost(headers['host'], target.host))
    throw badRequest(`The host in the authorization must be the GraphQL host, ${target.host ?? 'which the connection did not name'}.`);
  return requestTo(target, headers);
}

/** The request that ordinary headers of the connection prove. */
export function requestTo({ path, body, sourceIp }: Target, headers: HttpRequest['headers']): HttpRequest {
  return { method: 'POST', path, headers, body, sourceIp };
}

/**
 * Who it is. Every failure is `UnauthorizedException` here, also that of a signature, which has
 * other names over HTTP.
 */
export async function identify(proof: HttpRequest, api: ApiDescription, verifiers: Verifiers): Promise<Caller> {
  try {
    return await authenticate(proof, api, verifiers);
  } catch (error) {
    throw error instanceof RequestError ? unauthorized(error.message) : error;
  }
}

/** The socket and GraphQL share one address here, which has several names. */
function isGraphqlHost(host: string | undefined, ownHost: string | undefined): boolean {
  return host !== undefined && isLocalHost(host) && portOf(host) === portOf(ownHost ?? host);
}

function portOf(host: string): string {
  return /:(\d+)$/.exec(host)?.[1] ?? '80';
}
