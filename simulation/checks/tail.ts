import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Database } from '../../local/emulator/dynamodb/database.ts';
import { STREAMS_TARGET } from '../../local/emulator/gateway/actions.ts';

/** One item as a write has left it. */
export interface Written<Item = Record<string, unknown>> {
  table: string;
  before: Item | undefined;
  after: Item | undefined;
  byTtl: boolean;
}

interface Cursor {
  table: string;
  stream: string;
  shard: string;
  /** The last record that was read. */
  last: string | undefined;
}

type Image = Parameters<typeof unmarshall>[0];

interface StreamRecord {
  dynamodb: { SequenceNumber: string; OldImage?: Image; NewImage?: Image };
  userIdentity?: unknown;
}

/** Follows what is written to tables, as it takes effect. */
export interface Tail {
  /** All that was written since this was asked last, table by table. */
  read: () => Promise<Written[]>;
}

/** Follows these tables from now on. They must have streams of both images. */
export async function followTables(database: Database, tables: readonly string[]): Promise<Tail> {
  const call = (operation: string, body: Record<string, unknown>) => database.call(STREAMS_TARGET + operation, body);
  const cursors: Cursor[] = [];
  for (const table of tables) {
    const { Streams } = await call('ListStreams', { TableName: table });
    const StreamArn = (Streams as { StreamArn: string }[]).at(-1)?.StreamArn;
    const { StreamDescription } = await call('DescribeStream', { StreamArn });
    const shard = (StreamDescription as { Shards: { ShardId: string }[] }).Shards.at(-1)?.ShardId ?? '';
    cursors.push({ table, stream: StreamArn ?? '', shard, last: undefined });
  }
  return {
    read: async () => {
      const written: Written[] = [];
      for (const cursor of cursors) {
        for (let records = await next(cursor); records.length > 0; records = await next(cursor)) written.push(...records);
      }
      return written;
    },
  };

  async function next(cursor: Cursor): Promise<Written[]> {
    const { table, stream, shard, last } = cursor;
    // A new iterator each time: they live for a quarter of an hour, which is nothing here.
    const where =
      last === undefined ? { ShardIteratorType: 'TRIM_HORIZON' } : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: last };
    const { ShardIterator } = await call('GetShardIterator', { StreamArn: stream, ShardId: shard, ...where });
    const { Records } = await call('GetRecords', { ShardIterator, Limit: 1_000 });
    const records = Records as StreamRecord[];
    cursor.last = records.at(-1)?.dynamodb.SequenceNumber ?? last;
    return records.map(({ dynamodb, userIdentity }) => ({
      table,
      before: dynamodb.OldImage && unmarshall(dynamodb.OldImage),
      after: dynamodb.NewImage && unmarshall(dynamodb.NewImage),
      byTtl: userIdentity !== undefined,
    }));
  }
}
