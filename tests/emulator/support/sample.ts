import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGateway, type GatewayParts } from '../../../local/emulator/gateway/create.ts';
import { createFaults } from '../../../local/emulator/gateway/faults.ts';
import type { Surroundings } from '../../../local/emulator/gateway/service-like.ts';
import { createPrincipals } from '../../../local/emulator/iam/principals.ts';
import { createCallers } from '../../../local/emulator/lambda/callers.ts';
import { readDeployment, type Assembly, type Template } from '../../../local/emulator/template/reader.ts';

/**
 * One table with an index, a role that may read it and its index, a managed policy, an API and a
 * user pool with a client.
 */
export function sampleTemplate(): Template {
  return {
    Resources: {
      Stock: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          KeySchema: [
            { AttributeName: 'product', KeyType: 'HASH' },
            { AttributeName: 'warehouse', KeyType: 'RANGE' },
          ],
          AttributeDefinitions: ['product', 'warehouse', 'category', 'name'].map((name) => ({ AttributeName: name, AttributeType: 'S' })),
          GlobalSecondaryIndexes: [
            {
              IndexName: 'by-category',
              KeySchema: [
                { AttributeName: 'category', KeyType: 'HASH' },
                { AttributeName: 'name', KeyType: 'RANGE' },
              ],
              Projection: { ProjectionType: 'KEYS_ONLY' },
            },
          ],
          BillingMode: 'PAY_PER_REQUEST',
          StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
        },
      },
      Reader: {
        Type: 'AWS::IAM::Role',
        Properties: { AssumeRolePolicyDocument: {}, Policies: [] },
      },
      ReaderPolicy: {
        Type: 'AWS::IAM::Policy',
        Properties: {
          PolicyName: 'read',
          Roles: [{ Ref: 'Reader' }],
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              { Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:PutItem'], Resource: { 'Fn::GetAtt': ['Stock', 'Arn'] } },
              {
                Effect: 'Allow',
                Action: 'dynamodb:Query',
                Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Stock', 'Arn'] }, '/index/*']] },
              },
            ],
          },
        },
      },
      Checkout: {
        Type: 'AWS::IAM::ManagedPolicy',
        Properties: {
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: { Effect: 'Allow', Action: 'appsync:GraphQL', Resource: { 'Fn::GetAtt': 'Api.Arn' } },
          },
        },
      },
      Api: { Type: 'AWS::AppSync::GraphQLApi', Properties: { Name: 'sample', AuthenticationType: 'AWS_IAM' } },
      Users: { Type: 'AWS::Cognito::UserPool' },
      Panel: { Type: 'AWS::Cognito::UserPoolClient', Properties: { UserPoolId: { Ref: 'Users' } } },
    },
    Outputs: { CheckoutPolicyArn: { Value: { Ref: 'Checkout' } } },
  };
}

/** The deployment of a template. */
export function deploy(template: Template, assets: Assembly['assets'] = new Map(), directories: Assembly['directories'] = new Map()) {
  return readDeployment({ stackName: 'Sample', template, assets, directories }, { origin: 'http://127.0.0.1:4000', apiKey: 'da2-sample' });
}

/** The gateway of the sample template in front of a database. */
export function sampleGateway(database: GatewayParts['database'], template = sampleTemplate(), surroundings?: Surroundings) {
  const deployment = deploy(template);
  let keys = 0;
  const principals = createPrincipals(deployment, () => ({ accessKeyId: `AKIASAMPLE${(keys += 1)}`, secretAccessKey: `secret-${keys}` }));
  const faults = createFaults();
  const callers = createCallers();
  const gateway = createGateway({ deployment, database, faults, callers, ...(surroundings && { surroundings }) });
  const role = deployment.resources.get('Reader');
  if (!role) throw new Error('The sample template has no role Reader.');
  return { deployment, principals, faults, callers, gateway, reader: principals.byRoleArn(role.arn) };
}

/** A database that answers every call with `{}` and notes it. */
export function recordingDatabase(): GatewayParts['database'] & { calls: { target: string; body: Readonly<Record<string, unknown>> }[] } {
  const calls: { target: string; body: Readonly<Record<string, unknown>> }[] = [];
  return {
    calls,
    engine: 'dynamodb-local',
    identify: (_table, records) => Promise.resolve(records),
    call: (target, body) => {
      calls.push({ target, body });
      return Promise.resolve({});
    },
  };
}

/** Runs something with an empty directory, which is removed afterwards. */
export async function withDirectory<Result>(work: (directory: string) => Promise<Result>): Promise<Result> {
  const directory = mkdtempSync(join(tmpdir(), 'onhand-test-'));
  try {
    return await work(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
