import type { Deployment, Resource } from '../template/deployment.ts';
import type { FailureRules } from './batch.ts';
import { readFilters, type Filter } from './filter.ts';

/** An event source mapping of the template. */
export interface MappingDescription {
  /** A UUID. */
  id: string;
  /** Name or ARN. */
  functionName: string;
  /** The template's own. */
  streamArn: string;
  /** The stream's table: logical id and name. */
  table: { logicalId: string; name: string; partitionKey: string };
  batchSize: number;
  windowMs: number;
  /** Batches of one shard at once. */
  lanes: number;
  fromTheStart: boolean;
  rules: FailureRules;
  filter: Filter;
  /** Bucket for what is given up; without one it is lost. */
  failureBucket: string | undefined;
}

const DEFAULT_BATCH_SIZE = 100;
const MAX_LANES = 10;
const RESPONSE_TYPE = 'ReportBatchItemFailures';

/** The enabled mappings of streams. Throws a sentence on one that cannot run here. */
export function describeMappings(deployment: Deployment): MappingDescription[] {
  return deployment
    .ofType('AWS::Lambda::EventSourceMapping')
    .filter((mapping) => !isOfQueue(mapping) && mapping.properties['Enabled'] !== false)
    .map((mapping) => describe(mapping, deployment));
}

/** Whether a mapping reads a queue, and not a stream. */
export function isOfQueue({ properties }: Resource): boolean {
  return String(properties['EventSourceArn']).startsWith('arn:aws:sqs:');
}

function describe({ logicalId, physicalId, properties }: Resource, deployment: Deployment): MappingDescription {
  const streamArn = String(properties['EventSourceArn']);
  const number = (property: string, fallback: number) => Number(properties[property] ?? fallback);
  const ageSeconds = number('MaximumRecordAgeInSeconds', -1);
  const lanes = number('ParallelizationFactor', 1);
  if (lanes > MAX_LANES) throw new Error(`${logicalId} has a ParallelizationFactor of ${lanes}; Lambda takes up to ${MAX_LANES}.`);
  return {
    id: physicalId,
    functionName: String(properties['FunctionName']),
    streamArn,
    table: tableOf(streamArn, logicalId, deployment),
    batchSize: number('BatchSize', DEFAULT_BATCH_SIZE),
    windowMs: number('MaximumBatchingWindowInSeconds', 0) * 1000,
    lanes,
    fromTheStart: startsAtTheStart(properties['StartingPosition'], logicalId),
    rules: {
      bisect: properties['BisectBatchOnFunctionError'] === true,
      partialResponses: reportsFailures(properties['FunctionResponseTypes'], logicalId),
      maxRetries: number('MaximumRetryAttempts', -1),
      maxAgeMs: ageSeconds < 0 ? -1 : ageSeconds * 1000,
    },
    filter: readFilters(properties['FilterCriteria'], logicalId),
    failureBucket: failureBucketOf(properties['DestinationConfig'], logicalId),
  };
}

function tableOf(streamArn: string, owner: string, deployment: Deployment): MappingDescription['table'] {
  const table = deployment.ofType('AWS::DynamoDB::Table').find(({ attributes }) => attributes['StreamArn'] === streamArn);
  if (!table) throw new Error(`${owner} reads ${streamArn}, which is no stream of a table of the template.`);
  if (!table.properties['StreamSpecification']) throw new Error(`${owner} reads the stream of ${table.logicalId}, which has none.`);
  const schema = table.properties['KeySchema'] as { AttributeName: string; KeyType: string }[];
  const partitionKey = schema.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName ?? '';
  return { logicalId: table.logicalId, name: table.physicalId, partitionKey };
}

function startsAtTheStart(position: unknown, owner: string): boolean {
  if (position === 'TRIM_HORIZON' || position === 'LATEST') return position === 'TRIM_HORIZON';
  throw new Error(`${owner} has the StartingPosition ${String(position)}; a DynamoDB stream has TRIM_HORIZON and LATEST.`);
}

function reportsFailures(types: unknown, owner: string): boolean {
  const list = (types ?? []) as unknown[];
  if (list.some((type) => type !== RESPONSE_TYPE)) throw new Error(`${owner} has FunctionResponseTypes other than ${RESPONSE_TYPE}.`);
  return list.length > 0;
}

function failureBucketOf(config: unknown, owner: string): string | undefined {
  if (config === undefined) return undefined;
  const { OnFailure, ...others } = config as { OnFailure?: { Destination?: unknown } };
  const [, bucket] = /^arn:aws:s3:::(.+)$/.exec(String(OnFailure?.Destination)) ?? [];
  if (bucket === undefined || Object.keys(others).length > 0)
    throw new Error(`${owner} has a destination other than an S3 bucket for failures, which the local stack does not have.`);
  return bucket;
}
