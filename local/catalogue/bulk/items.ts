import type { TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { LOAD_ACTOR } from '../../../domain/last-change.ts';
import { newLevel } from '../../../domain/level-updates.ts';
import { marksOf } from '../../../domain/derived-status.ts';
import { countLevels, type Tables } from '../../../functions/lib/derived-status.ts';
import { movementOf } from '../../../functions/lib/movements.ts';
import type { UpdateStockInput } from '../../../schema/types.ts';

/** A level to be, as `updateStock` would create it. */
export type LevelInput = Omit<UpdateStockInput, 'expectedVersion' | 'allowBelowReserved'> & { stockCount: number };

/** One action of a transaction, in plain values. */
export type Action = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** Which load writes, when it began, and where. */
export interface Load {
  /**
   * Tells the load's levels from others: at most some dozen characters, the same when it goes on.
   */
  id: string;
  now: Date;
  tables: Tables;
}

/**
 * Levels in one transaction: two actions for each and one for the summary fit into the 100 that
 * DynamoDB takes.
 */
export const LEVELS_PER_TRANSACTION = 49;

/**
 * Levels as the change feed would have left them: each with its marks and its first movement,
 * counted in the summary. The first actions are the levels, in their order, each on the condition
 * that there is none; the transaction makes all of it true at one moment. `shard` is the counter
 * that it takes.
 */
export function actionsOf(levels: readonly LevelInput[], { id, now, tables }: Load, shard: number): Action[] {
  const made = levels.map((level) => {
    const { reason, note, reference } = level;
    const change = { cause: 'CREATED' as const, actor: LOAD_ACTOR, reason, note, reference, load: id };
    return newLevel({ ...level, expectedVersion: 0 }, { now: now.toISOString(), change });
  });
  return [
    ...made.map((level): Action => {
      const marks = marksOf(level);
      const Item = { ...level, ...marks, ...(marks.attention && { attention_since: level.last_updated }) };
      return {
        Put: {
          TableName: tables.inventory,
          Item,
          ConditionExpression: 'attribute_not_exists(#product_id)',
          ExpressionAttributeNames: { '#product_id': 'product_id' },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      };
    }),
    ...made.map((level): Action => ({ Put: { TableName: tables.movements, Item: movementOf({ before: undefined, after: level }) } })),
    countLevels(tables.movements, made, shard),
  ];
}
