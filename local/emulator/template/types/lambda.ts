import { arnOf, uuidOf, withoutArn, type ResourceType } from '../naming.ts';

/** Lambda refuses longer names. */
const MAX_NAME_LENGTH = 64;

const FUNCTION: ResourceType = {
  honoured: ['FunctionName', 'Code', 'Handler', 'Runtime', 'Role', 'Environment', 'MemorySize', 'Timeout', 'ReservedConcurrentExecutions'],
  withoutLocalEffect: [
    'Architectures',
    'Description',
    'EphemeralStorage',
    'KmsKeyArn',
    'LoggingConfig',
    'PackageType',
    'RecursiveLoop',
    'RuntimeManagementConfig',
    'Tags',
    'TracingConfig',
  ],
  identify: (context) => {
    const name = context.text('FunctionName') ?? `${context.stackName}-${context.logicalId}`.slice(0, MAX_NAME_LENGTH);
    const arn = arnOf(context, 'lambda', `function:${name}`);
    return { physicalId: name, arn, ref: name, attributes: { Arn: arn } };
  },
};

const EVENT_SOURCE_MAPPING: ResourceType = {
  honoured: [
    'BatchSize',
    'BisectBatchOnFunctionError',
    'DestinationConfig',
    'Enabled',
    'EventSourceArn',
    'FilterCriteria',
    'FunctionName',
    'FunctionResponseTypes',
    'MaximumBatchingWindowInSeconds',
    'MaximumRecordAgeInSeconds',
    'MaximumRetryAttempts',
    'ParallelizationFactor',
    'ScalingConfig',
    'StartingPosition',
  ],
  withoutLocalEffect: ['KmsKeyArn', 'LoggingConfig', 'MetricsConfig', 'Tags'],
  identify: (context) => {
    const id = uuidOf(context);
    const arn = arnOf(context, 'lambda', `event-source-mapping:${id}`);
    return { physicalId: id, arn, ref: id, attributes: { Id: id, EventSourceMappingArn: arn } };
  },
};

/** Lambda. */
export const LAMBDA_TYPES: Readonly<Record<string, ResourceType>> = {
  'AWS::Lambda::Function': FUNCTION,
  'AWS::Lambda::EventSourceMapping': EVENT_SOURCE_MAPPING,
  'AWS::Lambda::Permission': {
    honoured: ['Action', 'FunctionName', 'Principal', 'SourceArn'],
    withoutLocalEffect: ['SourceAccount'],
    identify: (context) => withoutArn(context.logicalId, ['Id']),
  },
};
