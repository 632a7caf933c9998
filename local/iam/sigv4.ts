import { timingSafeEqual } from 'node:crypto';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';

/** What a signature covers. `path` includes the query string; header names are lower-case. */
export interface SignedRequest {
  method: string;
  path: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: string | Uint8Array;
}

/** `expired` also covers a date in the future: more than five minutes away from this clock, as in AWS. */
export type SignatureVerdict = 'ok' | 'mismatch' | 'expired' | 'malformed';

interface Authorization {
  accessKeyId: string;
  scope: { date: string; region: string; service: string };
  signedHeaders: string[];
  signature: string;
}

const MAX_CLOCK_SKEW_MS = 5 * 60 * 1000;
const AUTHORIZATION =
  /^AWS4-HMAC-SHA256\s+Credential=([^/,\s]+)\/(\d{8})\/([^/,\s]+)\/([^/,\s]+)\/aws4_request,\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})$/;
const AMZ_DATE = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

/**
 * Verifies a Signature Version 4 `Authorization` header: signs the request again over exactly the headers it names and compares.
 * A signature that leaves out `host` or `x-amz-date` is malformed, because it could be replayed elsewhere or for ever.
 */
export async function verifySignature(
  request: SignedRequest,
  secretAccessKey: string,
  service: string,
  region: string,
): Promise<SignatureVerdict> {
  const authorization = parse(headerOf(request, 'authorization') ?? '');
  const date = parseDate(headerOf(request, 'x-amz-date') ?? '');
  if (!authorization || !date) return 'malformed';
  const { signedHeaders, scope } = authorization;
  if (!signedHeaders.includes('host') || !signedHeaders.includes('x-amz-date')) return 'malformed';
  if (Math.abs(Date.now() - date.getTime()) > MAX_CLOCK_SKEW_MS) return 'expired';
  if (scope.service !== service || scope.region !== region || !bodyMatchesItsHash(request, service)) return 'mismatch';
  const expected = await sign(request, authorization, secretAccessKey, date);
  const same = expected !== undefined && timingSafeEqual(Buffer.from(expected.signature), Buffer.from(authorization.signature));
  return same && expected.scope.date === scope.date ? 'ok' : 'mismatch';
}

/** The access key id in an `AWS4-HMAC-SHA256` authorization header; undefined when it is none. */
export function accessKeyIdOf(authorizationHeader: string): string | undefined {
  return parse(authorizationHeader)?.accessKeyId;
}

/** The service that such a header was made for, e.g. `s3`; undefined when it is none. */
export function serviceOf(authorizationHeader: string): string | undefined {
  return parse(authorizationHeader)?.scope.service;
}

async function sign(request: SignedRequest, authorization: Authorization, secretAccessKey: string, date: Date) {
  const { accessKeyId, scope, signedHeaders } = authorization;
  const signer = new SignatureV4({
    credentials: { accessKeyId, secretAccessKey },
    region: scope.region,
    service: scope.service,
    sha256: Sha256,
    applyChecksum: false,
    // S3 alone signs the path as it was sent; all others escape it once more.
    uriEscapePath: scope.service !== 's3',
  });
  const url = new URL(request.path, 'http://signed.invalid');
  const path = scope.service === 's3' ? (request.path.split('?')[0] ?? '') : url.pathname;
  const headers: Record<string, string> = {};
  for (const name of signedHeaders) headers[name] = headerOf(request, name) ?? '';
  const query: Record<string, string[]> = {};
  for (const [key, value] of url.searchParams) (query[key] ??= []).push(value);
  const signed = await signer.sign(
    { method: request.method, protocol: 'http:', hostname: '', path, query, headers, body: request.body },
    { signingDate: date, signableHeaders: new Set(signedHeaders) },
  );
  return parse(signed.headers['authorization'] ?? '');
}

/**
 * The signer trusts a hash header when there is one, so the body itself must be held against it.
 * S3 also takes a body that is not signed, or signed in chunks; the signatures of chunks are not verified here.
 */
function bodyMatchesItsHash(request: SignedRequest, service: string): boolean {
  const stated = headerOf(request, 'x-amz-content-sha256');
  if (stated === undefined || (service === 's3' && /^(UNSIGNED-PAYLOAD|STREAMING-.*)$/.test(stated))) return true;
  const hash = new Sha256();
  hash.update(request.body);
  return Buffer.from(hash.digestSync()).toString('hex') === stated;
}

function parse(header: string): Authorization | undefined {
  const [, accessKeyId, date, region, service, signedHeaders, signature] = AUTHORIZATION.exec(header.trim()) ?? [];
  if (!accessKeyId || !date || !region || !service || !signedHeaders || !signature) return undefined;
  return { accessKeyId, scope: { date, region, service }, signedHeaders: signedHeaders.toLowerCase().split(';'), signature };
}

function parseDate(text: string): Date | undefined {
  const [, year, month, day, hour, minute, second] = AMZ_DATE.exec(text) ?? [];
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function headerOf(request: SignedRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}
