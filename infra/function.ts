import { join } from 'node:path';
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { GraphqlApi } from 'aws-cdk-lib/aws-appsync';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import type { FunctionProps } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { functionDirectory } from './build.ts';
import type { Settings } from './settings.ts';

type Own = Required<Pick<FunctionProps, 'description' | 'timeout' | 'environment'>> & Pick<FunctionProps, 'memorySize'> & { role: Role };

/** A function's role without any right: what it may do is added statement by statement. */
export function functionRole(scope: Construct, name: string): Role {
  return new Role(scope, `${name}-role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
}

/** The function of functions/<name>, with a log group of its own to which its role may write. */
export function lambdaFunction(scope: Construct, name: string, settings: Settings, own: Own): LambdaFunction {
  const logGroup = new LogGroup(scope, `${name}-logs`, {
    retention: RetentionDays.THREE_MONTHS,
    removalPolicy: settings.production ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
  own.role.addToPolicy(new PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] }));
  return new LambdaFunction(scope, name, {
    memorySize: 512,
    ...own,
    code: Code.fromAsset(join(functionDirectory, name)),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    tracing: Tracing.ACTIVE,
    logGroup,
  });
}

/** Lets a role use DynamoDB actions on one table or stream. */
export function allowDynamoDb(role: Role, arn: string, actions: string[]): void {
  role.addToPolicy(new PolicyStatement({ actions: actions.map((action) => `dynamodb:${action}`), resources: [arn] }));
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
