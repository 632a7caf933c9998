import { AwsError } from '../../../gateway/gateway.ts';
import { invalid, onlyParameters } from '../refuse.ts';
import { sequenceNumber, sequenceOf } from '../stream-log.ts';
import type { Table } from '../table.ts';
import type { Answer, Context, Operation, Request } from './context.ts';

/** A stream is one shard here, which never ends. */
const SHARD = 'shardId-00000000000000000001-00000001';
const MAX_RECORDS = 1000;
const ITERATOR_MS = 15 * 60_000;

/** `ListStreams`. */
export const listStreams: Operation = (request, { tables }) => {
  onlyParameters(request, ['TableName', 'Limit', 'ExclusiveStartStreamArn'], 'ListStreams');
  const all = tables.all().filter(({ schema }) => schema.stream && [undefined, schema.name].includes(request['TableName'] as string));
  return {
    Streams: all.map((table) => ({
      StreamArn: tables.streamArn(table),
      TableName: table.schema.name,
      StreamLabel: tables.streamLabel(table),
    })),
  };
};

/** `DescribeStream`. */
export const describeStream: Operation = (request, context) => {
  onlyParameters(request, ['StreamArn', 'Limit', 'ExclusiveStartShardId'], 'DescribeStream');
  const table = tableOf(request['StreamArn'], context);
  const shard = { ShardId: SHARD, SequenceNumberRange: { StartingSequenceNumber: sequenceNumber(0) } };
  return {
    StreamDescription: {
      StreamArn: request['StreamArn'],
      StreamLabel: context.tables.streamLabel(table),
      StreamStatus: 'ENABLED',
      StreamViewType: table.schema.stream,
      TableName: table.schema.name,
      CreationRequestDateTime: table.created / 1000,
      Shards: request['ExclusiveStartShardId'] === undefined ? [shard] : [],
    },
  };
};

/** `GetShardIterator`. */
export const getShardIterator: Operation = (request, context) => {
  onlyParameters(request, ['StreamArn', 'ShardId', 'ShardIteratorType', 'SequenceNumber'], 'GetShardIterator');
  const table = tableOf(request['StreamArn'], context);
  if (request['ShardId'] !== SHARD) throw noSuch('Shard does not exist');
  return { ShardIterator: iterator(context.tables.streamArn(table), startOf(request, context)) };
};

function startOf(request: Request, { log }: Context): number {
  const type = request['ShardIteratorType'];
  if (type === 'TRIM_HORIZON') return 0;
  if (type === 'LATEST') return log.last();
  if (type !== 'AT_SEQUENCE_NUMBER' && type !== 'AFTER_SEQUENCE_NUMBER') throw invalid(`Invalid ShardIteratorType: ${String(type)}`);
  const sequence = sequenceOf(request['SequenceNumber']);
  if (sequence === undefined) throw invalid('Invalid SequenceNumber');
  const after = type === 'AT_SEQUENCE_NUMBER' ? sequence - 1 : sequence;
  if (!log.reaches(after))
    throw new AwsError('TrimmedDataAccessException', 'The stream has forgotten the records of this position: it keeps them for a day.');
  return after;
}

/** `GetRecords`. */
export const getRecords: Operation = (request, context) => {
  onlyParameters(request, ['ShardIterator', 'Limit'], 'GetRecords');
  const [arn = '', position = '', made = ''] = String(request['ShardIterator']).split('|');
  const table = tableOf(arn, context);
  if (!(Date.now() - Number(made) <= ITERATOR_MS))
    throw new AwsError('ExpiredIteratorException', 'The shard iterator is older than 15 minutes.');
  const { Limit = MAX_RECORDS } = request as { Limit?: number };
  const records = context.log.read(table, Number(position), Math.min(Limit, MAX_RECORDS));
  const last = records.at(-1)?.sequence ?? Number(position);
  const answer: Answer = { Records: records.map(({ record }) => record), NextShardIterator: iterator(arn, last) };
  return answer;
};

/** Carries its stream, so that the gateway can see whose it is. */
function iterator(arn: string, after: number): string {
  return [arn, after, Date.now()].join('|');
}

function tableOf(arn: unknown, { tables }: Context): Table {
  const table = tables.all().find((each) => each.schema.stream && tables.streamArn(each) === arn);
  if (!table) throw noSuch(`Requested resource not found: Stream: ${String(arn)} not found`);
  return table;
}

function noSuch(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message);
}
