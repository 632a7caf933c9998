import { createGraphqlApi, type GraphqlApi, type GraphqlApiDependencies } from '../../../local/emulator/appsync/api.ts';
import type { HttpResponse } from '../../../local/emulator/appsync/http.ts';
import type { TokenKeys, TokenRefusal } from '../../../local/emulator/cognito/issuer.ts';
import { AwsError, type Gateway } from '../../../local/emulator/gateway/gateway.ts';
import { readPolicy } from '../../../local/emulator/iam/policy.ts';
import type { Principal, Principals } from '../../../local/emulator/iam/principal.ts';
import type { FunctionDescription } from '../../../local/emulator/lambda/function.ts';
import type { Deployment, Resource } from '../../../local/emulator/template/deployment.ts';

const API_ARN = 'arn:aws:appsync:us-east-1:000000000000:apis/api1';
const PASS_ON = `
  import { util } from '@aws-appsync/utils';
  export const request = () => ({});
  export const response = (ctx) => ctx.prev.result;
`;

export interface TestApiOptions {
  sdl: string;
  /**
   * Code of unit resolvers with the data source Things, or of a pipeline's functions, by
   * `Type.field`.
   */
  resolvers: Record<string, string | string[]>;
  properties?: Record<string, unknown>;
  dynamodb?: (operation: string, body: Record<string, unknown>) => Promise<Record<string, unknown>>;
  /**
   * Runs the function of the data source Worker, which resolvers with Invoke have: from the event
   * to the result. Throws what the function throws.
   */
  invoke?: (event: unknown) => unknown;
  /** Claims by token, or why it is refused. */
  tokens?: Record<string, Record<string, unknown> | TokenRefusal>;
}

export interface TestApi {
  api: GraphqlApi;
  log: string[];
  /** Calls with the API key, unless other headers are given. */
  call: (query: string, variables?: object, headers?: Record<string, string>) => Promise<HttpResponse & { json: Record<string, unknown> }>;
}

/** An API from a small template, without any server. */
export function testApi({ sdl, resolvers, properties, dynamodb, invoke = () => null, tokens = {} }: TestApiOptions): TestApi {
  const log: string[] = [];
  const gateway: Gateway = { dynamodb: async (_principal, operation, body) => (dynamodb ? dynamodb(operation, body) : {}) };
  const keys: TokenKeys = {
    verify: (jwt) => {
      const known = tokens[jwt] ?? 'malformed';
      return Promise.resolve(typeof known === 'string' ? { refusal: known } : { claims: known as never });
    },
  };
  const deployment = testDeployment(sdl, resolvers, properties ?? {});
  const functions = testFunctions(invoke);
  const api = createGraphqlApi({ deployment, gateway, functions, principals: testPrincipals, keys, log: (line) => log.push(line) });
  return {
    api,
    log,
    call: async (query, variables = {}, headers = { 'x-api-key': 'da2-key' }) => {
      const body = JSON.stringify({ query, variables });
      const response = await api.handle({ method: 'POST', path: '/graphql', headers, body, sourceIp: '127.0.0.1' });
      return { ...response, json: JSON.parse(response.body) as Record<string, unknown> };
    },
  };
}

export const WORKER_ARN = 'arn:aws:lambda:us-east-1:000000000000:function:worker';

function testFunctions(invoke: (event: unknown) => unknown): GraphqlApiDependencies['functions'] {
  return {
    find: () => ({ arn: WORKER_ARN }) as FunctionDescription,
    invoke: async (_arn, payload) => {
      try {
        const result = JSON.stringify((await invoke(JSON.parse(payload))) ?? null);
        return { payload: result, failed: false, requestId: 'r' };
      } catch (error) {
        if (error instanceof AwsError) throw error;
        const { name: errorType, message: errorMessage } = error as Error;
        return { payload: JSON.stringify({ errorType, errorMessage }), failed: true, requestId: 'r' };
      }
    },
  };
}

const role: Principal = {
  arn: 'arn:aws:iam::000000000000:role/ds',
  name: 'ds',
  accessKeyId: 'ROLE',
  secretAccessKey: 'x',
  policies: [
    readPolicy({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: WORKER_ARN } }, 'ds'),
  ],
};

/** A local user whose policy allows one query and one subscription. */
export const checkout: Principal = {
  arn: 'arn:aws:iam::000000000000:user/checkout',
  name: 'checkout',
  accessKeyId: 'CHECKOUT',
  secretAccessKey: 'secret',
  policies: [
    readPolicy(
      {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: 'appsync:GraphQL',
            Resource: [`${API_ARN}/types/Query/fields/signed`, `${API_ARN}/types/Subscription/fields/onThing`],
          },
        ],
      },
      'checkout',
    ),
  ],
};

const stranger: Principal = { ...checkout, arn: 'arn:aws:iam::000000000000:user/nobody', accessKeyId: 'NOBODY', policies: [] };

/** A session that is over. */
const ended: Principal = {
  ...checkout,
  accessKeyId: 'ENDED',
  temporary: { sessionName: 'x', sessionToken: 'token', expires: Date.now() - 1 },
};

const testPrincipals: Principals = {
  byRoleArn: () => role,
  byPolicyArn: () => checkout,
  byAccessKeyId: (id) => [checkout, stranger, ended].find((each) => each.accessKeyId === id),
};

function testDeployment(sdl: string, resolvers: TestApiOptions['resolvers'], properties: Record<string, unknown>): Deployment {
  const resources: Resource[] = [
    resource('AWS::AppSync::GraphQLApi', 'api1', {
      AuthenticationType: 'API_KEY',
      AdditionalAuthenticationProviders: [{ AuthenticationType: 'AWS_IAM' }, { AuthenticationType: 'AMAZON_COGNITO_USER_POOLS' }],
      EnvironmentVariables: { TABLE: 'Things' },
      ...properties,
    }),
    resource('AWS::AppSync::GraphQLSchema', 'schema', { Definition: sdl }),
    resource('AWS::AppSync::ApiKey', 'da2-key', { Expires: 4_000_000_000 }),
    resource('AWS::AppSync::ApiKey', 'da2-old', { Expires: 1_000_000_000 }),
    resource('AWS::AppSync::DataSource', 'None', { Name: 'None', Type: 'NONE' }),
    resource('AWS::AppSync::DataSource', 'Things', {
      Name: 'Things',
      Type: 'AMAZON_DYNAMODB',
      DynamoDBConfig: { TableName: 'Things' },
      ServiceRoleArn: role.arn,
    }),
    resource('AWS::AppSync::DataSource', 'Worker', {
      Name: 'Worker',
      Type: 'AWS_LAMBDA',
      LambdaConfig: { LambdaFunctionArn: WORKER_ARN },
      ServiceRoleArn: role.arn,
    }),
    ...Object.entries(resolvers).flatMap(([field, code]) => resolverResources(field, code)),
  ];
  return {
    stackName: 'test',
    region: 'us-east-1',
    accountId: '000000000000',
    resources: new Map(resources.map((each) => [each.logicalId, each])),
    ofType: (type) => resources.filter((each) => each.type === type),
    outputs: {},
    readAsset: () => PASS_ON,
    readDirectory: () => new Map(),
  };
}

function resolverResources(field: string, code: string | string[]): Resource[] {
  const [TypeName, FieldName] = field.split('.');
  const Runtime = { Name: 'APPSYNC_JS', RuntimeVersion: '1.0.0' };
  const DataSourceName = (text: string): string => {
    if (/operation: '(Batch)?Invoke'/.test(text)) return 'Worker';
    return text.includes('operation:') ? 'Things' : 'None';
  };
  if (typeof code === 'string') {
    const unit = { TypeName, FieldName, Kind: 'UNIT', DataSourceName: DataSourceName(code), Runtime, Code: code };
    return [resource('AWS::AppSync::Resolver', field, unit)];
  }
  const ids = code.map((_, index) => `${FieldName}${index}`);
  const functions = code.map((text, index) =>
    resource('AWS::AppSync::FunctionConfiguration', ids[index] ?? '', {
      Name: ids[index],
      DataSourceName: DataSourceName(text),
      Runtime,
      Code: text,
    }),
  );
  const pipeline = { TypeName, FieldName, Kind: 'PIPELINE', PipelineConfig: { Functions: ids }, Runtime, CodeS3Location: 's3://b/x.js' };
  return [...functions, resource('AWS::AppSync::Resolver', field, pipeline)];
}

function resource(type: string, physicalId: string, properties: Record<string, unknown>): Resource {
  const arn = type === 'AWS::AppSync::GraphQLApi' ? API_ARN : `arn:aws:test:::${physicalId}`;
  return { logicalId: physicalId, type, physicalId, arn, attributes: {}, properties };
}
