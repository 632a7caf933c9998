import { randomUUID } from 'node:crypto';
import type { Batch, StreamRecord } from './batch.ts';

/** Why a batch was given up, in Lambda's words. */
export type GiveUpCondition = 'RetryAttemptsExhausted' | 'RecordAgeExceeded';

/** A batch that was given up. */
export interface GivenUp {
  batch: Batch;
  condition: GiveUpCondition;
  /**
   * Whether the function ended with an error the last time; it may also have named records as
   * failed, or never have run.
   */
  functionFailed: boolean;
  functionArn: string;
  streamArn: string;
  shardId: string;
}

/** The event that a function gets for a batch, as JSON. */
export function eventOf({ records }: Pick<Batch, 'records'>): string {
  return `{"Records":[${records.map(({ json }) => json).join(',')}]}`;
}

/**
 * The object that Lambda writes to an S3 failure destination, as JSON: what happened, which part of
 * the stream, and `payload`, the whole event as text. A batch that never reached the function has
 * no `responseContext`.
 */
export function failureObject({ batch, condition, functionFailed, functionArn, streamArn, shardId }: GivenUp, now: Date): string {
  const { records, invocations } = batch;
  return JSON.stringify({
    requestContext: { requestId: randomUUID(), functionArn, condition, approximateInvokeCount: invocations },
    ...(invocations > 0 && {
      responseContext: { statusCode: 200, executedVersion: '$LATEST', ...(functionFailed && { functionError: 'Unhandled' }) },
    }),
    version: '1.0',
    timestamp: now.toISOString(),
    DDBStreamBatchInfo: {
      shardId,
      startSequenceNumber: records.at(0)?.sequenceNumber,
      endSequenceNumber: records.at(-1)?.sequenceNumber,
      approximateArrivalOfFirstRecord: arrivalOf(records.at(0)),
      approximateArrivalOfLastRecord: arrivalOf(records.at(-1)),
      batchSize: records.length,
      streamArn,
    },
    payload: eventOf(batch),
  });
}

/** Its key: `aws/lambda/<mapping>/<shard>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<UUID>`, time in UTC. */
export function failureKey(mappingId: string, shardId: string, now: Date): string {
  const [date = '', time = ''] = now.toISOString().split(/[T.]/);
  return `aws/lambda/${mappingId}/${shardId}/${date.replaceAll('-', '/')}/${date}T${time.replaceAll(':', '.')}-${randomUUID()}`;
}

function arrivalOf(record: StreamRecord | undefined): string {
  return new Date(record?.arrivedAt ?? 0).toISOString();
}
