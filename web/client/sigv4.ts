import type { Authorization, ProofRequest } from './authorization.ts';

/** Keys of an IAM user or role. Temporary ones have a session token. */
export interface AwsCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

export interface SigV4Options {
  region: string;
  /** The keys, or what gives fresh ones when the ones before were `refused`. */
  credentials: AwsCredentials | ((refused: boolean) => AwsCredentials | Promise<AwsCredentials>);
  /** Milliseconds since 1970; AWS refuses signatures that are more than five minutes off. */
  now?: () => number;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
const SERVICE = 'appsync';
/** What AppSync's real-time protocol asks to be signed beside host and date. */
const SOCKET_HEADERS = {
  accept: 'application/json, text/javascript',
  'content-encoding': 'amz-1.0',
  'content-type': 'application/json; charset=UTF-8',
};

/**
 * The way of the shop's own servers: IAM, by AWS Signature Version 4. In a file of its own so that pages for the public do not load it.
 * Needs Web Crypto, which browsers have on https and localhost only.
 */
export function sigV4({ region, credentials, now = Date.now }: SigV4Options): Authorization {
  return {
    renewable: typeof credentials === 'function',
    prove: async (request) => {
      const keys = typeof credentials === 'function' ? await credentials(request.refused) : credentials;
      return sign(request, keys, region, new Date(now()));
    },
  };
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
