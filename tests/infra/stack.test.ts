import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { policyFields } from '../../infra/callers.ts';
import { resourcesOf, templateOf } from './template.ts';

const template = templateOf({ stage: 'test' });
const production = templateOf({ stage: 'live' });

interface Statement {
  Action: string | string[];
  Effect: string;
  Resource: unknown;
  Condition?: unknown;
}

function statements(type: string): Statement[] {
  return Object.values(resourcesOf(template, type)).flatMap(
    ({ Properties }) => (Properties['PolicyDocument'] as { Statement: Statement[] }).Statement,
  );
}

describe('tables', () => {
  const tables = Object.entries(resourcesOf(template, 'AWS::DynamoDB::Table'));

  test('are four, paid by request, encrypted and recoverable to any second', () => {
    expect(tables).toHaveLength(4);
    for (const [, { Properties }] of tables) {
      expect(Properties).toMatchObject({
        BillingMode: 'PAY_PER_REQUEST',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: { SSEEnabled: true },
      });
    }
  });

  test('keep only keys in every index, so that a reservation pays for none', () => {
    const indexes = tables.flatMap(([, { Properties }]) => (Properties['GlobalSecondaryIndexes'] ?? []) as { Projection: unknown }[]);
    expect(indexes).toHaveLength(11);
    for (const index of indexes) {
      expect(index.Projection).toEqual({ ProjectionType: 'KEYS_ONLY' });
    }
  });

  test('survive the stack and refuse deletion in production only', () => {
    for (const { Properties, DeletionPolicy } of Object.values(resourcesOf(production, 'AWS::DynamoDB::Table'))) {
      expect([Properties['DeletionProtectionEnabled'], DeletionPolicy]).toEqual([true, 'RetainExceptOnCreate']);
    }
    for (const [, { Properties, DeletionPolicy }] of tables) {
      expect([Properties['DeletionProtectionEnabled'], DeletionPolicy]).toEqual([false, 'Delete']);
    }
  });
});

describe('the API', () => {
  const [api] = Object.values(resourcesOf(template, 'AWS::AppSync::GraphQLApi'));

  test('asks for a signed request unless the schema allows an API key or a signed-in user', () => {
    expect(api?.Properties['AuthenticationType']).toBe('AWS_IAM');
    expect(api?.Properties['AdditionalAuthenticationProviders']).toMatchObject([
      { AuthenticationType: 'API_KEY' },
      { AuthenticationType: 'AMAZON_COGNITO_USER_POOLS' },
    ]);
  });

  test('limits depth and resolvers, traces, and logs errors without what callers sent', () => {
    expect(api?.Properties).toMatchObject({
      QueryDepthLimit: 5,
      ResolverCountLimit: 101,
      XrayEnabled: true,
      LogConfig: { FieldLogLevel: 'ERROR', ExcludeVerboseContent: true },
    });
  });

  test('hides its schema in production only', () => {
    const [inProduction] = Object.values(resourcesOf(production, 'AWS::AppSync::GraphQLApi'));
    expect(inProduction?.Properties['IntrospectionConfig']).toBe('DISABLED');
    expect(api?.Properties['IntrospectionConfig']).toBe('ENABLED');
  });

  test('lets nobody sign up by himself', () => {
    template.hasResourceProperties('AWS::Cognito::UserPool', { AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } });
  });

  test('takes the two staff groups that the schema names', () => {
    const groups = Object.values(resourcesOf(template, 'AWS::Cognito::UserPoolGroup')).map(({ Properties }) => Properties['GroupName']);
    expect(groups.sort()).toEqual(['admin', 'viewer']);
  });
});

test('the deployed schema has every field and no description', () => {
  const [schema] = Object.values(resourcesOf(template, 'AWS::AppSync::GraphQLSchema'));
  const definition = String(schema?.Properties['Definition']);
  expect(definition).not.toMatch(/^\s*"/m);
  expect(definition).toContain('availability(productId: ID!): Availability @aws_api_key');
});

test('functions that write for fields stop trying in time for the last attempt, and that before AppSync gives up', () => {
  const appSyncWaits = 30;
  const lastAttempt = 5;
  const writers = Object.values(resourcesOf(template, 'AWS::Lambda::Function')).flatMap(({ Properties }) => {
    const { Timeout, Environment } = Properties as { Timeout: number; Environment?: { Variables: Record<string, unknown> } };
    const budget = Environment?.Variables['BUDGET_MS'];
    return budget === undefined ? [] : [{ timeout: Timeout, budget: Number(budget) / 1_000 }];
  });
  expect(writers).toHaveLength(2);
  for (const { timeout, budget } of writers) {
    expect(budget + lastAttempt).toBeLessThanOrEqual(timeout);
    expect(timeout).toBeLessThan(appSyncWaits);
  }
});

describe('rights', () => {
  test('allow no action by wildcard', () => {
    const actions = [...statements('AWS::IAM::Policy'), ...statements('AWS::IAM::ManagedPolicy')].flatMap(({ Action }) => Action);
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  });

  test('name single tables, streams, indexes and fields, nothing by wildcard but traces and the objects of failed records', () => {
    const resources = statements('AWS::IAM::Policy').flatMap(({ Action, Resource }) =>
      [Action].flat()[0]?.startsWith('xray:') ? [] : Resource,
    );
    expect(resources.length).toBeGreaterThan(0);
    const wide = resources.map((resource) => JSON.stringify(resource)).filter((resource) => resource.includes('*'));
    expect(wide.filter((resource) => !/"\/(aws\/lambda|reports|work)\/\*"/.test(resource))).toEqual([]);
    // One for each function that follows a stream, what audits leave, and who lists what was given
    // up.
    expect(wide).toHaveLength(6);
  });

  test('scan only where audits do, and delete only records of orders and the reservations that these made for themselves', () => {
    const all = statements('AWS::IAM::Policy');
    const of = (pattern: RegExp) => all.filter(({ Action }) => [Action].flat().some((action) => pattern.test(action)));
    expect(of(/Truncate|DeleteTable/)).toEqual([]);
    const tableOf = (resource: unknown) => /Data(\w+?)[0-9A-F]{8}/.exec(JSON.stringify(resource))?.[1];
    const scanned = of(/Scan/).flatMap(({ Resource }) => [Resource].flat().map(tableOf));
    expect(scanned.sort()).toEqual(['Inventory', 'Requests', 'Reservations']);
    const deletable = of(/Delete/).map(({ Resource }) => JSON.stringify(Resource).match(/Data(\w+?)[0-9A-F]{8}/)?.[1]);
    expect(deletable.sort()).toEqual(['Requests', 'Reservations']);
  });

  test.each(Object.keys(policyFields) as (keyof typeof policyFields)[])('of the %s policy are exactly its fields', (name) => {
    const fields = Object.entries(policyFields[name]).flatMap(([type, names]: [string, readonly string[]]) =>
      names.map((field) => `/types/${type}/fields/${field}`),
    );
    const granted = statements('AWS::IAM::ManagedPolicy').map(({ Resource }) =>
      [Resource].flat().map((resource) => /\/types\/\w+\/fields\/\w+/.exec(JSON.stringify(resource))?.[0]),
    );
    expect(granted.map((resources) => resources.sort())).toContainEqual(fields.sort());
  });
});

describe('the change feed', () => {
  test('cuts batches where they fail, gives up in the end and keeps what it gave up, payload included', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      StartingPosition: 'TRIM_HORIZON',
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 8,
      MaximumRecordAgeInSeconds: 72_000,
      // A bucket: queues and topics would get metadata only.
      DestinationConfig: {
        OnFailure: {
          Destination: {
            'Fn::GetAtt': [Object.keys(resourcesOf(template, 'AWS::S3::Bucket')).find((id) => id.startsWith('Failures')), 'Arn'],
          },
        },
      },
    });
  });

  test('may call the two publishing fields and nothing else of the API', () => {
    const fields = statements('AWS::IAM::Policy')
      .filter(({ Action }) => Action === 'appsync:GraphQL')
      .flatMap(({ Resource }) => [Resource].flat().map((resource) => /\/types\/\w+\/fields\/\w+/.exec(JSON.stringify(resource))?.[0]));
    expect(fields.sort()).toEqual(['/types/Mutation/fields/publishAvailability', '/types/Mutation/fields/publishStockChange']);
  });

  test('may write movements, several in a request, and nothing else in that way', () => {
    const batches = statements('AWS::IAM::Policy').filter(({ Action }) => [Action].flat().includes('dynamodb:BatchWriteItem'));
    expect(batches.map(({ Resource }) => JSON.stringify(Resource))).toEqual([expect.stringContaining('Movements')]);
  });

  test.each([
    ['one request', {}, 'true'],
    ['two, where a deploy asks for it', { publishTogether: 'false' }, 'false'],
  ])('tells both audiences in %s', (_, context, together) => {
    const variables = { Environment: { Variables: Match.objectLike({ PUBLISH_TOGETHER: together }) } };
    templateOf(context).hasResourceProperties('AWS::Lambda::Function', variables);
  });

  test('is the one role that the API lets publish', () => {
    const functions = Object.values(resourcesOf(template, 'AWS::Lambda::Function'));
    const role = functions.find(({ Properties }) => String(Properties['Description']).includes('history'))?.Properties['Role'];
    const name = (role as { 'Fn::GetAtt': [string, string] })['Fn::GetAtt'][0];
    template.hasResourceProperties('AWS::AppSync::GraphQLApi', { EnvironmentVariables: { PUBLISHER_ROLE: { Ref: name } } });
  });

  test('keeps failed records encrypted, private, and over TLS only', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      BucketEncryption: {},
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: { Statement: [{ Effect: 'Deny', Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }] },
    });
    const buckets = Object.entries(resourcesOf(template, 'AWS::S3::Bucket'));
    expect(buckets.map(([, { DeletionPolicy }]) => DeletionPolicy)).toEqual(['Delete', 'Delete', 'Delete']);
  });
});

describe('alerts', () => {
  test('go to an encrypted topic that takes them over TLS only', () => {
    template.hasResourceProperties('AWS::SNS::Topic', {
      TopicName: 'onhand-alerts-test',
      // Not as an ARN, for which SNS makes no key in an account that has none.
      KmsMasterKeyId: 'alias/aws/sns',
    });
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: [{ Effect: 'Deny', Principal: '*', Action: 'sns:Publish', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }],
      },
    });
  });

  test('are published by one function, which may do that at this topic only', () => {
    const publishing = statements('AWS::IAM::Policy').filter(({ Action }) => [Action].flat().includes('sns:Publish'));
    expect(publishing.map(({ Resource }) => Resource)).toEqual([{ Ref: Object.keys(resourcesOf(template, 'AWS::SNS::Topic'))[0] }]);
  });

  test('are kept by a function that writes no movement, only the counters of the summary beside them', () => {
    const writing = statements('AWS::IAM::Policy').filter(({ Condition }) => Condition !== undefined);
    expect(writing).toEqual([
      expect.objectContaining({
        Action: 'dynamodb:UpdateItem',
        Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['SUMMARY'] } },
        Resource: { 'Fn::GetAtt': [expect.stringContaining('Movements'), 'Arn'] },
      }),
    ]);
  });

  test('are looked for as often, with the margin, the reminder and the subscriber, that the deploy says', () => {
    const set = templateOf({
      stage: 'test',
      alertEmail: 'stock@example.com',
      thresholdCheckMinutes: '5',
      alertReminder: 'false',
      alertMarginPercent: '0',
      reminderHour: '8',
      reminderZone: 'Europe/London',
    });
    expect(Object.keys(resourcesOf(template, 'AWS::SNS::Subscription'))).toEqual([]);
    set.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'stock@example.com' });
    set.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(5 minutes)' });
    template.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(15 minutes)' });
    set.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: Match.objectLike({
          ...{ ALERT_MARGIN_PERCENT: '0', ALERT_REMINDER: 'false', ALERT_REMINDER_HOUR: '8', ALERT_REMINDER_ZONE: 'Europe/London' },
        }),
      },
    });
  });
});
