import { randomUUID } from 'node:crypto';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient, TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { AddAction, ItemKey, Outcome, Seen, Table, TransactionAction, UpdateAction } from '../../domain/calls/action.ts';
import { RETRY_AFTER_MS } from '../../domain/errors.ts';
import { attributeNames } from '../../domain/expression.ts';
import type { Expression } from '../../domain/expression.ts';
import type { Instant } from '../../domain/instant.ts';
import { instantOf } from './clock.ts';
import { isContention, isRetryable, wasNeverSent } from './dynamodb-errors.ts';
import { environment } from './environment.ts';
import { contended } from './refusal.ts';
import { withRetries } from './retry.ts';

/** An action of a transaction as the SDK takes it. */
export type SdkAction = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** What names a table: a function's environment, unless somebody else knows better. */
type NameOf = (table: Table) => string;

/**
 * One attempt of a write had no answer, and none that followed tells what became of it: it may have
 * taken effect, or still do so. Sent again, what it did is found.
 */
export class UnknownOutcome extends Error {
  override readonly name = 'UnknownOutcome';

  constructor(cause?: unknown) {
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
  actions: TransactionAction[];
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
  const write = (mayBeDone: boolean) => {
    attempt = mayBeDone && attempt ? attempt : attemptOf(build);
    return send(dynamodb, attempt);
  };
  const isForGood = ({ done, seen }: Outcome) => done || seen.some((each, place) => staysRefused(attempt?.actions[place], each));
  return untilKnown(write, isForGood, deadline);
}

/**
 * Whether a condition that failed holds no more for a copy that comes late: an id is used once, and
 * revisions only rise. Units come back to a level, and a reservation whose order is undone.
 */
function staysRefused(action: TransactionAction | undefined, { failed, item }: Seen): boolean {
  return failed && action?.table !== 'INVENTORY_TABLE' && item?.['status'] !== 'FULFILLED';
}

/** Sends a transaction once. Failed conditions are an outcome; anything else rejects. */
export function transactOnce(dynamodb: DynamoDBDocumentClient, actions: TransactionAction[], nameOf: NameOf): Promise<Outcome> {
  return send(
    dynamodb,
    attemptOf(() => actions, nameOf),
  );
}

/**
 * Tries a write until its outcome is known, or until `deadline` (epoch milliseconds). Then
 * CONTENTION, which says that nothing has happened, where others refused every attempt or no
 * connection came about; UnknownOutcome once an attempt had no answer: no refusal of a later one
 * says that it took no effect, as DynamoDB may throttle before it looks. UnknownOutcome at once
 * where conditions refuse a later one, and not for good: the one without an answer may still be on
 * its way, and find them met. Only with a client that does not try again by itself can each answer
 * be seen.
 * @param isForGood whether an outcome is that of every earlier attempt too, whenever it arrives
 */
export async function untilKnown<Result>(
  write: (mayBeDone: boolean) => Promise<Result>,
  isForGood: (result: Result) => boolean,
  deadline: number,
): Promise<Result> {
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
    const result = await withRetries(step, deadline, isRetryable);
    if (effect.mayBeThere && !isForGood(result)) throw new UnknownOutcome();
    return result;
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
export function sdkUpdate({ table, key, update: { update, condition } }: UpdateAction, nameOf: NameOf = environment) {
  return {
    TableName: nameOf(table),
    Key: key,
    UpdateExpression: update.expression,
    ConditionExpression: condition.expression,
    ExpressionAttributeNames: attributeNames([...update.attributes, ...condition.attributes]),
    ExpressionAttributeValues: { ...update.values, ...condition.values },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
}

/** An action of a transaction as the SDK takes it. A failed condition hands back what it saw. */
export function sdkAction(action: TransactionAction, nameOf: NameOf = environment): SdkAction {
  const address = { TableName: nameOf(action.table), Key: action.key };
  if ('deleteIf' in action) return { Delete: { ...address, ...conditionOf(action.deleteIf) } };
  if ('check' in action) return { ConditionCheck: { ...address, ...conditionOf(action.check) } };
  if ('add' in action) return { Update: { ...address, ...additionOf(action) } };
  if (!action.item) return { Update: sdkUpdate(action, nameOf) };
  return { Put: { TableName: nameOf(action.table), Item: action.item, ...conditionOf(isNew(action.key)) } };
}

function additionOf({ add }: AddAction) {
  const names = Object.keys(add);
  return {
    UpdateExpression: `ADD ${names.map((name) => `#${name} :${name}`).join(', ')}`,
    ExpressionAttributeNames: attributeNames(names),
    ExpressionAttributeValues: Object.fromEntries(names.map((name) => [`:${name}`, add[name]])),
  };
}

function conditionOf({ expression, attributes, values }: Expression) {
  return {
    ConditionExpression: expression,
    ExpressionAttributeNames: attributeNames(attributes),
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
}

function isNew(key: ItemKey['key']): Expression {
  const attributes = Object.keys(key).slice(0, 1);
  return { expression: `attribute_not_exists(#${attributes.join()})`, attributes, values: {} };
}

function attemptOf(build: (at: Instant) => TransactionAction[], nameOf?: NameOf): Attempt {
  const at = instantOf();
  const actions = build(at);
  const sent = actions.map((action) => sdkAction(action, nameOf));
  return { actions, command: new TransactWriteCommand({ TransactItems: sent, ClientRequestToken: randomUUID() }), at };
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
  if (!understood || !reasons.some(({ Code }) => Code === 'ConditionalCheckFailed')) return undefined;
  return reasons.map(({ Code, Item }) => ({ failed: Code === 'ConditionalCheckFailed', item: Item ? unmarshall(Item) : null }));
}
