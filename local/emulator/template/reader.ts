import type { Deployment, DirectoryAsset, Resource } from './deployment.ts';
import { evaluateCondition, NO_VALUE, resolve, type Scope } from './intrinsics.ts';
import type { Identity } from './naming.ts';
import { RESOURCE_TYPES } from './resource-types.ts';

/** The account that everything belongs to locally. */
export const LOCAL_ACCOUNT = '000000000000';
export const LOCAL_REGION = 'us-east-1';

/** A CloudFormation template as JSON. */
export interface Template {
  Resources: Record<string, TemplateResource>;
  Outputs?: Record<string, { Value: unknown; Condition?: string }>;
  Parameters?: Record<string, { Default?: unknown }>;
  Conditions?: Record<string, unknown>;
  [section: string]: unknown;
}

interface TemplateResource {
  Type: string;
  Properties?: Record<string, unknown>;
  Condition?: string;
  [attribute: string]: unknown;
}

/** A synthesised stack before its intrinsics are resolved. */
export interface Assembly {
  stackName: string;
  template: Template;
  /** File assets by their object key in the staging bucket, e.g. `resolvers/Query.order.js`. */
  assets: ReadonlyMap<string, string>;
  /** Directory assets in the same way, e.g. `functions/orders.zip`. */
  directories: ReadonlyMap<string, DirectoryAsset>;
}

/** Values that exist only once the stack's servers run. */
export interface RunningValues {
  origin: string;
  apiKey: string;
}

const SECTIONS = ['Resources', 'Outputs', 'Parameters', 'Conditions', 'Rules', 'Description', 'AWSTemplateFormatVersion', 'Metadata'];

/**
 * Resolves a template into what a deploy would have made of it. Throws a sentence on anything that
 * is not understood.
 */
export function readDeployment(assembly: Assembly, running: RunningValues): Deployment {
  const { template, stackName } = assembly;
  const unknownSection = Object.keys(template).find((section) => !SECTIONS.includes(section));
  if (unknownSection) throw new Error(`The template has a section ${unknownSection}, which the local stack does not understand.`);
  const identities = new Map<string, Identity>();
  const scope: Scope = {
    ref: (name) => pseudoParameter(name, stackName) ?? template.Parameters?.[name]?.Default ?? identityOf(name).ref,
    attribute: (logicalId, attribute) => attributeOf(identityOf(logicalId), logicalId, attribute),
    condition: (name) =>
      evaluateCondition(template.Conditions?.[name] ?? fail(`The template has no condition ${name}.`), scope, `Condition ${name}`),
  };

  function identityOf(logicalId: string): Identity {
    const known = identities.get(logicalId);
    if (known) return known;
    const resource = template.Resources[logicalId] ?? fail(`The template refers to ${logicalId}, which it does not have.`);
    const identity = typeOf(logicalId, resource).identify({
      stackName,
      logicalId,
      region: LOCAL_REGION,
      accountId: LOCAL_ACCOUNT,
      ...running,
      text: (property) => text(resolve(resource.Properties?.[property], scope, logicalId)),
    });
    identities.set(logicalId, identity);
    return identity;
  }

  function read(logicalId: string, resource: TemplateResource): Resource {
    refuseUnknownProperties(logicalId, resource);
    const { physicalId, arn, attributes } = identityOf(logicalId);
    const properties = resolve(resource.Properties ?? {}, scope, `${logicalId} (${resource.Type})`) as Record<string, unknown>;
    refuseDynamicReferences(logicalId, resource.Type, properties);
    return { logicalId, type: resource.Type, physicalId, arn, attributes, properties };
  }

  const exists = (part: { Condition?: string }) => part.Condition === undefined || scope.condition(part.Condition);
  const present = Object.entries(template.Resources).filter(([, resource]) => exists(resource));
  const resources = new Map(present.map(([logicalId, resource]) => [logicalId, read(logicalId, resource)]));
  const outputs = Object.entries(template.Outputs ?? {})
    .filter(([, output]) => exists(output))
    .map(([key, output]) => [key, String(resolve(output.Value, scope, `Output ${key}`))]);
  return {
    stackName,
    region: LOCAL_REGION,
    accountId: LOCAL_ACCOUNT,
    resources,
    ofType: (type) => [...resources.values()].filter((resource) => resource.type === type),
    outputs: Object.fromEntries(outputs) as Record<string, string>,
    readAsset: (location) =>
      assembly.assets.get(location.replace(/^s3:\/\/[^/]+\//, '')) ?? fail(`The cloud assembly has no asset ${location}.`),
    readDirectory: (objectKey) => assembly.directories.get(objectKey) ?? fail(`The cloud assembly has no directory ${objectKey}.`),
  };
}

function pseudoParameter(name: string, stackName: string): unknown {
  const values: Record<string, unknown> = {
    'AWS::AccountId': LOCAL_ACCOUNT,
    'AWS::Region': LOCAL_REGION,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stackName,
    'AWS::StackId': `arn:aws:cloudformation:${LOCAL_REGION}:${LOCAL_ACCOUNT}:stack/${stackName}/local`,
    'AWS::NoValue': NO_VALUE,
  };
  if (name.startsWith('AWS::') && !Object.hasOwn(values, name))
    fail(`The template uses ${name}, which the local stack does not understand.`);
  return values[name];
}

function attributeOf(identity: Identity, logicalId: string, attribute: string): string {
  return (
    identity.attributes[attribute] ??
    fail(`The template asks for ${logicalId}.${attribute}, an attribute that the local stack does not know.`)
  );
}

function typeOf(logicalId: string, resource: TemplateResource) {
  return RESOURCE_TYPES[resource.Type] ?? fail(`${logicalId} is of type ${resource.Type}, which the local stack cannot stand up.`);
}

function refuseUnknownProperties(logicalId: string, resource: TemplateResource): void {
  const { honoured, withoutLocalEffect } = typeOf(logicalId, resource);
  const unknownProperty = Object.keys(resource.Properties ?? {}).find(
    (name) => !honoured.includes(name) && !withoutLocalEffect.includes(name),
  );
  if (unknownProperty)
    fail(`${logicalId} (${resource.Type}) has the property ${unknownProperty}, which the local stack does not understand.`);
}

/** Only connections are asked for the secrets that they refer to. */
function refuseDynamicReferences(logicalId: string, type: string, properties: object): void {
  const [reference] = /\{\{resolve:[^}]*/.exec(type === 'AWS::Events::Connection' ? '' : JSON.stringify(properties)) ?? [];
  if (reference !== undefined) fail(`${logicalId} (${type}) has ${reference}}}, which the local stack does not understand.`);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function fail(sentence: string): never {
  throw new Error(sentence);
}
