import type { Call } from './backend.ts';
import type { DataSourceAnswer } from './data-source.ts';
import type { JsonObject } from './request-object.ts';

/** The surroundings of one operation. */
export interface OperationScope {
  table: string;
  /** The resolver or function that asks. */
  owner: string;
  call: Call;
}

/** One DynamoDB operation: from a resolver's request object to its result. */
export type Operation = (request: JsonObject, scope: OperationScope) => Promise<DataSourceAnswer>;
