import { DYNAMODB_TARGET } from '../../gateway/actions.ts';
import { AwsError } from '../../gateway/gateway.ts';
import type { Database } from '../database.ts';
import { createBackend } from './backend.ts';
import { durable } from './durable.ts';
import { openLedger, type TtlLedger } from './ttl-ledger.ts';

/** Where a DynamoDB Local is, and which of its databases to use. */
export interface Address {
  endpoint: string;
  /** Names the database. */
  accessKeyId: string;
  region: string;
  /** An answered write survives the death of DynamoDB Local; costs a call behind each write. */
  durable: boolean;
}

/** AWS's DynamoDB Local, which runs already, as the database. */
export function openDynamodbLocal({ endpoint, accessKeyId, region, durable: isDurable }: Address): Database {
  const backend = createBackend(endpoint, accessKeyId, region);
  const call = isDurable ? durable(backend.call) : backend.call;
  // Its tables are in the same database, which is made when something is deleted for the first
  // time.
  let opened: Promise<TtlLedger> | undefined;
  const ledger = () => (opened ??= openLedger(call));

  return {
    engine: 'dynamodb-local',
    call,
    deleteExpired: async (request) => {
      const { TableName, Key } = request as { TableName: string; Key: Readonly<Record<string, unknown>> };
      const entry = (await ledger()).entryFor(TableName, Key);
      try {
        await call(`${DYNAMODB_TARGET}TransactWriteItems`, { TransactItems: [{ Delete: request }, entry] });
      } catch (error) {
        if (!(error instanceof AwsError) || error.code !== 'TransactionCanceledException') throw error;
        throw new AwsError('ConditionalCheckFailedException', 'The conditional request failed');
      }
    },
    identify: async (table, records) => (await ledger()).identify(table, records),
    close: async () => {
      backend.close();
    },
  };
}
