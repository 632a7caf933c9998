import { util } from '@aws-appsync/utils';
import type { Context, DynamoDBGetItemRequest, DynamoDBUpdateItemRequest } from '@aws-appsync/utils';
import { attributeNames } from '../../domain/expression.ts';
import type { ConditionalUpdate, Expression } from '../../domain/expression.ts';
import { failed, isContention } from './refuse.ts';

type Key = Record<string, string | number>;

/** One action of a transaction. */
export interface TransactAction {
  table: string;
  operation: 'PutItem' | 'UpdateItem';
  key: Record<string, unknown>;
  [part: string]: unknown;
}

/** What became of one condition. Two fields, since null equals undefined in AppSync: one value could not tell "saw no item" from "held". */
export interface Seen {
  failed: boolean;
  /** The item that the failed condition saw; null where there is none. */
  item: Record<string, unknown> | null;
}

/** What became of a transaction: done, contended (worth another attempt), or refused by the conditions of some items. */
export interface Outcome {
  done: boolean;
  contended: boolean;
  /** By place in the transaction; all held when no reasons came. */
  seen: Seen[];
}

const CONTENTION_REASONS = ['TransactionConflict', 'ProvisionedThroughputExceeded', 'ThrottlingError'];

/** A strongly consistent read of one item. */
export function getItem(key: Key): DynamoDBGetItemRequest {
  return { operation: 'GetItem', key: util.dynamodb.toMapValues(key), consistentRead: true };
}

/** A conditional write of one item. */
export function updateItem(key: Key, write: ConditionalUpdate): DynamoDBUpdateItemRequest {
  return { operation: 'UpdateItem', key: util.dynamodb.toMapValues(key), update: typed(write.update), condition: typed(write.condition) };
}

/** A conditional update as part of a transaction; a failed condition hands the item back. */
export function updateAction(table: string, key: Key, write: ConditionalUpdate): TransactAction {
  return {
    table,
    operation: 'UpdateItem',
    key: util.dynamodb.toMapValues(key),
    update: typed(write.update),
    condition: { ...typed(write.condition), returnValuesOnConditionCheckFailure: true },
  };
}

/** Writes an item that must not be there yet, as part of a transaction. If it is, it is handed back. */
export function putNewAction(table: string, key: Key, item: Record<string, unknown>): TransactAction {
  const attribute = Object.keys(key)[0] ?? '';
  return {
    table,
    operation: 'PutItem',
    key: util.dynamodb.toMapValues(key),
    attributeValues: util.dynamodb.toMapValues(item),
    condition: {
      expression: `attribute_not_exists(#${attribute})`,
      expressionNames: attributeNames([attribute]),
      returnValuesOnConditionCheckFailure: true,
    },
  };
}

/** Tells what became of a single conditional write; any error but a failed condition or contention ends the field. */
export function writeSucceeded(ctx: Context): boolean {
  if (!ctx.error) {
    return true;
  }
  if (ctx.error.type !== 'DynamoDB:ConditionalCheckFailedException' && !isContention(ctx.error)) {
    failed(ctx.error);
  }
  return false;
}

/**
 * Tells what became of a transaction. Anything but failed conditions and contention ends the field with INTERNAL.
 * DynamoDB and AWS's own pages spell the reason of a failed condition differently, so only its end is compared.
 */
export function transactionOutcome(ctx: Context): Outcome {
  if (!ctx.error) {
    return { done: true, contended: false, seen: [] };
  }
  if (isContention(ctx.error)) {
    return { done: false, contended: true, seen: [] };
  }
  const reasons: { type: string; item?: Record<string, unknown> | null }[] = ctx.result?.cancellationReasons ?? [];
  const understood = reasons.every(
    (reason) => reason.type === 'None' || reason.type.endsWith('CheckFailed') || CONTENTION_REASONS.includes(reason.type),
  );
  if (reasons.length === 0 || !understood) {
    failed(ctx.error);
  }
  return {
    done: false,
    contended: reasons.some((reason) => CONTENTION_REASONS.includes(reason.type)),
    seen: reasons.map((reason) => ({ failed: reason.type.endsWith('CheckFailed'), item: reason.item ?? null })),
  };
}

/** What became of the condition at one place. */
export function seenAt(outcome: Outcome, place: number): Seen {
  return outcome.seen[place] ?? { failed: false, item: null };
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
