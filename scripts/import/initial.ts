import { DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, ScanCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { isRetryable } from '../../functions/lib/dynamodb-errors.ts';
import type { LevelInput } from '../../local/catalogue/bulk/items.ts';
import { loadLevels, type There, type Transact } from '../../local/catalogue/bulk/load.ts';
import { outcomeOf } from '../../local/catalogue/bulk/outcome.ts';
import type { StackDescription } from '../../infra/stack-outputs.ts';
import type { PlannedRow, RowResult } from '../../web/csv/index.ts';
import { explained } from '../../web/csv/problems.ts';
import { localOperator } from '../stage.ts';

/** A stage that is to be filled for the first time, by whoever may write its tables. */
export interface EmptyStage {
  /** Throws a sentence unless the stage has no level yet, not even a retired one. */
  checkEmpty: () => Promise<void>;
  /**
   * Throws a sentence where the stage lacks what this row, by the journal of the load, has made in
   * it.
   */
  checkMade: (row: PlannedRow) => Promise<void>;
  /**
   * Writes the rows that the plan creates. Rejects when DynamoDB refuses for good, or stays busy;
   * what was reported until then is stored.
   */
  load: (rows: readonly PlannedRow[], options: InitialOptions) => Promise<void>;
}

export interface InitialOptions {
  /** The same for a load that goes on. */
  id: string;
  /** Levels a second, at most. */
  perSecond: number;
  /** Ends the load after the writes under way. */
  signal: AbortSignal;
  onResult: (row: PlannedRow, result: RowResult) => void;
}

/** A row and the level that it creates. */
type Born = LevelInput & { row: PlannedRow };

/**
 * The stage by its tables; locally as the operator, on AWS with the credentials of the environment
 * or of a profile.
 */
export function emptyStage(stack: StackDescription, profile?: string): EmptyStage {
  const { inventory, movements } = stack.tables;
  // Only a local stack's description has the address.
  const local = (stack as Partial<StackDescription>).dynamodbEndpoint !== undefined;
  const access = local ? localOperator(stack) : { region: stack.region, ...(profile !== undefined && { profile }) };
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(access), { marshallOptions: { removeUndefinedValues: true } });
  return {
    async checkEmpty() {
      const { Items = [] } = await client.send(new ScanCommand({ TableName: inventory, Limit: 1, ConsistentRead: true }));
      if (Items.length > 0)
        throw new Error('The stage has levels already, so this would be no initial load. Import the file without --initial.');
    },
    async checkMade({ line, verdict }) {
      if (!('input' in verdict)) return;
      const { productId, warehouseId } = verdict.input;
      const Key = { product_id: productId, warehouse_id: warehouseId };
      const { Item } = await client.send(new GetCommand({ TableName: inventory, Key, ConsistentRead: true }));
      if (!Item)
        throw new Error(
          `The stage lacks the level of line ${line}, which this load has made: it was emptied since. Begin anew with --restart.`,
        );
    },
    load: (rows, { id, perSecond, signal, onResult }) =>
      loadLevels(rows.flatMap(born), {
        ...{ id, perSecond, signal, now: new Date(), tables: { inventory, movements }, transact: transactor(client) },
        onLoaded(levels, kept) {
          for (const level of levels) onResult(level.row, resultOf(kept.get(level)));
        },
      }),
  };
}

function transactor(client: DynamoDBDocumentClient): Transact {
  return async (actions) => {
    try {
      // The SDK's own attempts carry one token, so that one whose answer was lost is done and not
      // refused.
      await client.send(new TransactWriteCommand({ TransactItems: actions }));
      return 'done';
    } catch (error) {
      const outcome = error instanceof TransactionCanceledException ? outcomeOf(error.CancellationReasons ?? []) : undefined;
      if (outcome) return outcome;
      if (isRetryable(error)) return 'busy';
      throw error;
    }
  };
}

function born(row: PlannedRow): Born[] {
  const { verdict } = row;
  if (verdict.kind !== 'create') return [];
  return [{ ...verdict.input, stockCount: verdict.input.stockCount ?? 0, row }];
}

function resultOf(there: There | undefined): RowResult {
  if (!there) return { kind: 'created' };
  return { kind: 'conflict', ...explained({ code: 'CHANGED_SINCE_COMPARED', parts: [there.stockCount] }) };
}
