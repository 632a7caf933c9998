import type { StreamRecord } from './stream-record.ts';

type Body = Readonly<Record<string, unknown>>;

/**
 * One call of DynamoDB or its streams. `target` is the whole `X-Amz-Target`, e.g.
 * `DynamoDB_20120810.GetItem`. Rejects with an `AwsError`.
 */
export type Call = (target: string, body: Body) => Promise<Record<string, unknown>>;

/** Which database is behind the gateway: the stack's own, or AWS's DynamoDB Local. */
export type Engine = 'embedded' | 'dynamodb-local';

/** The database behind the gateway. */
export interface Database {
  /** The gateway corrects what DynamoDB Local answers differently than the service. */
  engine: Engine;
  call: Call;
  /**
   * A `DeleteItem` as DynamoDB's TTL does it: the stream names the service. Rejects with
   * `ConditionalCheckFailedException` like any other.
   */
  deleteExpired: (request: Body) => Promise<void>;
  /**
   * The records of a table's stream with who made the change, where the database does not note that
   * itself.
   */
  identify: (table: string, records: StreamRecord[]) => Promise<StreamRecord[]>;
  close: () => Promise<void>;
}
