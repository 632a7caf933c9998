import type { Deployment, Resource } from '../template/deployment.ts';
import type { AuthMode } from './caller.ts';

/** The properties of AWS::AppSync::GraphQLApi that the local stack honours. */
export interface ApiDescription {
  arn: string;
  region: string;
  defaultMode: AuthMode;
  modes: ReadonlySet<AuthMode>;
  /** By the key, the second since 1970 at which it ends. */
  apiKeys: ReadonlyMap<string, number>;
  userPool: { defaultAction: 'ALLOW' | 'DENY'; appIdClientRegex: RegExp | undefined };
  environment: Readonly<Record<string, string>>;
  /** 0 is no limit. */
  queryDepthLimit: number;
  resolverCountLimit: number;
  introspection: boolean;
  /** SDL as deployed. */
  definition: string;
}

const MODES: readonly AuthMode[] = ['API_KEY', 'AWS_IAM', 'AMAZON_COGNITO_USER_POOLS'];
const DEFAULT_RESOLVER_COUNT_LIMIT = 10_000;
const NEVER = Number.POSITIVE_INFINITY;

/**
 * Reads the one API of the deployment. Throws a sentence when there is none, more than one, or a
 * mode that is not built.
 */
export function describeApi(deployment: Deployment): ApiDescription {
  const api = onlyOne(deployment, 'AWS::AppSync::GraphQLApi');
  const schema = onlyOne(deployment, 'AWS::AppSync::GraphQLSchema');
  const { properties } = api;
  const additional = listOf(properties['AdditionalAuthenticationProviders']);
  const defaultMode = modeOf(properties['AuthenticationType']);
  const definition = schema.properties['Definition'];
  if (typeof definition !== 'string')
    throw new Error('AWS::AppSync::GraphQLSchema needs an inline Definition, DefinitionS3Location is not built.');
  return {
    arn: api.arn,
    region: deployment.region,
    defaultMode,
    modes: new Set([defaultMode, ...additional.map((each) => modeOf(each['AuthenticationType']))]),
    apiKeys: new Map(deployment.ofType('AWS::AppSync::ApiKey').map((key) => [key.physicalId, Number(key.properties['Expires'] ?? NEVER)])),
    userPool: userPoolOf([properties, ...additional]),
    environment: (properties['EnvironmentVariables'] ?? {}) as Record<string, string>,
    queryDepthLimit: Number(properties['QueryDepthLimit'] ?? 0),
    resolverCountLimit: Number(properties['ResolverCountLimit'] ?? 0) || DEFAULT_RESOLVER_COUNT_LIMIT,
    introspection: properties['IntrospectionConfig'] !== 'DISABLED',
    definition,
  };
}

function onlyOne(deployment: Deployment, type: string): Resource {
  const [resource, ...others] = deployment.ofType(type);
  if (!resource || others.length > 0) throw new Error(`The template must have exactly one ${type}.`);
  return resource;
}

function listOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? (value as Record<string, unknown>[]) : [];
}

function modeOf(value: unknown): AuthMode {
  const mode = MODES.find((each) => each === value);
  if (!mode) throw new Error(`The AppSync authentication type ${String(value)} is not built in the local stack.`);
  return mode;
}

function userPoolOf(providers: Readonly<Record<string, unknown>>[]): ApiDescription['userPool'] {
  const config = providers.map((each) => each['UserPoolConfig']).find((each) => each !== undefined) as Record<string, unknown> | undefined;
  const regex = config?.['AppIdClientRegex'];
  return {
    defaultAction: config?.['DefaultAction'] === 'DENY' ? 'DENY' : 'ALLOW',
    appIdClientRegex: typeof regex === 'string' ? new RegExp(`^(?:${regex})$`) : undefined,
  };
}
