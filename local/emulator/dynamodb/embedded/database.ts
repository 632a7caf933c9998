import { DYNAMODB_TARGET, STREAMS_TARGET } from '../../gateway/actions.ts';
import { AwsError } from '../../gateway/gateway.ts';
import type { Database } from '../database.ts';
import { DatabaseFile } from './file.ts';
import { batchGetItem, batchWriteItem } from './operations/batch.ts';
import type { Answer, Context, Operation, Request } from './operations/context.ts';
import { query, scan } from './operations/query.ts';
import { getItem, planAlone, writeItem } from './operations/single-item.ts';
import { describeStream, getRecords, getShardIterator, listStreams } from './operations/streams.ts';
import { createTable, describeTable, describeTimeToLive, listTables, updateTable } from './operations/tables.ts';
import { transactGetItems, transactWriteItems } from './operations/transaction.ts';
import { StreamLog } from './stream-log.ts';
import { Tables, type Place } from './tables.ts';
import { carryOut } from './write.ts';

const OPERATIONS: ReadonlyMap<string, Operation> = new Map(
  Object.entries({
    [`${DYNAMODB_TARGET}GetItem`]: getItem,
    [`${DYNAMODB_TARGET}PutItem`]: writeItem('Put'),
    [`${DYNAMODB_TARGET}UpdateItem`]: writeItem('Update'),
    [`${DYNAMODB_TARGET}DeleteItem`]: writeItem('Delete'),
    [`${DYNAMODB_TARGET}BatchGetItem`]: batchGetItem,
    [`${DYNAMODB_TARGET}BatchWriteItem`]: batchWriteItem,
    [`${DYNAMODB_TARGET}TransactGetItems`]: transactGetItems,
    [`${DYNAMODB_TARGET}TransactWriteItems`]: transactWriteItems,
    [`${DYNAMODB_TARGET}Query`]: query,
    [`${DYNAMODB_TARGET}Scan`]: scan,
    [`${DYNAMODB_TARGET}CreateTable`]: createTable,
    [`${DYNAMODB_TARGET}UpdateTable`]: updateTable,
    [`${DYNAMODB_TARGET}DescribeTable`]: describeTable,
    [`${DYNAMODB_TARGET}ListTables`]: listTables,
    [`${DYNAMODB_TARGET}DescribeTimeToLive`]: describeTimeToLive,
    [`${STREAMS_TARGET}ListStreams`]: listStreams,
    [`${STREAMS_TARGET}DescribeStream`]: describeStream,
    [`${STREAMS_TARGET}GetShardIterator`]: getShardIterator,
    [`${STREAMS_TARGET}GetRecords`]: getRecords,
  }),
);

export interface EmbeddedOptions extends Place {
  /** The data file; in memory when left out. Its directory must exist. */
  path?: string;
  /** Gets a sentence when the file fails, beside the calls that fail with it. */
  problem: (sentence: string) => void;
}

/**
 * DynamoDB's semantics in this process, on one file. What is not built is refused by name.
 * Calls take effect one after the other, so that nothing conflicts and every read is
 * consistent; the gateway adds conflicts and throttling when asked. Throws a sentence when the file
 * cannot be used.
 */
export function openEmbedded({ path, region, accountId, problem }: EmbeddedOptions): Database {
  const file = new DatabaseFile(path, problem);
  const context: Context = { file, tables: new Tables(file, { region, accountId }), log: new StreamLog(file, region) };
  return {
    engine: 'embedded',
    call: async (target: string, body: Request): Promise<Answer> => {
      const operation = OPERATIONS.get(target);
      if (!operation) {
        const name = target.slice(target.lastIndexOf('.') + 1);
        const advice = 'Start with --engine dynamodb-local to use it.';
        throw new AwsError('UnknownOperationException', `${name} is not built in the embedded database. ${advice}`);
      }
      return file.run(() => operation(body, context));
    },
    deleteExpired: (request) =>
      file.run(() => {
        carryOut(planAlone('Delete', request, context), context.log, true);
      }),
    identify: async (_table, records) => records,
    close: async () => {
      file.close();
    },
  };
}
