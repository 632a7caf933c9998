import { util } from '@aws-appsync/utils';
import type { Context, DynamoDBGetItemRequest, DynamoDBUpdateItemRequest } from '@aws-appsync/utils';
import type { Action, Outcome, Seen, UpdateAction } from '../../domain/calls/action.ts';
import type { ContendedAnswer } from '../../domain/calls/call.ts';
import { isContentionCode } from '../../domain/errors.ts';
import { attributeNames } from '../../domain/expression.ts';
import type { Expression } from '../../domain/expression.ts';
import type { Instant } from '../../domain/instant.ts';
import { contended, failed, isContention, refuse } from './errors.ts';

/** What a step that writes leaves to what reads its outcome: when the write was made. */
interface Attempted {
  at: Instant;
}

/** One action of a transaction, as AppSync's data source takes it. */
interface TransactAction {
  table: string;
  operation: 'PutItem' | 'UpdateItem';
  key: Record<string, unknown>;
  [part: string]: unknown;
}

/** A strongly consistent read of one item. */
export function getItem(key: Record<string, string>): DynamoDBGetItemRequest {
  return { operation: 'GetItem', key: util.dynamodb.toMapValues(key), consistentRead: true };
}

/** The write of one item of the data source's own table. */
export function updateItem({ key, update: write }: UpdateAction): DynamoDBUpdateItemRequest {
  return { operation: 'UpdateItem', key: util.dynamodb.toMapValues(key), update: typed(write.update), condition: typed(write.condition) };
}

/** The write of several items, all or none. A failed condition hands back what it saw. */
export function transaction(ctx: Context, actions: Action[]): { operation: 'TransactWriteItems'; transactItems: TransactAction[] } {
  return { operation: 'TransactWriteItems', transactItems: actions.map((action) => transactAction(ctx, action)) };
}

/**
 * What became of a write, by whichever data source. Anything but failed conditions and contention
 * ends the field with INTERNAL.
 */
export function outcomeOf(ctx: Context<unknown, Attempted>): Outcome {
  const { at } = ctx.stash;
  const reasons: { type: string; item?: Record<string, unknown> | null }[] = ctx.result?.cancellationReasons ?? [];
  if (!ctx.error) {
    // The function that tries contended writes again answers with an outcome; DynamoDB with keys,
    // or with the item.
    const { outcome, refusal }: Partial<ContendedAnswer> = ctx.result ?? {};
    if (refusal) {
      refuse(refusal);
    }
    if (outcome?.contended) {
      contended();
    }
    return outcome ?? { done: true, contended: false, seen: [], item: ctx.result ?? failed('A write had no answer.'), at };
  }
  const refusedAlone = ctx.error.type === 'DynamoDB:ConditionalCheckFailedException';
  if (refusedAlone || isContention(ctx.error)) {
    return { done: false, contended: !refusedAlone, seen: [], item: null, at };
  }
  // DynamoDB and AWS's own pages spell the reason of a failed condition differently, so only its
  // end is compared.
  const understood = reasons.every(
    (reason) => reason.type === 'None' || reason.type.endsWith('CheckFailed') || isContentionCode(reason.type),
  );
  if (reasons.length === 0 || !understood) {
    failed(ctx.error);
  }
  return {
    done: false,
    contended: reasons.some((reason) => isContentionCode(reason.type)),
    seen: reasons.map((reason) => ({ failed: reason.type.endsWith('CheckFailed'), item: reason.item ?? null })),
    item: null,
    at,
  };
}

/** What became of the condition at one place. */
export function seenAt(outcome: Outcome, place: number): Seen {
  return outcome.seen[place] ?? { failed: false, item: null };
}

/** This moment. */
export function now(): Instant {
  const ms = util.time.nowEpochMilliSeconds();
  return { iso: util.time.epochMilliSecondsToISO8601(ms), ms };
}

function transactAction(ctx: Context, action: Action): TransactAction {
  const address = { table: ctx.env[action.table] ?? '', key: util.dynamodb.toMapValues(action.key) };
  const returnValuesOnConditionCheckFailure = true;
  if (action.item) {
    const condition = typed(isNew(action.key));
    return {
      ...address,
      operation: 'PutItem',
      attributeValues: util.dynamodb.toMapValues(action.item),
      condition: { ...condition, returnValuesOnConditionCheckFailure },
    };
  }
  const { update, condition } = action.update;
  return {
    ...address,
    operation: 'UpdateItem',
    update: typed(update),
    condition: { ...typed(condition), returnValuesOnConditionCheckFailure },
  };
}

function isNew(key: Action['key']): Expression {
  const attributes = Object.keys(key);
  return { expression: `attribute_not_exists(#${attributes[0]})`, attributes, values: {} };
}

function typed(expression: Expression): {
  expression: string;
  expressionNames: Record<string, string>;
  expressionValues?: Record<string, unknown>;
} {
  const { attributes, values } = expression;
  const request = { expression: expression.expression, expressionNames: attributeNames(attributes) };
  return Object.keys(values).length > 0 ? { ...request, expressionValues: util.dynamodb.toMapValues(values) } : request;
}
