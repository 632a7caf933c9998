import type { AppClient } from './app-client.ts';

/** A valid request to `/oauth2/authorize`. */
export interface AuthorizationRequest {
  client: AppClient;
  redirectUri: string;
  scope: string;
  state: string | undefined;
  nonce: string | undefined;
  /**
   * SHA-256 of the verifier, base64url; without one the code alone gets the tokens, as Cognito has
   * it.
   */
  challenge: string | undefined;
}

/** `fatal` when it must not go back to the address that it names: nobody knows whose that is. */
export type Refused = { fatal: string } | { redirectTo: string };

/** Reads the parameters in the order in which Cognito does. */
export function readAuthorizationRequest(
  parameters: URLSearchParams,
  clients: readonly AppClient[],
): { request: AuthorizationRequest } | Refused {
  const get = (name: string) => parameters.get(name) ?? undefined;
  const client = clients.find(({ clientId }) => clientId === get('client_id'));
  if (!client) return { fatal: 'The client_id is not one of the template’s app clients that use the code flow.' };
  const redirectUri = get('redirect_uri');
  if (redirectUri === undefined || !client.callbackUrls.includes(redirectUri))
    return { fatal: `redirect_mismatch: the redirect_uri has to be one of these, to the letter: ${client.callbackUrls.join(', ')}` };
  const state = get('state');
  const refuse = (error: string) => ({ redirectTo: withParameters(redirectUri, { error, state }) });
  if (get('response_type') !== 'code') return refuse('unauthorized_client');
  const challenge = get('code_challenge');
  const method = get('code_challenge_method');
  if ((challenge === undefined) !== (method === undefined) || (method !== undefined && method !== 'S256')) return refuse('invalid_request');
  const scope = get('scope') ?? client.scopes.join(' ');
  if (scope.split(' ').some((name) => !client.scopes.includes(name))) return refuse('invalid_scope');
  return { request: { client, redirectUri, scope, state, nonce: get('nonce'), challenge } };
}

/** The address with these parameters added to its query. */
export function withParameters(url: string, parameters: Readonly<Record<string, string | undefined>>): string {
  const address = new URL(url);
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) address.searchParams.set(name, value);
  return address.href;
}
