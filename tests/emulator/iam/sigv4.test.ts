import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { describe, expect, it } from 'vitest';
import { accessKeyIdOf, verifySignature, type SignedRequest } from '../../../local/emulator/iam/sigv4.ts';

const SECRET = 'the secret';
const MINUTE = 60_000;

interface Signing {
  ageMs?: number;
  body?: string;
  path?: string;
  query?: Record<string, string | string[]>;
  service?: 'appsync' | 's3';
}

/** A request as AWS's own signer signs it. */
async function signed({ ageMs = 0, body = '{"query":"{ a }"}', path = '/graphql', query = {}, service = 'appsync' }: Signing = {}) {
  const signer = new SignatureV4({
    credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: SECRET },
    region: 'us-east-1',
    service,
    sha256: Sha256,
    uriEscapePath: service !== 's3',
  });
  const headers = { host: '127.0.0.1:4000', 'content-type': 'application/json' };
  const { headers: all } = await signer.sign(
    { method: 'POST', protocol: 'http:', hostname: '127.0.0.1', path, query, headers, body },
    { signingDate: new Date(Date.now() - ageMs) },
  );
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) => [value].flat().map((each): [string, string] => [name, each])),
  );
  const request: SignedRequest = {
    method: 'POST',
    path: search.size > 0 ? `${path}?${search.toString()}` : path,
    headers: { ...all, 'user-agent': 'not signed' },
    body,
  };
  return request;
}

function verify(request: SignedRequest, { secret = SECRET, service = 'appsync', region = 'us-east-1' } = {}) {
  return verifySignature(request, secret, service, region);
}

describe('verifySignature', () => {
  it('accepts what the SDK signed, whatever else the request carries', async () => {
    expect(verify(await signed())).toBe('ok');
  });

  it('accepts a signed query string', async () => {
    expect(verify(await signed({ query: { b: '2 and more', a: 'ü/=' } }))).toBe('ok');
  });

  it.each(['/a/../graphql', '/graphql//sub/', '/2015/functions/arn%3Aaws%3Alambda/invocations', "/it's(1)*!"])(
    'accepts a signature of the path %s',
    async (path) => {
      expect(verify(await signed({ path }))).toBe('ok');
    },
  );

  it('accepts the path of an object as it was sent, once escaped', async () => {
    expect(verify(await signed({ path: '/bucket/a%20b/./c', service: 's3' }), { service: 's3' })).toBe('ok');
  });

  it('accepts a name that comes twice in the query string', async () => {
    expect(verify(await signed({ query: { a: ['2', '10'], 'a b': '' } }))).toBe('ok');
  });

  it('refuses a signature whose scope is of another day', async () => {
    const request = await signed();
    const authorization = String(request.headers['authorization']).replace(/\/\d{8}\//, '/20200101/');
    expect(verify({ ...request, headers: { ...request.headers, authorization } })).toBe('mismatch');
  });

  it.each([-4, 4])('accepts a clock that is %i minutes away', async (minutes) => {
    expect(verify(await signed({ ageMs: minutes * MINUTE }))).toBe('ok');
  });

  it.each([-6, 6])('refuses a clock that is %i minutes away', async (minutes) => {
    expect(verify(await signed({ ageMs: minutes * MINUTE }))).toBe('expired');
  });

  it('refuses another secret', async () => {
    expect(verify(await signed(), { secret: 'another' })).toBe('mismatch');
  });

  it('refuses another service or region', async () => {
    expect(verify(await signed(), { service: 'dynamodb' })).toBe('mismatch');
    expect(verify(await signed(), { region: 'eu-west-1' })).toBe('mismatch');
  });

  it('refuses a body, path, method or signed header that was changed', async () => {
    const request = await signed();
    const changes = [
      { body: '{}' },
      { path: '/other' },
      { method: 'PUT' },
      { headers: { ...request.headers, 'content-type': 'text/plain' } },
    ];
    for (const change of changes) expect(verify({ ...request, ...change })).toBe('mismatch');
  });

  it('refuses a changed body also when the hash header does not tell', async () => {
    const request = await signed();
    expect(request.headers['x-amz-content-sha256']).toBeDefined();
    expect(verify({ ...request, body: 'another body' })).toBe('mismatch');
  });

  it('calls an authorization that is none malformed', async () => {
    const request = await signed();
    for (const authorization of ['', 'Bearer x', 'AWS4-HMAC-SHA256 Credential=a']) {
      expect(verify({ ...request, headers: { ...request.headers, authorization } })).toBe('malformed');
    }
  });

  it('calls a signature without the host malformed', async () => {
    const request = await signed();
    const authorization = String(request.headers['authorization']).replace(';host', '');
    expect(verify({ ...request, headers: { ...request.headers, authorization } })).toBe('malformed');
  });
});

describe('accessKeyIdOf', () => {
  it('finds the access key', async () => {
    const { headers } = await signed();
    expect(accessKeyIdOf(String(headers['authorization']))).toBe('AKIAEXAMPLE');
  });

  it('answers undefined for a token', () => {
    expect(accessKeyIdOf('eyJhbGciOiJSUzI1NiJ9.e30.x')).toBeUndefined();
  });
});
