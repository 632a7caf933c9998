import type { Principal, Principals } from './principal.ts';
import { accessKeyIdOf, type SignatureVerdict, type SignedRequest, verifySignature } from './sigv4.ts';

/**
 * Why nobody is proven: `unknown` key; `token`: the session token is not the one that came with the
 * key; `ended`: the session is over; else what is wrong with the signature.
 */
export type CallerRefusal = 'unknown' | 'token' | 'ended' | Exclude<SignatureVerdict, 'ok'>;

/** The service that was called, as signatures name it. */
export interface SignedFor {
  service: string;
  region: string;
}

/** Who signed a request. A session token that a caller sends is his `session`. */
export function verifyCaller(
  request: SignedRequest,
  principals: Principals,
  { service, region }: SignedFor,
): { principal: Principal } | { refusal: CallerRefusal } {
  const accessKeyId = accessKeyIdOf(textOf(request.headers['authorization']) ?? '');
  if (accessKeyId === undefined) return { refusal: 'malformed' };
  const principal = principals.byAccessKeyId(accessKeyId);
  if (!principal) return { refusal: 'unknown' };
  const session = textOf(request.headers['x-amz-security-token']);
  const { temporary } = principal;
  if (temporary && temporary.sessionToken !== session) return { refusal: 'token' };
  if (temporary && temporary.expires <= Date.now()) return { refusal: 'ended' };
  const verdict = verifySignature(request, principal.secretAccessKey, service, region);
  if (verdict !== 'ok') return { refusal: verdict };
  return { principal: session === undefined ? principal : { ...principal, session } };
}

function textOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(',') : header;
}
