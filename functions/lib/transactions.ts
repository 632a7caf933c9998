import { randomUUID } from 'node:crypto';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient, TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { RETRY_AFTER_MS } from '../../domain/errors.ts';
import { attributeNames } from '../../domain/expression.ts';
import type { ConditionalUpdate, Expression } from '../../domain/expression.ts';
import { contended } from './refusal.ts';
import { isContention, isRetryable, wasNeverSent } from './dynamodb-errors.ts';
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

/**
 * A write that was tried to its deadline, and one of its attempts had no answer: it may have taken
 * effect. Sent again, what it did is found.
 */
export class UnknownOutcome extends Error {
  override readonly name = 'UnknownOutcome';

  constructor(cause: unknown) {
    super('It is not known whether a write took effect.', { cause });
  }
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
 * A transaction as it is sent. DynamoDB takes it once, by its token, however often it comes within
 * ten minutes.
 */
interface Attempt {
  command: TransactWriteCommand;
  at: Date;
}

/**
 * Sends a transaction, and again while that can help, until `deadline` (epoch milliseconds); how it
 * ends then, untilKnown says. Failed conditions are an outcome. Anything else rejects. Nothing
 * queues in DynamoDB: of two transactions that meet, one is cancelled at once.
 *
 * Each attempt is built anew with its own time: conditions that ask for the clock, and times that
 * are written, must be those of the attempt that takes effect. One that had no answer may be that:
 * it is sent again as it is, or the next would meet its effect. It then counts as made when it was
 * first sent.
 */
export async function transact(dynamodb: DynamoDBDocumentClient, build: (now: Date) => Action[], deadline: number): Promise<Outcome> {
  let attempt: Attempt | undefined;
  return untilKnown((mayBeDone) => {
    attempt = mayBeDone && attempt ? attempt : attemptOf(build);
    return send(dynamodb, attempt);
  }, deadline);
}

/**
 * Tries a write until its outcome is known, or until `deadline` (epoch milliseconds). Then
 * CONTENTION, which says that nothing has happened, where others refused every attempt or no
 * connection came about; UnknownOutcome once an attempt had no answer: no refusal of a later one
 * says that it took no effect, as DynamoDB may throttle before it looks. Only with a client that
 * does not try again by itself can each answer be seen.
 */
export async function untilKnown<Result>(write: (mayBeDone: boolean) => Promise<Result>, deadline: number): Promise<Result> {
  if (Date.now() >= deadline) throw contended();
  const effect = { mayBeThere: false };
  const step = async () => {
    try {
      return await write(effect.mayBeThere);
    } catch (error) {
      effect.mayBeThere ||= !isContention(error) && !wasNeverSent(error);
      throw error;
    }
  };
  try {
    return await withRetries(step, deadline, isRetryable);
  } catch (error) {
    if (!isRetryable(error)) throw error;
    throw effect.mayBeThere ? new UnknownOutcome(error) : contended(RETRY_AFTER_MS, error);
  }
}

function attemptOf(build: (now: Date) => Action[]): Attempt {
  const at = new Date();
  return { command: new TransactWriteCommand({ TransactItems: build(at), ClientRequestToken: randomUUID() }), at };
}

async function send(dynamodb: DynamoDBDocumentClient, { command, at }: Attempt): Promise<Outcome> {
  try {
    await dynamodb.send(command);
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
