import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readTrust } from '../../../local/emulator/iam/trust.ts';
import { federatedTemplate, refusalOf, startIssuer, stsOf, type TestIssuer, tokenOf } from './support.ts';

const DISCOVERY = '/tenant/.well-known/openid-configuration';
let issuer: TestIssuer;

beforeEach(async () => {
  issuer = await startIssuer();
});
afterEach(() => issuer.stop());

describe('an issuer', () => {
  it('that cannot be reached is said to be so', async () => {
    const { assume } = stsOf(federatedTemplate(issuer));
    const token = await tokenOf(issuer);
    await issuer.stop();
    expect(await refusalOf(assume(token))).toMatchObject({ code: 'IDPCommunicationError', status: 400 });
  });

  it('that fails is said to be unreachable', async () => {
    issuer.answers.set(DISCOVERY, { status: 503, body: {} });
    const { assume } = stsOf(federatedTemplate(issuer));
    expect(await refusalOf(assume(await tokenOf(issuer)))).toMatchObject({ code: 'IDPCommunicationError' });
  });

  it.each([
    ['has no discovery document', DISCOVERY, { status: 404, body: {} }],
    ['calls itself another', DISCOVERY, { status: 200, body: { issuer: 'https://example.com', jwks_uri: 'https://example.com' } }],
    ['has no keys', '/tenant/keys', { status: 200, body: {} }],
  ])('that %s has no key that proves anything', async (_what, path, answer) => {
    issuer.answers.set(path, answer);
    const { assume } = stsOf(federatedTemplate(issuer));
    const refusal = await refusalOf(assume(await tokenOf(issuer)));
    expect(refusal).toMatchObject({
      code: 'InvalidIdentityToken',
      message: expect.stringMatching(/^Couldn't retrieve verification key/) as string,
    });
  });

  it('with a name that leads nowhere is found where it is said to be', async () => {
    const name = 'https://workloads.invalid/tenant';
    issuer.answers.set(DISCOVERY, { status: 200, body: { issuer: name, jwks_uri: `${name}/keys` } });
    const { assume } = stsOf(federatedTemplate({ ...issuer, url: name }), { 'https://workloads.invalid': new URL(issuer.url).origin });
    await expect(assume(await tokenOf(issuer, { iss: name }))).resolves.toBeDefined();
  });
});

describe('a trust policy', () => {
  it('may bind the name of the session', async () => {
    const { assume } = stsOf(federatedTemplate(issuer, { 'sts:RoleSessionName': 'web-1' }));
    await expect(assume(await tokenOf(issuer))).resolves.toBeDefined();
    expect(await refusalOf(assume(await tokenOf(issuer), { RoleSessionName: 'web-2' }))).toMatchObject({ code: 'AccessDenied' });
  });

  it('lets nobody in by a claim that STS does not look at', async () => {
    const { assume } = stsOf(federatedTemplate(issuer, { [`${issuer.url.slice('http://'.length)}:role`]: 'admin' }));
    expect(await refusalOf(assume(await tokenOf(issuer, { role: 'admin' })))).toMatchObject({ code: 'AccessDenied' });
  });

  it('without conditions takes the tokens of its issuer alone', async () => {
    const other = await startIssuer();
    const template = federatedTemplate(issuer);
    const statement = { Effect: 'Allow', Action: 'sts:AssumeRoleWithWebIdentity', Principal: { Federated: { Ref: 'Other' } } };
    Object.assign(template.Resources['Shop']?.Properties ?? {}, { AssumeRolePolicyDocument: { Statement: statement } });
    template.Resources['Other'] = { Type: 'AWS::IAM::OIDCProvider', Properties: { Url: other.url, ClientIdList: ['onhand'] } };
    const { assume } = stsOf(template);
    await expect(assume(await tokenOf(other))).resolves.toBeDefined();
    expect(await refusalOf(assume(await tokenOf(issuer)))).toMatchObject({ code: 'AccessDenied' });
    await other.stop();
  });

  const statement = { Effect: 'Allow', Action: 'sts:AssumeRoleWithWebIdentity', Principal: { Federated: 'arn' } };
  it.each([
    ['another operator', { ...statement, Condition: { StringNotEquals: { a: 'b' } } }, 'the condition StringNotEquals'],
    ['a variable', { ...statement, Condition: { StringEquals: { a: '${aws:username}' } } }, 'the variable ${aws:username}'],
    ['a denial', { ...statement, Effect: 'Deny' }, 'an Effect that is not Allow'],
    ['another action', { ...statement, Action: 'sts:AssumeRole' }, 'another Action'],
    ['more principals', { ...statement, Principal: { Federated: 'arn', AWS: '*' } }, 'several Principals'],
    ['an element that it does not know', { ...statement, NotAction: 'x' }, 'NotAction'],
  ])('with %s is refused by name', (_what, given, sentence) => {
    expect(() => readTrust({ Version: '2012-10-17', Statement: [given] }, 'Shop')).toThrow(sentence);
  });
});
