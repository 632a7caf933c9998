import type { JSONWebKeySet } from 'jose';
import { AwsError } from '../gateway/gateway.ts';

/** Where an issuer is found that has its name on this machine only: its address by that name. */
export type IssuerAddresses = Readonly<Record<string, string>>;

/** How long STS waits for an issuer. */
const TIMEOUT_MS = 5_000;
/** What STS says when it got an answer and no key from it. */
export const NO_KEY =
  "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements";

/**
 * The public keys of an issuer, by its discovery document. Asked for each time, so that a key that
 * changed is known at once. Rejects with an `AwsError`.
 */
export async function keysOf(issuer: string, addresses: IssuerAddresses): Promise<JSONWebKeySet> {
  const discovery = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const { issuer: named, jwks_uri: keys } = await readJson(discovery, addresses);
  if (named !== issuer || typeof keys !== 'string') throw new AwsError('InvalidIdentityToken', NO_KEY);
  const set = await readJson(keys, addresses);
  if (!Array.isArray(set['keys'])) throw new AwsError('InvalidIdentityToken', NO_KEY);
  return set as unknown as JSONWebKeySet;
}

async function readJson(url: string, addresses: IssuerAddresses): Promise<Record<string, unknown>> {
  const [name, address] = Object.entries(addresses).find(([issuer]) => url.startsWith(issuer)) ?? ['', ''];
  const answer = await fetch(address + url.slice(name.length), { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' }).catch(
    () => undefined,
  );
  if (!answer || answer.status >= 500) {
    throw new AwsError(
      'IDPCommunicationError',
      'The request could not be fulfilled because the identity provider (IDP) that was asked to verify the incoming identity token could not be reached. ' +
        'This is often a transient error caused by network conditions.',
    );
  }
  const body: unknown = await answer.json().catch(() => undefined);
  if (!answer.ok || typeof body !== 'object' || body === null) throw new AwsError('InvalidIdentityToken', NO_KEY);
  return body as Record<string, unknown>;
}
