import type { Gateway } from '../gateway/gateway.ts';
import type { Principals } from '../iam/principal.ts';
import type { Functions } from '../lambda/functions.ts';
import type { Deployment, Resource } from '../template/deployment.ts';
import type { DataSource } from './datasources/data-source.ts';
import { dynamodbDataSource } from './datasources/dynamodb.ts';
import { lambdaDataSource } from './datasources/lambda.ts';
import { noneDataSource } from './datasources/none.ts';
import type { Resolver, Step } from './resolver.ts';
import { createSandbox, type Sandbox } from './sandbox/sandbox.ts';
import { LIBRARY_NAMES } from './util/library.ts';

/** The service's limit of functions in one pipeline. */
const MAX_PIPELINE_FUNCTIONS = 10;

/** Resolvers by `Type.field`. */
export type ResolverTable = ReadonlyMap<string, Resolver>;

/** The code of a resolver or function; the name is for messages. */
type Loader = (resource: Resource, name: string) => Sandbox;

/** Where data sources send their calls. */
export interface Backends {
  gateway: Gateway;
  functions: Pick<Functions, 'find' | 'invoke'>;
  principals: Principals;
  /** Where instrumented code is kept from start to start; nowhere when left out. */
  cacheDirectory?: string;
}

/**
 * Loads the code of every resolver and function of the deployment, each bundle once. Throws a
 * sentence on what is not understood.
 */
export function loadResolvers(deployment: Deployment, backends: Backends): ResolverTable {
  const load = createLoader(deployment, backends.cacheDirectory);
  const dataSources = new Map(deployment.ofType('AWS::AppSync::DataSource').map((each) => [each.physicalId, dataSourceOf(each, backends)]));
  const functions = new Map(
    deployment.ofType('AWS::AppSync::FunctionConfiguration').map((each) => [each.physicalId, stepOf(each, load, dataSources)]),
  );
  return new Map(
    deployment.ofType('AWS::AppSync::Resolver').map((each) => {
      const field = `${textOf(each, 'TypeName')}.${textOf(each, 'FieldName')}`;
      return [field, resolverOf(each, field, load, dataSources, functions)] as const;
    }),
  );
}

function dataSourceOf(resource: Resource, backends: Backends): DataSource {
  const type = textOf(resource, 'Type');
  if (type === 'NONE') return noneDataSource;
  if (type === 'AMAZON_DYNAMODB') return tableOf(resource, backends);
  if (type === 'AWS_LAMBDA') return functionOf(resource, backends);
  throw new Error(`${resource.logicalId}: data sources of type ${type} are not built in the local stack.`);
}

function functionOf(resource: Resource, { functions, principals }: Backends): DataSource {
  const { LambdaFunctionArn: arn } = (resource.properties['LambdaConfig'] ?? {}) as Record<string, unknown>;
  if (typeof arn !== 'string') throw new Error(`${resource.logicalId} has no LambdaConfig.LambdaFunctionArn.`);
  const role = principals.byRoleArn(textOf(resource, 'ServiceRoleArn'));
  return lambdaDataSource({ functionArn: functions.find(arn).arn, role, functions });
}

function tableOf(resource: Resource, { gateway, principals }: Backends): DataSource {
  const config = (resource.properties['DynamoDBConfig'] ?? {}) as Record<string, unknown>;
  const table = config['TableName'];
  if (typeof table !== 'string') throw new Error(`${resource.logicalId} has no DynamoDBConfig.TableName.`);
  if (config['Versioned'] === true) throw new Error(`${resource.logicalId}: versioned data sources are not built in the local stack.`);
  const role = principals.byRoleArn(textOf(resource, 'ServiceRoleArn'));
  return dynamodbDataSource(table, (operation, body) => gateway.dynamodb(role, operation, body));
}

function resolverOf(
  resource: Resource,
  field: string,
  load: Loader,
  dataSources: ReadonlyMap<string, DataSource>,
  functions: ReadonlyMap<string, Step>,
): Resolver {
  if (resource.properties['Kind'] !== 'PIPELINE') return { kind: 'UNIT', step: stepOf(resource, load, dataSources, field) };
  const pipeline = (resource.properties['PipelineConfig'] ?? {}) as { Functions?: string[] };
  const ids = pipeline.Functions ?? [];
  if (ids.length > MAX_PIPELINE_FUNCTIONS) throw new Error(`${field} has ${ids.length} functions, the limit is ${MAX_PIPELINE_FUNCTIONS}.`);
  const steps = ids.map((id) => required(functions.get(id), `${field} names the function ${id}, which the template does not have.`));
  return { kind: 'PIPELINE', name: field, code: load(resource, field), functions: steps };
}

function stepOf(resource: Resource, load: Loader, dataSources: ReadonlyMap<string, DataSource>, name = textOf(resource, 'Name')): Step {
  const source = textOf(resource, 'DataSourceName');
  const dataSource = required(dataSources.get(source), `${name} names the data source ${source}, which the template does not have.`);
  return { name, code: load(resource, name), dataSource };
}

/** Loads the code of resolvers; those with the same bundle share it, as handlers keep no state. */
function createLoader(deployment: Deployment, cacheDirectory?: string): Loader {
  const loaded = new Map<string, Sandbox>();
  return (resource, name) => {
    const runtime = (resource.properties['Runtime'] ?? {}) as { Name?: string };
    if (runtime.Name !== 'APPSYNC_JS') throw new Error(`${name} must have the runtime APPSYNC_JS, mapping templates are not built.`);
    const { Code: inline, CodeS3Location: location } = resource.properties;
    const code = typeof inline === 'string' ? inline : deployment.readAsset(required(location, `${name} has no code.`) as string);
    const sandbox = loaded.get(code) ?? createSandbox(code, name, LIBRARY_NAMES, cacheDirectory);
    loaded.set(code, sandbox);
    return sandbox;
  };
}

function textOf(resource: Resource, property: string): string {
  const value = resource.properties[property];
  if (typeof value !== 'string') throw new Error(`${resource.logicalId} has no ${property}.`);
  return value;
}

function required<T>(value: T | undefined, message: string): T {
  if (value === undefined) throw new Error(message);
  return value;
}
