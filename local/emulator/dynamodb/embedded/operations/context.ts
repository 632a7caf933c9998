import type { DatabaseFile } from '../file.ts';
import type { StreamLog } from '../stream-log.ts';
import type { Tables } from '../tables.ts';

export type Request = Readonly<Record<string, unknown>>;
export type Answer = Record<string, unknown>;

/** What operations work with. */
export interface Context {
  file: DatabaseFile;
  tables: Tables;
  log: StreamLog;
}

/** One operation of DynamoDB. Refuses with an `AwsError` before it writes anything. */
export type Operation = (request: Request, context: Context) => Answer;
