import { arnOf, hashOf, withoutArn, type ResourceType } from '../naming.ts';

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
    'StartingPosition',
  ],
  withoutLocalEffect: ['KmsKeyArn', 'LoggingConfig', 'MetricsConfig', 'Tags'],
  identify: (context) => {
    const id = uuidOf(hashOf(context, 32));
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

/** A UUID's form for an id of 32 letters and digits, of which only hexadecimal digits may stay. */
function uuidOf(id: string): string {
  const hex = Array.from(id, (character) => (parseInt(character, 36) % 16).toString(16)).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20)].join('-');
}
