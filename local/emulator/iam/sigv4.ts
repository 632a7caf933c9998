import { createHmac, createSecretKey, hash, timingSafeEqual, type KeyObject } from 'node:crypto';
import { canonicalPath, canonicalQuery } from './canonical.ts';

/** What a signature covers. `path` includes the query string; header names are lower-case. */
export interface SignedRequest {
  method: string;
  path: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: string | Uint8Array;
}

/**
 * `expired` also covers a date in the future: more than five minutes away from this clock, as in
 * AWS.
 */
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
 * Verifies a Signature Version 4 `Authorization` header: signs the request again over exactly the
 * headers it names and compares. A signature that leaves out `host` or `x-amz-date` is malformed,
 * because it could be replayed elsewhere or for ever.
 */
export function verifySignature(request: SignedRequest, secretAccessKey: string, service: string, region: string): SignatureVerdict {
  const authorization = parse(headerOf(request, 'authorization') ?? '');
  const amzDate = headerOf(request, 'x-amz-date') ?? '';
  const date = parseDate(amzDate);
  if (!authorization || !date) return 'malformed';
  const { signedHeaders, scope, signature } = authorization;
  if (!signedHeaders.includes('host') || !signedHeaders.includes('x-amz-date')) return 'malformed';
  if (Math.abs(Date.now() - date.getTime()) > MAX_CLOCK_SKEW_MS) return 'expired';
  if (scope.service !== service || scope.region !== region || !amzDate.startsWith(scope.date)) return 'mismatch';
  const payloadHash = payloadHashOf(request, service);
  if (payloadHash === undefined) return 'mismatch';
  const toSign = stringToSign(canonicalRequest(request, authorization, payloadHash), amzDate, scope);
  const expected = hmac(signingKey(secretAccessKey, scope), toSign);
  return timingSafeEqual(expected, Buffer.from(signature, 'hex')) ? 'ok' : 'mismatch';
}

/** The access key id in an `AWS4-HMAC-SHA256` authorization header; undefined when it is none. */
export function accessKeyIdOf(authorizationHeader: string): string | undefined {
  return parse(authorizationHeader)?.accessKeyId;
}

/** The service that such a header was made for, e.g. `s3`; undefined when it is none. */
export function serviceOf(authorizationHeader: string): string | undefined {
  return parse(authorizationHeader)?.scope.service;
}

/** Everything that is signed, in the one way to write it. */
function canonicalRequest(request: SignedRequest, { scope, signedHeaders }: Authorization, payloadHash: string): string {
  const [path = '', query = ''] = request.path.split(/\?(.*)/s);
  const headers = signedHeaders.map((name) => `${name}:${(headerOf(request, name) ?? '').trim().replace(/\s+/g, ' ')}`);
  // S3 alone signs the path as it was sent; all others escape it once more.
  const signedPath = scope.service === 's3' ? path : canonicalPath(path);
  return [request.method, signedPath, canonicalQuery(query), ...headers, '', signedHeaders.join(';'), payloadHash].join('\n');
}

function stringToSign(canonical: string, amzDate: string, { date, region, service }: Authorization['scope']): string {
  return ['AWS4-HMAC-SHA256', amzDate, `${date}/${region}/${service}/aws4_request`, sha256(canonical)].join('\n');
}

const signingKeys = new Map<string, KeyObject>();
/** A principal has one for each service and day. */
const MAX_SIGNING_KEYS = 1_000;

/**
 * The key of a day, a region and a service; kept, because a client signs all its requests of a day
 * with it.
 */
function signingKey(secretAccessKey: string, { date, region, service }: Authorization['scope']): KeyObject {
  const name = [secretAccessKey, date, region, service].join('\n');
  const known = signingKeys.get(name);
  if (known) return known;
  const key = createSecretKey([date, region, service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`) as Buffer);
  if (signingKeys.size >= MAX_SIGNING_KEYS) signingKeys.clear();
  signingKeys.set(name, key);
  return key;
}

/**
 * The hash of the body as it was signed; undefined when the request states another. S3 also takes a
 * body that is not signed, or signed in chunks; the signatures of chunks are not verified here.
 */
function payloadHashOf(request: SignedRequest, service: string): string | undefined {
  const stated = headerOf(request, 'x-amz-content-sha256');
  if (stated !== undefined && service === 's3' && /^(UNSIGNED-PAYLOAD|STREAMING-.*)$/.test(stated)) return stated;
  const own = sha256(request.body);
  return stated === undefined || stated === own ? own : undefined;
}

function sha256(data: string | Uint8Array): string {
  return hash('sha256', data, 'hex');
}

function hmac(key: string | Buffer | KeyObject, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
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
