import { randomUUID } from 'node:crypto';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient, TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Outcome, Seen, Table, TransactionAction, UpdateAction } from '../../domain/calls/action.ts';
import { RETRY_AFTER_MS } from '../../domain/errors.ts';
import { attributeNames } from '../../domain/expression.ts';
import type { Expression } from '../../domain/expression.ts';
import type { Instant } from '../../domain/instant.ts';
import { instantOf } from './clock.ts';
import { isContention, isRetryable, wasNeverSent } from './dynamodb-errors.ts';
import { environment } from './environment.ts';
import { contended } from './refusal.ts';
import { withRetries } from './retry.ts';

type SdkAction = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

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

/**
 * A transaction as it is sent. DynamoDB takes it once, by its token, however often it comes within
 * ten minutes.
 */
interface Attempt {
  command: TransactWriteCommand;
  at: Instant;
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
export async function transact(
  dynamodb: DynamoDBDocumentClient,
  build: (at: Instant) => TransactionAction[],
  deadline: number,
): Promise<Outcome> {
  let attempt: Attempt | undefined;
  return untilKnown((mayBeDone) => {
    attempt = mayBeDone && attempt ? attempt : attemptOf(build);
    return send(dynamodb, attempt);
  }, deadline);
}

/** Sends a transaction once. Failed conditions are an outcome; anything else rejects. */
export async function transactOnce(dynamodb: DynamoDBDocumentClient, actions: TransactionAction[]): Promise<Outcome> {
  return send(
    dynamodb,
    attemptOf(() => actions),
  );
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

/** What the conditions of a write saw when some of them refused it, by place. */
export function refusedAt(at: Instant, seen: Seen[] = []): Outcome {
  return { done: false, contended: false, seen, item: null, at };
}

/** The update of one item as the SDK takes it, by itself or in a transaction. */
export function sdkUpdate({ table, key, update: { update, condition } }: UpdateAction) {
  return {
    TableName: environment(table),
    Key: key,
    UpdateExpression: update.expression,
    ConditionExpression: condition.expression,
    ExpressionAttributeNames: attributeNames([...update.attributes, ...condition.attributes]),
    ExpressionAttributeValues: { ...update.values, ...condition.values },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
}

/** An action of a transaction as the SDK takes it. A failed condition hands back what it saw. */
function sdkAction(action: TransactionAction): SdkAction {
  if ('deleteIf' in action) return { Delete: { ...addressOf(action), ...conditionOf(action.deleteIf) } };
  if ('check' in action) return { ConditionCheck: { ...addressOf(action), ...conditionOf(action.check) } };
  if (!action.item) return { Update: sdkUpdate(action) };
  return { Put: { TableName: environment(action.table), Item: action.item, ...conditionOf(isNew(action.key)) } };
}

function addressOf({ table, key }: { table: Table; key: TransactionAction['key'] }) {
  return { TableName: environment(table), Key: key };
}

function conditionOf({ expression, attributes, values }: Expression) {
  return {
    ConditionExpression: expression,
    ExpressionAttributeNames: attributeNames(attributes),
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
}

function isNew(key: TransactionAction['key']): Expression {
  const attributes = Object.keys(key).slice(0, 1);
  return { expression: `attribute_not_exists(#${attributes.join()})`, attributes, values: {} };
}

function attemptOf(build: (at: Instant) => TransactionAction[]): Attempt {
  const at = instantOf(new Date());
  return { command: new TransactWriteCommand({ TransactItems: build(at).map(sdkAction), ClientRequestToken: randomUUID() }), at };
}

async function send(dynamodb: DynamoDBDocumentClient, { command, at }: Attempt): Promise<Outcome> {
  try {
    await dynamodb.send(command);
    return { ...refusedAt(at), done: true };
  } catch (error) {
    const seen = conditionsOf(error);
    if (seen) return refusedAt(at, seen);
    throw error;
  }
}

/** What the conditions saw; undefined when the transaction was cancelled for anything else. */
function conditionsOf(error: unknown): Seen[] | undefined {
  if (!(error instanceof TransactionCanceledException)) return undefined;
  const reasons = error.CancellationReasons ?? [];
  const understood = reasons.every(({ Code }) => Code === 'None' || Code === 'ConditionalCheckFailed');
  if (reasons.length === 0 || !understood) return undefined;
  return reasons.map(({ Code, Item }) => ({ failed: Code === 'ConditionalCheckFailed', item: Item ? unmarshall(Item) : null }));
}
