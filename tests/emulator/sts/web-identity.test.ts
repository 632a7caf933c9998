import { createHmac } from 'node:crypto';
import { exportJWK, exportSPKI, generateKeyPair, importJWK, SignJWT, type CryptoKey } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ERP, federatedTemplate, goodClaims, READER, refusalOf, SHOP, startIssuer, stsOf, type TestIssuer, tokenOf } from './support.ts';

const MINUTE = 60;
let issuer: TestIssuer;
let assume: ReturnType<typeof stsOf>['assume'];

beforeAll(async () => {
  issuer = await startIssuer();
  ({ assume } = stsOf(federatedTemplate(issuer)));
});
afterAll(() => issuer.stop());

const inMinutes = (minutes: number) => Math.floor(Date.now() / 1_000) + minutes * MINUTE;

describe('AssumeRoleWithWebIdentity', () => {
  it.each(['RS256', 'ES256'] as const)('gives the role for a token of the issuer, signed with %s', async (alg) => {
    const { session, identity } = await assume(await tokenOf(issuer, {}, alg));
    expect(session).toMatchObject({ arn: SHOP, temporary: { sessionName: 'web-1' } });
    expect(session.policies).toHaveLength(1);
    expect(identity).toMatchObject({ subject: 'acme:shop:production', audience: 'onhand' });
  });

  it('gives a role by a pattern of subjects to those that it is about, for the asked time', async () => {
    const token = await tokenOf(issuer, { sub: 'acme:erp:nightly', aud: ['other', 'onhand-erp'] });
    const { session } = await assume(token, { RoleArn: ERP, DurationSeconds: '900' });
    const left = session.temporary.expires - Date.now();
    expect(left).toBeGreaterThan(890_000);
    expect(left).toBeLessThanOrEqual(900_000);
  });

  it('takes a token four minutes after its end, as AWS does for clocks that are off', async () => {
    await expect(assume(await tokenOf(issuer, { exp: inMinutes(-4) }))).resolves.toBeDefined();
  });

  it('takes azp for the audience where a token has it, as IAM does', async () => {
    await expect(assume(await tokenOf(issuer, { aud: 'somebody', azp: 'onhand' }))).resolves.toBeDefined();
    expect(await refusalOf(assume(await tokenOf(issuer, { aud: 'onhand', azp: 'somebody' })))).toMatchObject({
      code: 'InvalidIdentityToken',
    });
  });

  const refused: [what: string, claims: () => Record<string, unknown>, code: string, message: RegExp, status: number][] = [
    ['for another audience', () => ({ aud: 'another' }), 'InvalidIdentityToken', /^Incorrect token audience$/, 400],
    ['for the audience of another role', () => ({ aud: 'onhand-erp' }), 'AccessDenied', /^Not authorized to perform sts:/, 403],
    ['of another issuer', () => ({ iss: 'https://example.com' }), 'InvalidIdentityToken', /No OpenIDConnect provider found/, 400],
    ['of the issuer with a slash behind it', () => ({ iss: `${issuer.url}/` }), 'InvalidIdentityToken', /No OpenIDConnect/, 400],
    ['of another subject', () => ({ sub: 'acme:shop:preview' }), 'AccessDenied', /^Not authorized/, 403],
    ['of a subject that begins like it', () => ({ sub: 'acme:shop:production:2' }), 'AccessDenied', /^Not authorized/, 403],
    ['of the subject in another case', () => ({ sub: 'Acme:shop:production' }), 'AccessDenied', /^Not authorized/, 403],
    ['that is over for six minutes', () => ({ exp: inMinutes(-6) }), 'ExpiredTokenException', /^Token expired: current date/, 400],
    ['that begins in ten minutes', () => ({ nbf: inMinutes(10) }), 'InvalidIdentityToken', /could not be validated/, 400],
    ['without an end', () => ({ exp: undefined }), 'InvalidIdentityToken', /Missing a required claim: exp/, 400],
    ['without a subject', () => ({ sub: undefined }), 'InvalidIdentityToken', /Missing a required claim: sub/, 400],
  ];
  it.each(refused)('refuses a token %s', async (_what, claims, code, message, status) => {
    const refusal = await refusalOf(assume(await tokenOf(issuer, claims())));
    expect(refusal).toEqual({ code, message: expect.stringMatching(message) as string, status });
  });

  it.each([
    ['of a service', READER],
    ['of another back end', ERP],
    ['that is not there', 'arn:aws:iam::000000000000:role/none'],
  ])('refuses a role %s, in the same words', async (_what, RoleArn) => {
    const refusal = await refusalOf(assume(await tokenOf(issuer), { RoleArn }));
    expect(refusal).toEqual({ code: 'AccessDenied', message: 'Not authorized to perform sts:AssumeRoleWithWebIdentity', status: 403 });
  });

  it.each([
    ['a session name with a space', { RoleSessionName: 'a b' }, /roleSessionName/],
    ['more than the role lasts', { DurationSeconds: '3601' }, /exceeds the MaxSessionDuration/],
    ['less than a quarter of an hour', { DurationSeconds: '899' }, /greater than or equal to 900/],
    ['a session policy, which is not built', { Policy: '{}' }, /does not have the parameter Policy/],
  ])('refuses %s', async (_what, parameters, message) => {
    const refusal = await refusalOf(assume(await tokenOf(issuer), parameters));
    expect(refusal).toMatchObject({ code: 'ValidationError', message: expect.stringMatching(message) as string });
  });
});

describe('a signature', () => {
  const forged: [what: string, make: () => Promise<string>][] = [
    ['that is none (alg none)', async () => `${encode({ alg: 'none' })}.${encode(goodClaims(issuer))}.`],
    ['by HS256 with the public key for a secret', byPublicKey],
    ['by an algorithm that IAM does not have, PS256', () => signedBy('PS256', 'RS256')],
    ['of another key under the known name', async () => signedWith((await generateKeyPair('RS256')).privateKey, 'RS256')],
    ['of a key that the issuer does not name', () => signedBy('RS256', 'RS256', 'another')],
    ['of other claims', async () => withClaims(await tokenOf(issuer, { sub: 'acme:shop:preview' }), goodClaims(issuer))],
    ['of no token at all', async () => 'letmein'],
  ];
  it.each(forged)('is refused: one %s', async (_what, make) => {
    expect(await refusalOf(assume(await make()))).toMatchObject({ code: 'InvalidIdentityToken', status: 400 });
  });

  it('of a new key is taken as soon as the issuer names it', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const before = issuer.answers.get('/tenant/keys');
    issuer.answers.set('/tenant/keys', { status: 200, body: { keys: [{ ...(await exportJWK(publicKey)), kid: 'new' }] } });
    await expect(assume(await signedWith(privateKey, 'new', 'ES256'))).resolves.toBeDefined();
    if (before) issuer.answers.set('/tenant/keys', before);
  });

  async function byPublicKey(): Promise<string> {
    const signed = `${encode({ alg: 'HS256', kid: 'RS256' })}.${encode(goodClaims(issuer))}`;
    const signature = createHmac('sha256', await exportSPKI(issuer.keys.RS256.publicKey)).update(signed);
    return `${signed}.${signature.digest('base64url')}`;
  }

  async function signedBy(alg: string, key: 'RS256', kid: string = key): Promise<string> {
    const { subtle } = globalThis.crypto;
    const jwk = await subtle.exportKey('jwk', issuer.keys[key].privateKey);
    return signedWith((await importJWK(jwk, alg)) as CryptoKey, kid, alg);
  }

  async function signedWith(key: CryptoKey, kid: string, alg = 'RS256'): Promise<string> {
    return new SignJWT(goodClaims(issuer)).setProtectedHeader({ alg, kid }).sign(key);
  }
});

function withClaims(token: string, claims: object): string {
  const [header = '', , signature = ''] = token.split('.');
  return [header, encode(claims), signature].join('.');
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
