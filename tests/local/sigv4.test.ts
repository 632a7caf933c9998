import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { describe, expect, it } from 'vitest';
import { accessKeyIdOf, verifySignature, type SignedRequest } from '../../local/iam/sigv4.ts';

const SECRET = 'the secret';
const MINUTE = 60_000;

async function signed({ ageMs = 0, body = '{"query":"{ a }"}', query = {} } = {}): Promise<SignedRequest> {
  const signer = new SignatureV4({
    credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: SECRET },
    region: 'us-east-1',
    service: 'appsync',
    sha256: Sha256,
  });
  const headers = { host: '127.0.0.1:4000', 'content-type': 'application/json' };
  const { headers: all } = await signer.sign(
    { method: 'POST', protocol: 'http:', hostname: '127.0.0.1', path: '/graphql', query, headers, body },
    { signingDate: new Date(Date.now() - ageMs) },
  );
  const search = new URLSearchParams(query).toString();
  return { method: 'POST', path: search ? `/graphql?${search}` : '/graphql', headers: { ...all, 'user-agent': 'not signed' }, body };
}

function verify(request: SignedRequest, { secret = SECRET, service = 'appsync', region = 'us-east-1' } = {}) {
  return verifySignature(request, secret, service, region);
}

describe('verifySignature', () => {
  it('accepts what the SDK signed, whatever else the request carries', async () => {
    expect(await verify(await signed())).toBe('ok');
  });

  it('accepts a signed query string', async () => {
    expect(await verify(await signed({ query: { b: '2 and more', a: 'ü/=' } }))).toBe('ok');
  });

  it.each([-4, 4])('accepts a clock that is %i minutes away', async (minutes) => {
    expect(await verify(await signed({ ageMs: minutes * MINUTE }))).toBe('ok');
  });

  it.each([-6, 6])('refuses a clock that is %i minutes away', async (minutes) => {
    expect(await verify(await signed({ ageMs: minutes * MINUTE }))).toBe('expired');
  });

  it('refuses another secret', async () => {
    expect(await verify(await signed(), { secret: 'another' })).toBe('mismatch');
  });

  it('refuses another service or region', async () => {
    expect(await verify(await signed(), { service: 'dynamodb' })).toBe('mismatch');
    expect(await verify(await signed(), { region: 'eu-west-1' })).toBe('mismatch');
  });

  it('refuses a body, path, method or signed header that was changed', async () => {
    const request = await signed();
    const changes = [
      { body: '{}' },
      { path: '/other' },
      { method: 'PUT' },
      { headers: { ...request.headers, 'content-type': 'text/plain' } },
    ];
    for (const change of changes) expect(await verify({ ...request, ...change })).toBe('mismatch');
  });

  it('refuses a changed body also when the hash header does not tell', async () => {
    const request = await signed();
    expect(request.headers['x-amz-content-sha256']).toBeDefined();
    expect(await verify({ ...request, body: 'another body' })).toBe('mismatch');
  });

  it('calls an authorization that is none malformed', async () => {
    const request = await signed();
    for (const authorization of ['', 'Bearer x', 'AWS4-HMAC-SHA256 Credential=a']) {
      expect(await verify({ ...request, headers: { ...request.headers, authorization } })).toBe('malformed');
    }
  });

  it('calls a signature without the host malformed', async () => {
    const request = await signed();
    const authorization = String(request.headers['authorization']).replace(';host', '');
    expect(await verify({ ...request, headers: { ...request.headers, authorization } })).toBe('malformed');
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
