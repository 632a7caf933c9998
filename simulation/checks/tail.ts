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
  /** Items as they are, by key: not each stream says what was before. */
  items: Map<string, Image>;
}

type Image = Parameters<typeof unmarshall>[0];

interface StreamRecord {
  dynamodb: { SequenceNumber: string; Keys: Image; NewImage?: Image };
  userIdentity?: unknown;
}

/** Follows what is written to tables, as it takes effect. */
export interface Tail {
  /** All that was written since this was asked last, table by table. */
  read: () => Promise<Written[]>;
}

/** Follows these tables, which must be empty and have streams of new images, from now on. */
export async function followTables(database: Database, tables: readonly string[]): Promise<Tail> {
  const call = (operation: string, body: Record<string, unknown>) => database.call(STREAMS_TARGET + operation, body);
  const cursors: Cursor[] = [];
  for (const table of tables) {
    const { Streams } = await call('ListStreams', { TableName: table });
    const StreamArn = (Streams as { StreamArn: string }[]).at(-1)?.StreamArn;
    const { StreamDescription } = await call('DescribeStream', { StreamArn });
    const shard = (StreamDescription as { Shards: { ShardId: string }[] }).Shards.at(-1)?.ShardId ?? '';
    cursors.push({ table, stream: StreamArn ?? '', shard, last: undefined, items: new Map() });
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
    const { stream, shard, last } = cursor;
    // A new iterator each time: they live for a quarter of an hour, which is nothing here.
    const where =
      last === undefined ? { ShardIteratorType: 'TRIM_HORIZON' } : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: last };
    const { ShardIterator } = await call('GetShardIterator', { StreamArn: stream, ShardId: shard, ...where });
    const { Records } = await call('GetRecords', { ShardIterator, Limit: 1_000 });
    const records = Records as StreamRecord[];
    cursor.last = records.at(-1)?.dynamodb.SequenceNumber ?? last;
    return records.map((record) => writtenBy(record, cursor));
  }
}

function writtenBy({ dynamodb: { Keys, NewImage }, userIdentity }: StreamRecord, { table, items }: Cursor): Written {
  const key = JSON.stringify(Keys);
  const before = items.get(key);
  if (NewImage) items.set(key, NewImage);
  else items.delete(key);
  return { table, before: before && unmarshall(before), after: NewImage && unmarshall(NewImage), byTtl: userIdentity !== undefined };
}
