import { describe, expect, test } from 'vitest';
import { resourcesOf, templateOf } from './template.ts';

const VERCEL = 'https://oidc.vercel.com/acme';
const shop = `name=shop,policy=checkout+returns,issuer=${VERCEL},audience=https://vercel.com/acme,subject=owner:acme:project:shop:environment:production`;
const erp = `name=erp,policy=catalogue,issuer=${VERCEL},audience=onhand,subject=owner:acme:project:erp-*`;

/** The statements of trust of the roles of back ends, by the roles' names. */
function trustOf(backendIssuers: string): Record<string, unknown> {
  const roles = Object.values(resourcesOf(templateOf({ stage: 'test', backendIssuers }), 'AWS::IAM::Role'));
  const named = roles.filter(({ Properties }) => Properties['RoleName'] !== undefined);
  return Object.fromEntries(
    named.map(({ Properties }) => [
      Properties['RoleName'] as string,
      (Properties['AssumeRolePolicyDocument'] as { Statement: unknown[] }).Statement,
    ]),
  );
}

describe('back ends outside AWS', () => {
  test('get a role each, for tokens of their issuer, audience and subject', () => {
    const provider = Object.keys(resourcesOf(templateOf({ stage: 'test', backendIssuers: `${shop} ${erp}` }), 'AWS::IAM::OIDCProvider'));
    expect(provider).toHaveLength(1);
    const statement = (audience: string, subject: string) => [
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRoleWithWebIdentity',
        Principal: { Federated: { Ref: provider[0] } },
        Condition: { StringEquals: { 'oidc.vercel.com/acme:aud': audience }, StringLike: { 'oidc.vercel.com/acme:sub': subject } },
      },
    ];
    expect(trustOf(`${shop}  ${erp}`)).toEqual({
      'onhand-test-shop': statement('https://vercel.com/acme', 'owner:acme:project:shop:environment:production'),
      'onhand-test-erp': statement('onhand', 'owner:acme:project:erp-*'),
    });
  });

  test('have their policies and nothing else, for an hour at a time', () => {
    const template = templateOf({ stage: 'test', backendIssuers: shop });
    const [policies] = Object.values(resourcesOf(template, 'AWS::IAM::Role'))
      .filter(({ Properties }) => Properties['RoleName'] === 'onhand-test-shop')
      .map(({ Properties }) => [Properties['ManagedPolicyArns'], Properties['Policies'], Properties['MaxSessionDuration']]);
    expect(policies).toEqual([
      [{ Ref: expect.stringMatching(/^checkoutPolicy/) as string }, { Ref: expect.stringMatching(/^returnsPolicy/) as string }],
      undefined,
      3600,
    ]);
  });

  test('have a provider of the issuer with its audiences, each once', () => {
    const more = erp.replace('name=erp', 'name=sync');
    templateOf({ stage: 'test', backendIssuers: `${shop} ${erp} ${more}` }).hasResourceProperties('AWS::IAM::OIDCProvider', {
      Url: VERCEL,
      ClientIdList: ['https://vercel.com/acme', 'onhand'],
    });
  });

  test('take the provider that the account has, where they are to', () => {
    const template = templateOf({ stage: 'test', backendIssuers: `${shop},provider=existing` });
    template.resourceCountIs('AWS::IAM::OIDCProvider', 0);
    expect(JSON.stringify(trustOf(`${shop},provider=existing`))).toContain(':oidc-provider/oidc.vercel.com/acme"');
  });

  test('of Google are known to IAM without a provider, which calls their audience oaud', () => {
    const backendIssuers = 'name=shop,policy=checkout,issuer=https://accounts.google.com,audience=onhand,subject=109876543210987654321';
    templateOf({ stage: 'test', backendIssuers }).resourceCountIs('AWS::IAM::OIDCProvider', 0);
    expect(trustOf(backendIssuers)['onhand-test-shop']).toMatchObject([
      {
        Principal: { Federated: 'accounts.google.com' },
        Condition: {
          StringEquals: {
            'accounts.google.com:aud': '109876543210987654321',
            'accounts.google.com:oaud': 'onhand',
            'accounts.google.com:sub': '109876543210987654321',
          },
        },
      },
    ]);
  });

  test('are no part of a stage that names none', () => {
    templateOf({ stage: 'test' }).resourceCountIs('AWS::IAM::OIDCProvider', 0);
    expect(trustOf('')).toEqual({});
    templateOf({ stage: 'test' }).hasOutput('BackEndRoles', { Value: '{}' });
  });
});

describe('an entry of backendIssuers', () => {
  const having = (field: string, value: string) => shop.replace(new RegExp(`${field}=[^,]*`), `${field}=${value}`);

  test.each([
    ['a field that is none', `${shop},audiance=x`, 'there is no field audiance. Do you mean audience?'],
    ['a part that is no field', 'shop', '"shop" must be FIELD=VALUE'],
    ['a field twice', `${shop},name=b`, 'it has name twice'],
    ['fields missing', 'name=shop,policy=checkout', 'it has no issuer, audience, subject'],
    ['a line break', `${shop}\n${erp}`, 'write its entries on one line'],
    ['an empty field', having('audience', ''), 'it has no audience'],
    ['a name that a role cannot have', having('name', 'Shop'), 'name must be 1 to 25 lower-case letters'],
    ['a name that is too long', having('name', 'a'.repeat(26)), 'name must be 1 to 25'],
    ['a policy that is none', having('policy', 'admin'), 'policy must be checkout, catalogue, returns'],
    ['a policy twice', having('policy', 'checkout+checkout'), 'policy must be'],
    ['an issuer without TLS', having('issuer', 'http://oidc.example.com'), 'issuer must be exactly'],
    ['an issuer with a port', having('issuer', 'https://oidc.example.com:8443'), 'without a port'],
    ['an issuer with a query', having('issuer', 'https://oidc.example.com/?a=b'), 'without a port or query'],
    ['a pattern of audiences', having('audience', '*'), 'audience must be one audience in full'],
    ['another provider', `${shop},provider=mine`, 'provider can only be existing'],
    ['a variable', having('subject', '${aws:x}'), 'no $'],
    ['every subject', having('subject', '*'), 'subject must be fixed at its beginning'],
    ['a pattern without a beginning', having('subject', '*:production'), 'subject must be fixed at its beginning'],
    ['every repository of everybody', having('subject', 'repo:*'), 'subject must be fixed at its beginning'],
    ['whoever has a name that begins so', having('subject', 'repo:acme*'), 'subject must be fixed at its beginning'],
    ['one letter at the beginning', having('subject', '?epo:acme/shop'), 'subject must be fixed at its beginning'],
  ])('is refused with %s', (_what, backendIssuers, sentence) => {
    expect(() => templateOf({ backendIssuers })).toThrow(sentence);
  });

  test.each(['repo:acme/*', 'repo:acme/shop:ref:refs/heads/*', 'system:serviceaccount:shop:*', 'owner:acme:project:shop-?'])(
    'may have a pattern whose beginning is whole: %s',
    (subject) => {
      expect(() => templateOf({ stage: 'test', backendIssuers: having('subject', subject) })).not.toThrow();
    },
  );

  test.each([
    ['a mail address', 'subject=shop@acme.iam.gserviceaccount.com', 'which is a number'],
    ['a pattern', 'subject=1*', 'which is a number'],
    ['a provider', 'subject=1,provider=existing', 'Google needs no provider'],
  ])('of Google is refused with %s', (_what, fields, sentence) => {
    const entry = `name=shop,policy=checkout,issuer=https://accounts.google.com,audience=onhand,${fields}`;
    expect(() => templateOf({ backendIssuers: entry })).toThrow(sentence);
  });

  test('is refused beside another of its name, and of its issuer with another provider', () => {
    expect(() => templateOf({ backendIssuers: `${shop} ${shop}` })).toThrow('two entries called shop');
    expect(() => templateOf({ backendIssuers: `${shop} ${erp},provider=existing` })).toThrow('both or none must have provider=existing');
  });
});
