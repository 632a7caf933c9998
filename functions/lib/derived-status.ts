import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient, TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { attributeNames } from '../../domain/expression.ts';
import { counted, marksOf } from '../../domain/derived-status.ts';
import type { Marks } from '../../domain/derived-status.ts';
import type { LevelItem } from '../../domain/level.ts';
import { SUMMARY_PARTITION, SUMMARY_SHARDS } from '../../domain/movement.ts';
import type { StockSummary } from '../../schema/types.ts';

/** A level as it is stored. */
export type MarkedLevel = LevelItem & Marks;

type Action = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** The two tables that this concerns. */
export interface Tables {
  inventory: string;
  movements: string;
}

/**
 * Levels in one transaction: few enough that it seldom meets a sale, enough that an import does not
 * wear out the counters.
 */
export const LEVELS_PER_TRANSACTION = 25;

/**
 * Levels whose stored marks are not what their numbers ask for. Their own image tells, since only
 * this module writes marks.
 */
export function outdated<Level extends MarkedLevel>(levels: readonly Level[]): Level[] {
  return levels.filter((level) => {
    const wanted = marksOf(level);
    return level.status !== wanted.status || level.oversold !== wanted.oversold;
  });
}

/**
 * Stores the marks of up to LEVELS_PER_TRANSACTION levels and counts the difference into the
 * summary, in one transaction: whatever is delivered twice, the second time meets marks that are no
 * longer as its image says. A level that asks for other marks by now, or was done before, is left
 * out: its next record does it. Rejects when DynamoDB was busy; nothing is half done then.
 *
 * `sinceOf` says when a level got the status that is new, ISO 8601; who only has the level as it is
 * takes its last change for that.
 */
export async function storeMarks(
  dynamodb: DynamoDBDocumentClient,
  tables: Tables,
  levels: readonly MarkedLevel[],
  sinceOf = (level: MarkedLevel) => level.last_updated,
): Promise<void> {
  let left = levels;
  while (left.length > 0) {
    const actions = [...left.map((level) => markLevel(tables.inventory, level, sinceOf(level))), countLevels(tables.movements, left)];
    const refused = await transact(dynamodb, actions);
    if (refused.size === 0) return;
    left = left.filter((_level, place) => !refused.has(place));
  }
}

/** Answers with the places whose conditions failed; none when the transaction was done. */
async function transact(dynamodb: DynamoDBDocumentClient, actions: Action[]): Promise<ReadonlySet<number>> {
  try {
    await dynamodb.send(new TransactWriteCommand({ TransactItems: actions }));
    return new Set();
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const reasons = error.CancellationReasons ?? [];
    const refused = reasons.flatMap(({ Code }, place) => (Code === 'ConditionalCheckFailed' ? [place] : []));
    if (refused.length === 0) throw error;
    return new Set(refused);
  }
}

/**
 * On the condition that the marks are still as the image shows them, and the numbers of now ask for
 * the new ones. Not that nothing else has changed: a level that sells ten times a second would
 * never be marked.
 */
function markLevel(table: string, level: MarkedLevel, since: string): Action {
  const wanted = marksOf(level);
  const attention_since = level.status === wanted.status ? level.attention_since : since;
  const values: Record<string, unknown> = {};
  const was = (mark: 'status' | 'oversold') => {
    if (level[mark] === undefined) return `attribute_not_exists(#${mark})`;
    values[`:was_${mark}`] = level[mark];
    return `#${mark} = :was_${mark}`;
  };
  const conditions = [was('status'), was('oversold'), asksFor(wanted)];
  if (wanted.status) values[':none'] = 0;
  const names = ['status', 'attention', 'attention_since', 'oversold', 'removed_at'];
  if (wanted.status) names.push('available_count');
  if (wanted.status === 'IN_STOCK' || wanted.status === 'LOW_STOCK') names.push('threshold_level');
  return {
    Update: {
      TableName: table,
      Key: { product_id: level.product_id, warehouse_id: level.warehouse_id },
      ConditionExpression: conditions.join(' AND '),
      UpdateExpression: assign({ ...wanted, ...(wanted.attention && attention_since && { attention_since }) }, values),
      ExpressionAttributeNames: attributeNames(names),
      ExpressionAttributeValues: values,
    },
  };
}

/** The numbers that ask for these marks, as `marksOf` reads them. */
function asksFor({ status, oversold }: Marks): string {
  if (status === undefined) return 'attribute_exists(#removed_at)';
  const numbers = {
    IN_STOCK: '#available_count > :none AND #available_count > #threshold_level',
    LOW_STOCK: '#available_count > :none AND #available_count <= #threshold_level',
    OUT_OF_STOCK: `#available_count ${oversold ? '<' : '='} :none`,
  };
  return `attribute_not_exists(#removed_at) AND ${numbers[status]}`;
}

function assign(wanted: Marks, values: Record<string, unknown>): string {
  const names = ['status', 'attention', 'attention_since', 'oversold'] as const;
  const set = names.filter((name) => wanted[name] !== undefined);
  const remove = names.filter((name) => wanted[name] === undefined);
  for (const name of set) values[`:${name}`] = wanted[name];
  const parts = [
    set.length > 0 ? `SET ${set.map((name) => `#${name} = :${name}`).join(', ')}` : '',
    remove.length > 0 ? `REMOVE ${remove.map((name) => `#${name}`).join(', ')}` : '',
  ];
  return parts.filter((part) => part !== '').join(' ');
}

/**
 * Adds what these levels' new marks count for, less what their old ones did, to one of the
 * summary's counters: any, if the caller has none of his own.
 */
export function countLevels(table: string, levels: readonly MarkedLevel[], shard = Math.floor(Math.random() * SUMMARY_SHARDS)): Action {
  const names: (keyof StockSummary)[] = ['levels', 'low', 'out', 'oversold'];
  const differenceOf = (name: keyof StockSummary) =>
    levels.reduce((sum, level) => sum + counted(marksOf(level))[name] - counted(level)[name], 0);
  return {
    Update: {
      TableName: table,
      Key: { level: SUMMARY_PARTITION, sequence: shard },
      UpdateExpression: `ADD ${names.map((name) => `#${name} :${name}`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: Object.fromEntries(names.map((name) => [`:${name}`, differenceOf(name)])),
    },
  };
}
