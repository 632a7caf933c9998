import type { Database } from '../../../../local/emulator/dynamodb/database.ts';
import { openEmbedded } from '../../../../local/emulator/dynamodb/embedded/database.ts';
import { AwsError } from '../../../../local/emulator/gateway/gateway.ts';
import { DYNAMODB_TARGET, STREAMS_TARGET } from '../../../../local/emulator/gateway/actions.ts';
import { creationOf, TABLES } from './tables.ts';

type Body = Record<string, unknown>;

/** An embedded database with the tables of the differential test. */
export interface Engine {
  database: Database;
  /** What it said about its file. */
  problems: string[];
  /** One call, by the name of its operation. */
  call: (operation: string, body: Body) => Promise<Body>;
  /** The error of a call that is refused. */
  refusal: (operation: string, body: Body) => Promise<AwsError>;
}

/** Opens a database, in memory without a path. Its tables are made when they are not there. */
export async function openEngine(path?: string): Promise<Engine> {
  const problems: string[] = [];
  const where = { region: 'us-east-1', accountId: '000000000000' };
  const database = openEmbedded({ ...(path !== undefined && { path }), ...where, problem: (sentence) => problems.push(sentence) });
  const call = (operation: string, body: Body) => database.call(DYNAMODB_TARGET + operation, body);
  const { TableNames } = await call('ListTables', {});
  for (const table of TABLES) if (!(TableNames as string[]).includes(table.name)) await call('CreateTable', creationOf(table));
  const refusal = async (operation: string, body: Body) => {
    const outcome = await call(operation, body).catch((error: unknown) => error);
    if (!(outcome instanceof AwsError)) throw new Error(`${operation} was not refused: ${JSON.stringify(outcome)}`);
    return outcome;
  };
  return { database, problems, call, refusal };
}

/** A record as it is read from a stream. */
export interface EngineRecord {
  eventName: string;
  userIdentity?: unknown;
  dynamodb: { SequenceNumber: string; Keys: Body; OldImage?: Body; NewImage?: Body; StreamViewType: string };
}

/** All records of a table's stream. */
export async function recordsOf({ database, call }: Pick<Engine, 'database' | 'call'>, table: string): Promise<EngineRecord[]> {
  const { Table } = (await call('DescribeTable', { TableName: table })) as { Table: { LatestStreamArn: string } };
  const streams = (operation: string, body: Body) => database.call(STREAMS_TARGET + operation, body);
  const StreamArn = Table.LatestStreamArn;
  const { StreamDescription } = await streams('DescribeStream', { StreamArn });
  const ShardId = (StreamDescription as { Shards: { ShardId: string }[] }).Shards[0]?.ShardId;
  const { ShardIterator } = await streams('GetShardIterator', { StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' });
  return (await streams('GetRecords', { ShardIterator }))['Records'] as EngineRecord[];
}

/** A level of stock, as far as these tests need one. */
export function level(product: string, attributes: Body = {}): Body {
  return { TableName: 'inventory', Item: { product_id: { S: product }, warehouse_id: { S: 'w' }, ...attributes } };
}

/** The key of a level. */
export function keyOf(product: string): Body {
  return { TableName: 'inventory', Key: { product_id: { S: product }, warehouse_id: { S: 'w' } } };
}
