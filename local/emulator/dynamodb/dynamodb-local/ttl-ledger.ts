import { randomUUID } from 'node:crypto';
import { DYNAMODB_TARGET, STREAMS_TARGET } from '../../gateway/actions.ts';
import type { Call } from '../database.ts';
import type { StreamRecord } from '../stream-record.ts';
import { AwsError } from '../../gateway/gateway.ts';
import { listShards } from '../../lambda/shard.ts';

type Key = Readonly<Record<string, unknown>>;

/**
 * Which stream records tell of a deletion by TTL: to DynamoDB Local it is a deletion like any
 * other.
 */
export interface TtlLedger {
  /** The action that has to be in the same transaction as a deletion, right behind it. */
  entryFor: (table: string, key: Key) => object;
  /**
   * The records of a table's stream, those of deletions by TTL with the identity of the service.
   */
  identify: (table: string, records: StreamRecord[]) => Promise<StreamRecord[]>;
}

const LEDGER_TABLE = 'local-ttl-deletions';
/** As DynamoDB Streams writes it. */
const SERVICE = { PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' };

/**
 * Opens the ledger, a table of the stack's own in the same database. DynamoDB Local numbers the
 * records of all streams in one sequence, and those of a transaction one after the other. So a
 * REMOVE record is of a deletion by TTL exactly when the next number is an entry of the ledger's
 * stream: both come from one transaction, whatever else happens to the same key, and both are there
 * after a restart, or neither is.
 */
export async function openLedger(database: Call): Promise<TtlLedger> {
  const streamArn = await streamOf(database);
  const call = (operation: string, body: Record<string, unknown>) => database(STREAMS_TARGET + operation, body);
  /** What was deleted, by the number of its REMOVE record. */
  const deletions = new Map<string, string>();
  /** The last record that was read of each shard. */
  const positions = new Map<string, string>();
  let reading: Promise<void> = Promise.resolve();

  async function readShard(shardId: string): Promise<void> {
    let iterator: unknown = await iteratorBehind(shardId, positions.get(shardId));
    while (iterator !== undefined && iterator !== null) {
      const { Records, NextShardIterator } = await call('GetRecords', { ShardIterator: iterator });
      const entries = Records as { dynamodb: { SequenceNumber: string; NewImage: { deleted: { S: string } } } }[];
      for (const { dynamodb } of entries) {
        deletions.set(String(BigInt(dynamodb.SequenceNumber) - 1n), dynamodb.NewImage.deleted.S);
        positions.set(shardId, dynamodb.SequenceNumber);
      }
      if (entries.length === 0) return;
      iterator = NextShardIterator;
    }
  }

  async function iteratorBehind(shardId: string, position: string | undefined): Promise<unknown> {
    const where = { StreamArn: streamArn, ShardId: shardId };
    const oldest = () => call('GetShardIterator', { ...where, ShardIteratorType: 'TRIM_HORIZON' });
    if (position === undefined) return (await oldest())['ShardIterator'];
    const behind = call('GetShardIterator', { ...where, ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: position });
    // A stream forgets its records after a day.
    const answer = await behind.catch((error: unknown) => (error instanceof AwsError ? oldest() : Promise.reject(error as Error)));
    return answer['ShardIterator'];
  }

  async function readOn(): Promise<void> {
    for (const { ShardId } of await listShards(call, streamArn)) await readShard(ShardId);
  }

  return {
    entryFor: (table, key) => {
      // A write that changes nothing would leave no record.
      const item = { id: { S: 'last' }, entry: { S: randomUUID() }, deleted: { S: nameOf(table, key) } };
      return { Put: { TableName: LEDGER_TABLE, Item: item } };
    },
    identify: async (table, records) => {
      if (!records.some(({ eventName }) => eventName === 'REMOVE')) return records;
      reading = reading.catch(() => undefined).then(readOn);
      await reading;
      return records.map((record) => (isNoted(record, table, deletions) ? { ...record, userIdentity: SERVICE } : record));
    },
  };
}

function isNoted({ eventName, dynamodb }: StreamRecord, table: string, deletions: ReadonlyMap<string, string>): boolean {
  return eventName === 'REMOVE' && deletions.get(String(BigInt(dynamodb.SequenceNumber))) === nameOf(table, dynamodb.Keys);
}

function nameOf(table: string, key: Key): string {
  return JSON.stringify([table, Object.entries(key).sort(([left], [right]) => (left < right ? -1 : 1))]);
}

async function streamOf(database: Call): Promise<string> {
  await database(`${DYNAMODB_TARGET}CreateTable`, {
    TableName: LEDGER_TABLE,
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    BillingMode: 'PAY_PER_REQUEST',
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
  }).catch((error: unknown) => {
    if (!(error instanceof AwsError) || error.code !== 'ResourceInUseException') throw error;
  });
  const { Table } = await database(`${DYNAMODB_TARGET}DescribeTable`, { TableName: LEDGER_TABLE });
  return (Table as { LatestStreamArn: string }).LatestStreamArn;
}
