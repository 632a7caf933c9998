import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient, TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { RETRY_AFTER_MS } from '../../domain/errors.ts';
import { attributeNames } from '../../domain/expression.ts';
import type { ConditionalUpdate, Expression } from '../../domain/expression.ts';
import { contended } from './refusal.ts';
import { isContention, passes } from './dynamodb-errors.ts';
import { withRetries } from './retry.ts';

/** One action of a transaction. */
export type Action = NonNullable<TransactWriteCommandInput['TransactItems']>[number];
type Key = Record<string, string | number>;

/** What became of one condition: the item that it saw, if there was one. */
export interface Seen {
  failed: boolean;
  item?: Record<string, unknown>;
}

/** What became of a transaction. */
export interface Outcome {
  done: boolean;
  /** What each action's condition saw, at the place of the action; empty when it was done. */
  seen: Seen[];
  /** The time that the attempt was built with. */
  at: Date;
}

/** The most that DynamoDB takes in one transaction. */
export const MOST_ACTIONS = 100;

/** A conditional update of one item. */
export function update(table: string, key: Key, write: ConditionalUpdate): Action {
  const { update: change, condition } = write;
  return {
    Update: {
      TableName: table,
      Key: key,
      UpdateExpression: change.expression,
      ConditionExpression: condition.expression,
      ExpressionAttributeNames: attributeNames([...change.attributes, ...condition.attributes]),
      ExpressionAttributeValues: { ...change.values, ...condition.values },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  };
}

/** Writes an item whose key must not be there yet. */
export function putNew(table: string, item: Record<string, unknown>, keyAttribute: string): Action {
  return {
    Put: {
      TableName: table,
      Item: item,
      ConditionExpression: `attribute_not_exists(#${keyAttribute})`,
      ExpressionAttributeNames: attributeNames([keyAttribute]),
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  };
}

/** Deletes an item on a condition. */
export function remove(table: string, key: Key, condition: Expression): Action {
  return {
    Delete: {
      TableName: table,
      Key: key,
      ConditionExpression: condition.expression,
      ExpressionAttributeNames: attributeNames(condition.attributes),
      ExpressionAttributeValues: condition.values,
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  };
}

/**
 * Sends a transaction, and again while it meets others, until `deadline` (epoch milliseconds); then CONTENTION. Failed conditions
 * are an outcome. Anything else rejects. Nothing queues in DynamoDB: of two transactions that meet, one is cancelled at once.
 *
 * Each attempt is built anew with its own time: conditions that ask for the clock, and times that are written, must be those of the attempt
 * that takes effect.
 */
export async function transact(dynamodb: DynamoDBDocumentClient, build: (now: Date) => Action[], deadline: number): Promise<Outcome> {
  if (Date.now() >= deadline) throw contended();
  try {
    return await withRetries(() => once(dynamodb, build), deadline, passes);
  } catch (error) {
    throw isContention(error) ? contended(RETRY_AFTER_MS, error) : error;
  }
}

async function once(dynamodb: DynamoDBDocumentClient, build: (now: Date) => Action[]): Promise<Outcome> {
  const at = new Date();
  try {
    await dynamodb.send(new TransactWriteCommand({ TransactItems: build(at) }));
    return { done: true, seen: [], at };
  } catch (error) {
    const seen = conditionsOf(error);
    if (seen) return { done: false, seen, at };
    throw error;
  }
}

/** What the conditions saw; undefined when the transaction was cancelled for anything else. */
function conditionsOf(error: unknown): Seen[] | undefined {
  if (!(error instanceof TransactionCanceledException)) return undefined;
  const reasons = error.CancellationReasons ?? [];
  const understood = reasons.every(({ Code }) => Code === 'None' || Code === 'ConditionalCheckFailed');
  if (reasons.length === 0 || !understood) return undefined;
  return reasons.map(({ Code, Item }) => ({
    failed: Code === 'ConditionalCheckFailed',
    ...(Item && { item: unmarshall(Item) }),
  }));
}
