import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Database } from '../../local/emulator/dynamodb/database.ts';
import { DYNAMODB_TARGET } from '../../local/emulator/gateway/actions.ts';
import type { TableNames } from './ledger.ts';
import type { Tables } from './recount.ts';

/** All that is in the tables. */
export async function readTables(database: Database, names: TableNames): Promise<Tables> {
  const read = async (TableName: string) => {
    const items: Record<string, unknown>[] = [];
    let from: unknown;
    do {
      const start = from === undefined ? {} : { ExclusiveStartKey: from };
      const { Items, LastEvaluatedKey } = await database.call(`${DYNAMODB_TARGET}Scan`, { TableName, ConsistentRead: true, ...start });
      items.push(...(Items as Parameters<typeof unmarshall>[0][]).map((item) => unmarshall(item)));
      from = LastEvaluatedKey;
    } while (from !== undefined);
    return items;
  };
  const { inventory, reservations, requests, movements } = names;
  return {
    inventory: (await read(inventory)) as unknown as Tables['inventory'],
    reservations: await read(reservations),
    requests: await read(requests),
    movements: await read(movements),
  };
}
