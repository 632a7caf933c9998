import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import type { GraphqlApi } from 'aws-cdk-lib/aws-appsync';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import type { FunctionProps } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { functionDirectory } from './build.ts';
import { deployedName } from './deployed-names.ts';
import { lifetimeOf } from './lifetime.ts';
import { reservedFor } from './reserved-concurrency.ts';
import type { Settings } from './settings.ts';

type Own = Required<Pick<FunctionProps, 'description' | 'timeout' | 'environment'>> & Pick<FunctionProps, 'memorySize'> & { role: Role };

/** A function's role without any right: what it may do is added statement by statement. */
export function functionRole(scope: Construct, folder: string): Role {
  return new Role(scope, `${deployedName(folder)}-role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
}

/** The function of functions/<folder>, with a log group of its own to which its role may write. */
export function lambdaFunction(scope: Construct, folder: string, settings: Settings, own: Own): LambdaFunction {
  const name = deployedName(folder);
  const logGroup = new LogGroup(scope, `${name}-logs`, {
    retention: RetentionDays.THREE_MONTHS,
    removalPolicy: lifetimeOf(settings),
  });
  own.role.addToPolicy(new PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] }));
  acknowledge(
    own.role,
    'AwsSolutions-IAM5[Resource::*]',
    'X-Ray has no resources that a policy could name; nothing else is allowed on all of them.',
  );
  const target = new LambdaFunction(scope, name, {
    memorySize: 512,
    ...own,
    environment: { ...own.environment, STAGE: settings.stage, POWERTOOLS_SERVICE_NAME: name },
    code: Code.fromAsset(join(functionDirectory, folder)),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    tracing: Tracing.ACTIVE,
    logGroup,
    ...(settings.reserveConcurrency && { reservedConcurrentExecutions: reservedFor(folder) }),
  });
  acknowledge(
    target,
    'Serverless-LambdaDLQ',
    'Resolvers wait for the answer, streams keep what fails in a bucket, and what a schedule failed to do its next run does.',
  );
  return target;
}

/**
 * Lets a role use DynamoDB actions on one table or stream; where partitions are named, on their
 * items only.
 */
export function allowDynamoDb(role: Role, arn: string, actions: string[], partitions?: string[]): void {
  const conditions = partitions && { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': partitions } };
  role.addToPolicy(
    new PolicyStatement({ actions: actions.map((action) => `dynamodb:${action}`), resources: [arn], ...(conditions && { conditions }) }),
  );
}

/** Lets a role call root fields of the API. */
export function allowFields(role: Role, api: GraphqlApi, type: 'Query' | 'Mutation' | 'Subscription', fields: string[]): void {
  role.addToPolicy(new PolicyStatement({ actions: ['appsync:GraphQL'], resources: fieldArns(api, type, fields) }));
}

/** The ARNs that IAM knows root fields by. */
export function fieldArns(api: GraphqlApi, type: string, fields: readonly string[]): string[] {
  const { account, region, partition } = Stack.of(api);
  return fields.map((field) => `arn:${partition}:appsync:${region}:${account}:apis/${api.apiId}/types/${type}/fields/${field}`);
}
