import type { Call } from '../../../../local/emulator/dynamodb/database.ts';
import { DYNAMODB_TARGET, STREAMS_TARGET } from '../../../../local/emulator/gateway/actions.ts';
import { text } from './normal.ts';

interface StreamRecord {
  eventName: string;
  dynamodb: { Keys: unknown; OldImage?: unknown; NewImage?: unknown; StreamViewType: string };
}

/** The records of a table's stream by item, each in its order: event, images. */
export async function recordsByItem(call: Call, table: string): Promise<Map<string, string[]>> {
  const { Table } = (await call(`${DYNAMODB_TARGET}DescribeTable`, { TableName: table })) as { Table: { LatestStreamArn: string } };
  const StreamArn = Table.LatestStreamArn;
  const { StreamDescription } = await call(`${STREAMS_TARGET}DescribeStream`, { StreamArn });
  const byItem = new Map<string, string[]>();
  for (const { ShardId } of (StreamDescription as { Shards: { ShardId: string }[] }).Shards)
    for (const { eventName, dynamodb } of await recordsOf(call, { StreamArn, ShardId })) {
      const key = text(dynamodb.Keys);
      const { OldImage, NewImage, StreamViewType } = dynamodb;
      // DynamoDB Local tells of a number that is only written in another way.
      if (text(OldImage) === text(NewImage)) continue;
      byItem.set(key, [...(byItem.get(key) ?? []), text({ eventName, OldImage, NewImage, StreamViewType })]);
    }
  return byItem;
}

async function recordsOf(call: Call, shard: { StreamArn: string; ShardId: string }): Promise<StreamRecord[]> {
  const begin = await call(`${STREAMS_TARGET}GetShardIterator`, { ...shard, ShardIteratorType: 'TRIM_HORIZON' });
  const records: StreamRecord[] = [];
  let iterator = begin['ShardIterator'];
  while (iterator !== undefined && iterator !== null) {
    const { Records, NextShardIterator } = await call(`${STREAMS_TARGET}GetRecords`, { ShardIterator: iterator });
    if ((Records as unknown[]).length === 0) break;
    records.push(...(Records as StreamRecord[]));
    iterator = NextShardIterator;
  }
  return records;
}
