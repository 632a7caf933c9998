import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Call } from './database.ts';
import { DYNAMODB_TARGET } from '../gateway/actions.ts';
import { AwsError } from '../gateway/gateway.ts';
import type { Deployment, Resource } from '../template/deployment.ts';

type Description = Readonly<Record<string, unknown>>;
interface Index {
  IndexName: string;
  KeySchema: unknown;
  Projection: Description;
  IndexStatus?: string;
}

/**
 * Creates the tables of the template that are not there yet, and adds indexes that one has not.
 * Throws a sentence when one is there with other keys, or an index that is another or gone.
 */
export async function createTables(deployment: Deployment, call: Call): Promise<void> {
  // One after the other: DynamoDB Local locks its catalogue anyway.
  for (const table of deployment.ofType('AWS::DynamoDB::Table')) {
    const existing = await describe(table.physicalId, call);
    if (existing) await bringUp(table, existing, call);
    else await create(table, call);
    await switchTtlOff(table, call);
  }
}

async function describe(name: string, call: Call): Promise<Description | undefined> {
  try {
    const answer = await call(`${DYNAMODB_TARGET}DescribeTable`, { TableName: name });
    return answer['Table'] as Description;
  } catch (error) {
    if (error instanceof AwsError && error.code === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

/**
 * As a deploy does: an index more is made of the items that are there, one after the other, and a
 * stream is turned on or off.
 */
async function bringUp(table: Resource, existing: Description, call: Call): Promise<void> {
  const has = indexesOf(existing).map(({ IndexName }) => IndexName);
  const added = indexesOf(table.properties).filter(({ IndexName }) => !has.includes(IndexName));
  const { AttributeDefinitions, StreamSpecification } = table.properties;
  const turned = (StreamSpecification === undefined) !== (existing['StreamSpecification'] === undefined);
  refuseOtherShape(table, {
    ...existing,
    GlobalSecondaryIndexes: [...indexesOf(existing), ...added],
    ...(turned && { StreamSpecification }),
  });
  const TableName = table.physicalId;
  if (turned) await call(`${DYNAMODB_TARGET}UpdateTable`, { TableName, StreamSpecification: streamOf(StreamSpecification) });
  for (const Create of added) {
    await call(`${DYNAMODB_TARGET}UpdateTable`, { TableName, AttributeDefinitions, GlobalSecondaryIndexUpdates: [{ Create }] });
    await untilActive(TableName, call);
  }
}

/** In a template a stream is on by being there. */
function streamOf(specification: unknown): Description {
  return specification ? { ...specification, StreamEnabled: true } : { StreamEnabled: false };
}

const INDEX_POLL_MS = 100;

/** DynamoDB Local, like the service, answers before the index can be read. */
async function untilActive(name: string, call: Call): Promise<void> {
  for (;;) {
    const indexes = indexesOf((await describe(name, call)) ?? {});
    if (indexes.every(({ IndexStatus }) => IndexStatus === 'ACTIVE')) return;
    await pause(INDEX_POLL_MS);
  }
}

async function create({ physicalId, properties }: Resource, call: Call): Promise<void> {
  const { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, BillingMode, StreamSpecification } = properties;
  await call(`${DYNAMODB_TARGET}CreateTable`, {
    TableName: physicalId,
    KeySchema,
    AttributeDefinitions,
    BillingMode,
    ...(GlobalSecondaryIndexes === undefined ? {} : { GlobalSecondaryIndexes }),
    ...(StreamSpecification === undefined ? {} : { StreamSpecification: streamOf(StreamSpecification) }),
  });
}

/**
 * DynamoDB Local deletes by TTL every ten seconds, where it is on; nobody could hold that up or
 * wait for it. ttl/ does it instead.
 */
async function switchTtlOff({ physicalId, properties }: Resource, call: Call): Promise<void> {
  if (properties['TimeToLiveSpecification'] === undefined) return;
  const { TimeToLiveDescription } = await call(`${DYNAMODB_TARGET}DescribeTimeToLive`, { TableName: physicalId });
  const { TimeToLiveStatus, AttributeName } = (TimeToLiveDescription ?? {}) as { TimeToLiveStatus?: string; AttributeName?: string };
  if (TimeToLiveStatus !== 'ENABLED') return;
  const TimeToLiveSpecification = { AttributeName, Enabled: false };
  await call(`${DYNAMODB_TARGET}UpdateTimeToLive`, { TableName: physicalId, TimeToLiveSpecification });
}

function refuseOtherShape(table: Resource, existing: Description): void {
  if (isDeepStrictEqual(shapeOf(table.properties), shapeOf(existing))) return;
  throw new Error(
    `The stored table ${table.physicalId} has other keys or indexes than the template. Run with --fresh to begin with empty data.`,
  );
}

/** What cannot change under existing data, in one order. */
function shapeOf(table: Description): unknown {
  const indexes = indexesOf(table).map(({ IndexName, KeySchema, Projection }) => ({
    IndexName,
    keys: keysOf(KeySchema),
    projection: [Projection['ProjectionType'], Projection['NonKeyAttributes'] ?? []],
  }));
  const stream = table['StreamSpecification'] as { StreamViewType?: string } | undefined;
  return {
    keys: keysOf(table['KeySchema']),
    indexes: indexes.sort((left, right) => left.IndexName.localeCompare(right.IndexName)),
    stream: stream?.StreamViewType,
  };
}

function indexesOf(table: Description): Index[] {
  return (table['GlobalSecondaryIndexes'] ?? []) as Index[];
}

function keysOf(schema: unknown): string[] {
  return (schema as { AttributeName: string; KeyType: string }[]).map((key) => `${key.KeyType} ${key.AttributeName}`).sort();
}
