import { arnOf, hashOf, withoutArn, type ResourceType } from '../naming.ts';

/** AppSync's ids are 26 lower-case letters and digits. */
const ID_LENGTH = 26;

const GRAPHQL_API: ResourceType = {
  honoured: [
    'Name',
    'AuthenticationType',
    'AdditionalAuthenticationProviders',
    'UserPoolConfig',
    'EnvironmentVariables',
    'QueryDepthLimit',
    'ResolverCountLimit',
    'IntrospectionConfig',
  ],
  withoutLocalEffect: ['LogConfig', 'XrayEnabled', 'Visibility', 'OwnerContact', 'EnhancedMetricsConfig', 'Tags'],
  identify: (context) => {
    const id = hashOf(context, ID_LENGTH);
    const arn = arnOf(context, 'appsync', `apis/${id}`);
    const realtime = context.origin.replace(/^http/, 'ws');
    const host = new URL(context.origin).host;
    const urls = {
      GraphQLUrl: `${context.origin}/graphql`,
      RealtimeUrl: `${realtime}/graphql/realtime`,
      GraphQLDns: host,
      RealtimeDns: host,
    };
    return { physicalId: id, arn, ref: arn, attributes: { ApiId: id, Arn: arn, ...urls } };
  },
};

/** AppSync. */
export const APPSYNC_TYPES: Readonly<Record<string, ResourceType>> = {
  'AWS::AppSync::GraphQLApi': GRAPHQL_API,
  'AWS::AppSync::GraphQLSchema': {
    honoured: ['ApiId', 'Definition'],
    withoutLocalEffect: [],
    identify: (context) => withoutArn(`${context.text('ApiId')}GraphQLSchema`, ['Id']),
  },
  'AWS::AppSync::ApiKey': {
    honoured: ['ApiId', 'Expires'],
    withoutLocalEffect: ['Description'],
    identify: (context) => {
      const arn = arnOf(context, 'appsync', `apis/${context.text('ApiId')}/apikey/${context.apiKey}`);
      return { physicalId: context.apiKey, arn, ref: arn, attributes: { ApiKey: context.apiKey, ApiKeyId: context.apiKey, Arn: arn } };
    },
  },
  'AWS::AppSync::DataSource': {
    honoured: ['ApiId', 'Name', 'Type', 'DynamoDBConfig', 'LambdaConfig', 'ServiceRoleArn'],
    withoutLocalEffect: ['Description', 'MetricsConfig'],
    identify: (context) => {
      const name = context.text('Name') ?? context.logicalId;
      const arn = arnOf(context, 'appsync', `apis/${context.text('ApiId')}/datasources/${name}`);
      return { physicalId: name, arn, ref: arn, attributes: { DataSourceArn: arn, Name: name } };
    },
  },
  'AWS::AppSync::FunctionConfiguration': {
    honoured: ['ApiId', 'Name', 'DataSourceName', 'Runtime', 'Code', 'CodeS3Location'],
    withoutLocalEffect: ['Description', 'FunctionVersion'],
    identify: (context) => {
      const id = hashOf(context, ID_LENGTH);
      const arn = arnOf(context, 'appsync', `apis/${context.text('ApiId')}/functions/${id}`);
      return { physicalId: id, arn, ref: arn, attributes: { FunctionArn: arn, FunctionId: id, Name: context.text('Name') ?? '' } };
    },
  },
  'AWS::AppSync::Resolver': {
    honoured: ['ApiId', 'TypeName', 'FieldName', 'Kind', 'DataSourceName', 'PipelineConfig', 'Runtime', 'Code', 'CodeS3Location'],
    withoutLocalEffect: ['MetricsConfig'],
    identify: (context) => {
      const [type = '', field = ''] = [context.text('TypeName'), context.text('FieldName')];
      const arn = arnOf(context, 'appsync', `apis/${context.text('ApiId')}/types/${type}/resolvers/${field}`);
      return { physicalId: `${type}.${field}`, arn, ref: arn, attributes: { ResolverArn: arn, TypeName: type, FieldName: field } };
    },
  },
};
