import type { Authorization, ProofRequest } from './authorization.ts';
import { timeOf } from './http.ts';

/** Keys of an IAM user or role. Temporary ones have a session token, and may say when they end. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  readonly expiration?: Date | undefined;
}

export interface SigV4Options {
  region: string;
  /**
   * The keys, or what gives them: a credential provider of the AWS SDK for JavaScript v3 as it is,
   * for example `fromNodeProviderChain()`. It is asked for every request, so it should remember
   * them; `forceRefresh` when the ones before were refused.
   */
  credentials: AwsCredentials | CredentialProvider;
  /**
   * Milliseconds since 1970. A clock that is off is put right by the server's, after one refusal.
   */
  now?: () => number;
}

/** What gives keys when they are needed. */
export type CredentialProvider = (options?: { forceRefresh?: boolean }) => AwsCredentials | Promise<AwsCredentials>;

const ALGORITHM = 'AWS4-HMAC-SHA256';
const SERVICE = 'appsync';
const TIME_TIMEOUT_MS = 5_000;
/** What AppSync's real-time protocol asks to be signed beside host and date. */
const SOCKET_HEADERS = {
  accept: 'application/json, text/javascript',
  'content-encoding': 'amz-1.0',
  'content-type': 'application/json; charset=UTF-8',
};

/**
 * The way of the shop's own servers: IAM, by AWS Signature Version 4. In a file of its own so that
 * pages for the public do not load it. Needs Web Crypto, which browsers have on https and localhost
 * only.
 *
 * AWS refuses signatures that are more than five minutes off. So a refused one is made once more by
 * the server's clock, and those after it too.
 */
export function sigV4({ region, credentials, now = Date.now }: SigV4Options): Authorization {
  /** The server's clock less this machine's, milliseconds. */
  let aheadMs = 0;
  return {
    renewable: true,
    prove: async (request) => {
      const { refused } = request;
      if (refused) {
        const serverTime = request.serverTime ?? (request.over === 'socket' ? await askTime(request.url) : undefined);
        if (serverTime !== undefined) aheadMs = serverTime - now();
      }
      const keys = typeof credentials === 'function' ? await credentials({ forceRefresh: refused }) : credentials;
      return sign(request, keys, region, new Date(now() + aheadMs));
    },
  };
}

/**
 * The API's clock, which any answer over HTTP has; the same one that a browser asks before a call
 * costs the least. Undefined when it cannot be had.
 */
async function askTime(url: string): Promise<number | undefined> {
  try {
    return timeOf(await fetch(url.replace(/\/connect$/, ''), { method: 'OPTIONS', signal: AbortSignal.timeout(TIME_TIMEOUT_MS) }));
  } catch {
    return undefined;
  }
}

async function sign(request: ProofRequest, keys: AwsCredentials, region: string, at: Date): Promise<Record<string, string>> {
  const { host, pathname } = new URL(request.url);
  const timestamp = at.toISOString().replace(/[-:]|\.\d+/g, '');
  const day = timestamp.slice(0, 8);
  const sent = {
    ...(request.over === 'socket' && SOCKET_HEADERS),
    'x-amz-date': timestamp,
    ...(keys.sessionToken !== undefined && { 'x-amz-security-token': keys.sessionToken }),
  };
  const signed = Object.entries({ ...sent, host }).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const names = signed.map(([name]) => name).join(';');
  const lines = signed.map(([name, value]) => `${name}:${value}\n`).join('');
  const canonical = ['POST', pathname, '', lines, names, hex(await digest(request.body))].join('\n');
  const scope = `${day}/${region}/${SERVICE}/aws4_request`;
  const text = [ALGORITHM, timestamp, scope, hex(await digest(canonical))].join('\n');

  let key: Uint8Array = utf8(`AWS4${keys.secretAccessKey}`);
  for (const part of [day, region, SERVICE, 'aws4_request', text]) key = await hmac(key, part);
  return { ...sent, Authorization: `${ALGORITHM} Credential=${keys.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${hex(key)}` };
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

async function digest(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(text)));
}

async function hmac(secret: Uint8Array, text: string): Promise<Uint8Array> {
  const key = await crypto.subtle.importKey('raw', new Uint8Array(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, utf8(text)));
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
