import { describe, expect, test } from 'vitest';
import { resourcesOf, templateOf } from './template.ts';

const template = templateOf();
const production = templateOf({ production: 'true' });
const policies = Object.values(resourcesOf(template, 'AWS::CloudFront::ResponseHeadersPolicy')).map(({ Properties }) => Properties);

test('only CloudFront reads the bucket of the site, and signs for it', () => {
  template.hasResourceProperties('AWS::CloudFront::OriginAccessControl', {
    OriginAccessControlConfig: { SigningBehavior: 'always', SigningProtocol: 'sigv4' },
  });
  const [site] = Object.entries(resourcesOf(template, 'AWS::S3::BucketPolicy')).filter(([id]) => id.startsWith('WebSite'));
  const { Statement } = site?.[1].Properties['PolicyDocument'] as { Statement: { Effect: string; Principal: unknown; Action: string }[] };
  expect(Statement.filter(({ Effect }) => Effect === 'Allow')).toMatchObject([
    { Action: 's3:GetObject', Principal: { Service: 'cloudfront.amazonaws.com' }, Condition: { StringEquals: {} } },
  ]);
});

test('pages run nothing inline and nothing from elsewhere', () => {
  expect(policies).toHaveLength(2);
  for (const policy of policies) {
    const text = JSON.stringify(policy);
    expect(text).toContain("default-src 'none'; script-src 'self'; style-src 'self';");
    expect(text).not.toContain('unsafe');
  }
});

test('shops on other origins may load the scripts', () => {
  for (const policy of policies)
    expect(policy).toMatchObject({
      ResponseHeadersPolicyConfig: { CorsConfig: { AccessControlAllowOrigins: { Items: ['*'] }, AccessControlAllowCredentials: false } },
    });
});

test('what has a hash in its name is kept for ever, all else for a minute', () => {
  const controls = policies.map((policy) => /"cache-control","Override":true,"Value":"([^"]*)"/.exec(JSON.stringify(policy))?.[1]);
  expect(controls).toEqual(['public, max-age=60', 'public, max-age=31536000, immutable']);
});

test('staff sign in by the managed pages alone, and what renews a session changes each time and can be revoked', () => {
  const [client] = Object.values(resourcesOf(production, 'AWS::Cognito::UserPoolClient'));
  expect(client?.Properties).toMatchObject({
    ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH'],
    EnableTokenRevocation: true,
    RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 60 },
  });
});

test('staff sign in by the code flow of a client without a secret, and come back to the site alone', () => {
  const [client, own] = [production, template].map(
    (each) => Object.values(resourcesOf(each, 'AWS::Cognito::UserPoolClient'))[0]?.Properties,
  );
  expect(client).toMatchObject({ AllowedOAuthFlows: ['code'], GenerateSecret: false, AllowedOAuthScopes: ['openid', 'profile'] });
  for (const each of [client, own]) expect(each?.['CallbackURLs']).toHaveLength(1);
});

test('staff come back to a panel under development where the deploy says so, and nowhere else', () => {
  const [client] = Object.values(resourcesOf(templateOf({ panelUnderDevelopment: 'true' }), 'AWS::Cognito::UserPoolClient'));
  expect(client?.Properties['CallbackURLs']).toContain('http://localhost:5173/admin-panel.html');
});

test('a deploy can be undone for a month: the bucket keeps what it has replaced', () => {
  const [bucket] = Object.entries(resourcesOf(template, 'AWS::S3::Bucket')).filter(([id]) => id.startsWith('WebSite'));
  expect(bucket?.[1].Properties).toMatchObject({
    VersioningConfiguration: { Status: 'Enabled' },
    LifecycleConfiguration: { Rules: [{ NoncurrentVersionExpiration: { NoncurrentDays: 30 } }] },
  });
});

describe('a stage without a site', () => {
  const without = templateOf({ stage: 'live', site: 'false' });

  test('asks nothing of CloudFront, which refuses accounts that AWS has not verified', () => {
    const types = Object.values((without.toJSON() as { Resources: Record<string, { Type: string }> }).Resources).map(({ Type }) => Type);
    expect(types.filter((type) => type.startsWith('AWS::CloudFront'))).toEqual([]);
  });

  test('has staff who sign in by another page than its own: no code flow, as it would need an address to come back to', () => {
    const [client] = Object.values(resourcesOf(without, 'AWS::Cognito::UserPoolClient'));
    expect(client?.Properties).toMatchObject({ AllowedOAuthFlowsUserPoolClient: false });
    expect(client?.Properties).not.toHaveProperty('CallbackURLs');
  });
});
