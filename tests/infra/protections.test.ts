import { describe, expect, test } from 'vitest';
import { templateOf } from './template.ts';

interface Resource {
  Type: string;
  Properties?: Record<string, unknown>;
  DeletionPolicy?: string;
}
type Resources = Record<string, Resource>;
/** What must hold for a resource of a type, by what each promise is called. */
type Promises = Record<string, (resource: Resource, id: string, all: Resources) => boolean>;

const resources = (
  templateOf({ stage: 'live', siteWebAclArn: 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/site/1' }).toJSON() as {
    Resources: Resources;
  }
).Resources;

const property = (resource: Resource, path: string): unknown =>
  path.split('.').reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], resource.Properties);
const is = (path: string, expected: unknown) => (resource: Resource) => property(resource, path) === expected;
const has = (path: string) => (resource: Resource) => property(resource, path) !== undefined;
const retained = (resource: Resource) => resource.DeletionPolicy === 'RetainExceptOnCreate';
const ofType = (all: Resources, type: string) => Object.values(all).filter((resource) => resource.Type === type);

const TLS_ONLY = { Effect: 'Deny', Principal: { AWS: '*' }, Condition: { Bool: { 'aws:SecureTransport': 'false' } } };

/** Whether a bucket's policy refuses everybody who comes without TLS. */
function refusesPlainHttp(_: Resource, id: string, all: Resources): boolean {
  return ofType(all, 'AWS::S3::BucketPolicy')
    .filter((policy) => (property(policy, 'Bucket') as { Ref?: string }).Ref === id)
    .flatMap((policy) => property(policy, 'PolicyDocument.Statement') as Record<string, unknown>[])
    .some(({ Effect, Principal, Condition }) => JSON.stringify({ Effect, Principal, Condition }) === JSON.stringify(TLS_ONLY));
}

/** Whether a topic's policy refuses whoever publishes without TLS. */
function takesTlsOnly(_: Resource, id: string, all: Resources): boolean {
  return ofType(all, 'AWS::SNS::TopicPolicy')
    .filter((policy) => JSON.stringify(property(policy, 'Topics')) === JSON.stringify([{ Ref: id }]))
    .flatMap((policy) => property(policy, 'PolicyDocument.Statement') as Record<string, unknown>[])
    .some(
      ({ Effect, Condition }) =>
        JSON.stringify({ Effect, Condition }) === JSON.stringify({ Effect: 'Deny', Condition: TLS_ONLY.Condition }),
    );
}

/** Whether no other function runs as this one's role. */
function ownRole(resource: Resource, _: string, all: Resources): boolean {
  const role = JSON.stringify(property(resource, 'Role'));
  return ofType(all, 'AWS::Lambda::Function').filter((other) => JSON.stringify(property(other, 'Role')) === role).length === 1;
}

/**
 * What production promises of each type of resource; a type without anything to protect says so by
 * an empty list.
 */
const REQUIRED: Record<string, Promises> = {
  'AWS::DynamoDB::Table': {
    'can be restored to any second': is('PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled', true),
    'is encrypted with a key that the account sees': is('SSESpecification.SSEEnabled', true),
    'refuses deletion': is('DeletionProtectionEnabled', true),
    'outlives the stack': retained,
  },
  'AWS::S3::Bucket': {
    'is encrypted': has('BucketEncryption.ServerSideEncryptionConfiguration'),
    'blocks public lists': is('PublicAccessBlockConfiguration.BlockPublicAcls', true),
    'ignores public lists': is('PublicAccessBlockConfiguration.IgnorePublicAcls', true),
    'blocks public policies': is('PublicAccessBlockConfiguration.BlockPublicPolicy', true),
    'restricts public policies': is('PublicAccessBlockConfiguration.RestrictPublicBuckets', true),
    'takes TLS only': refusesPlainHttp,
    'forgets in the end': has('LifecycleConfiguration.Rules'),
    'outlives the stack': retained,
  },
  'AWS::Logs::LogGroup': {
    'forgets in the end': has('RetentionInDays'),
    // That of a firewall has a name of its own, which would be in the way of the next stack.
    'outlives the stack': (group) => retained(group) !== JSON.stringify(property(group, 'LogGroupName') ?? '').includes('aws-waf-logs-'),
  },
  'AWS::Lambda::Function': {
    'is traced': is('TracingConfig.Mode', 'Active'),
    'has a log group of its own': has('LoggingConfig.LogGroup'),
    'has a role of its own': ownRole,
    'has a time limit': has('Timeout'),
  },
  'AWS::AppSync::GraphQLApi': {
    'asks for a signature by default': is('AuthenticationType', 'AWS_IAM'),
    'is traced': is('XrayEnabled', true),
    'hides its schema': is('IntrospectionConfig', 'DISABLED'),
    'limits the depth of queries': has('QueryDepthLimit'),
    'limits the resolvers of a request': has('ResolverCountLimit'),
    'logs errors': is('LogConfig.FieldLogLevel', 'ERROR'),
    'logs nothing that callers sent': is('LogConfig.ExcludeVerboseContent', true),
  },
  'AWS::AppSync::ApiKey': { ends: has('Expires') },
  'AWS::Cognito::UserPool': {
    'lets nobody sign up by himself': is('AdminCreateUserConfig.AllowAdminCreateUserOnly', true),
    'asks for long passwords': is('Policies.PasswordPolicy.MinimumLength', 12),
    'asks for a second factor': is('MfaConfiguration', 'ON'),
    'refuses deletion': is('DeletionProtection', 'ACTIVE'),
    'outlives the stack': retained,
  },
  'AWS::Cognito::UserPoolClient': { 'does not tell who has an account': is('PreventUserExistenceErrors', 'ENABLED') },
  'AWS::Cognito::UserPoolGroup': {},
  'AWS::AppSync::GraphQLSchema': {},
  'AWS::AppSync::DataSource': {},
  'AWS::AppSync::FunctionConfiguration': {},
  'AWS::AppSync::Resolver': {},
  'AWS::Lambda::EventSourceMapping': { 'keeps what nobody could follow': has('DestinationConfig.OnFailure.Destination') },
  'AWS::Lambda::Permission': { 'lets in one source': has('SourceArn') },
  'AWS::Events::Rule': {},
  // Its events hold ids and counts, and who called; nobody but the account's own rules get them.
  'AWS::Events::EventBus': { 'is told apart by its stage': is('Name', 'onhand-live') },
  'AWS::Events::Archive': { 'forgets in time': has('RetentionDays') },
  // What roles and policies allow is the matter of stack.test.ts, the policies of buckets of the
  // buckets here.
  'AWS::IAM::Role': {},
  'AWS::IAM::Policy': {},
  'AWS::IAM::ManagedPolicy': {},
  'AWS::S3::BucketPolicy': {},
  'AWS::SNS::Topic': { 'is encrypted': has('KmsMasterKeyId'), 'takes TLS only': takesTlsOnly },
  'AWS::SNS::TopicPolicy': {},
  'AWS::SNS::Subscription': {},
  'AWS::KMS::Key': { 'is renewed each year': is('EnableKeyRotation', true) },
  'AWS::CloudFront::Distribution': {
    'sends browsers to TLS': is('DistributionConfig.DefaultCacheBehavior.ViewerProtocolPolicy', 'redirect-to-https'),
    'adds security headers': has('DistributionConfig.DefaultCacheBehavior.ResponseHeadersPolicyId'),
    'stands behind a firewall': has('DistributionConfig.WebACLId'),
  },
  'AWS::CloudFront::OriginAccessControl': { signs: is('OriginAccessControlConfig.SigningBehavior', 'always') },
  'AWS::CloudFront::ResponseHeadersPolicy': {
    'says what a page may load': has('ResponseHeadersPolicyConfig.SecurityHeadersConfig.ContentSecurityPolicy'),
    'keeps browsers at TLS': has('ResponseHeadersPolicyConfig.SecurityHeadersConfig.StrictTransportSecurity'),
  },
  'AWS::CloudFront::CachePolicy': {},
  'AWS::WAFv2::WebACL': { 'limits requests by address': (acl) => JSON.stringify(property(acl, 'Rules')).includes('RateBasedStatement') },
  'AWS::WAFv2::WebACLAssociation': {},
  'AWS::WAFv2::LoggingConfiguration': { 'keeps proofs out of the log': has('RedactedFields') },
  'AWS::Cognito::UserPoolDomain': {},
  'AWS::Cognito::ManagedLoginBranding': {},
  'AWS::CloudWatch::Alarm': { 'tells somebody': has('AlarmActions') },
  'AWS::CloudWatch::Dashboard': {},
  'AWS::Logs::MetricFilter': {},
  'AWS::CDK::Metadata': {},
};

describe('protections in production', () => {
  test('are decided for every type of resource', () => {
    const undecided = Object.values(resources).filter(({ Type }) => !(Type in REQUIRED));
    expect([...new Set(undecided.map(({ Type }) => Type))]).toEqual([]);
  });

  test('are on every resource', () => {
    const missing = Object.entries(resources).flatMap(([id, resource]) =>
      Object.entries(REQUIRED[resource.Type] ?? {})
        .filter(([, reservations]) => !reservations(resource, id, resources))
        .map(([promise]) => `${resource.Type} ${id}: ${promise}`),
    );
    expect(missing).toEqual([]);
  });
});
