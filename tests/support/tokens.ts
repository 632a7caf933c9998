import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { StackDescription } from './stack.ts';

/** Claims of an access token; see the user pool's documentation. */
export type Claims = Record<string, unknown>;

/** What the local user pool can be asked to sign. */
export interface TokenRequest {
  username: string;
  groups: string[];
  /** Seconds until the token ends; negative makes one that has ended. */
  expiresInSeconds: number;
  /** Claims that differ from those of an access token for our client. */
  claims?: Claims;
}

/**
 * A token that the local stack's own user pool signed, for users that `stack.json` has no token of.
 */
export async function issuedToken(stack: StackDescription, request: TokenRequest): Promise<string> {
  const url = new URL('/_local/cognito/token', stack.graphqlUrl);
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  if (!response.ok) throw new Error(`POST ${url.href} answered ${response.status}: ${await response.text()}`);
  return ((await response.json()) as { token: string }).token;
}

/** A token with the claims of another one, changed, signed by somebody whom nobody knows. */
export function forgedToken(genuine: string, changes: { claims?: Claims; header?: Claims } = {}): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return encoded(genuine, changes, privateKey);
}

/** A token that claims to need no signature. */
export function unsignedToken(genuine: string): string {
  return encoded(genuine, { header: { alg: 'none' } });
}

/** A genuine token whose claims were changed after it was signed. */
export function tamperedToken(genuine: string, claims: Claims): string {
  const [header = '', payload = '', signature = ''] = genuine.split('.');
  return [header, encodePart({ ...decodePart(payload), ...claims }), signature].join('.');
}

function encoded(genuine: string, changes: { claims?: Claims; header?: Claims }, key?: KeyObject): string {
  const [header = '', payload = ''] = genuine.split('.');
  const parts = [encodePart({ ...decodePart(header), ...changes.header }), encodePart({ ...decodePart(payload), ...changes.claims })];
  const signature = key === undefined ? '' : sign('RSA-SHA256', Buffer.from(parts.join('.')), key).toString('base64url');
  return [...parts, signature].join('.');
}

function decodePart(part: string): Claims {
  return JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Claims;
}

function encodePart(claims: Claims): string {
  return Buffer.from(JSON.stringify(claims)).toString('base64url');
}
