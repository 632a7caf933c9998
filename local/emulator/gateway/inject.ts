import { setTimeout as wait } from 'node:timers/promises';
import { transactionEntries, type TransactionEntry } from './actions.ts';
import { AwsError } from './gateway.ts';
import type { TakenFault } from './faults.ts';
import { cancelled, conflicted, REASON_MESSAGES, type Reason } from './refusals.ts';

type Body = Readonly<Record<string, unknown>>;
type Answer = Record<string, unknown>;
type Send = (operation: string, body: Body) => Promise<Answer>;

/**
 * How long a call of somebody who is cut off is kept, milliseconds: of a function less than after
 * which it gives up, of a resolver what AppSync gives a field.
 */
const SILENCE_MS = { ofFunction: 1_500, ofResolver: 30_000 };

/** A call that a fault hits. */
interface Call {
  operation: string;
  body: Body;
  /** Goes on to the database. */
  send: Send;
  /** Ends the function that makes the call; undefined when none does. */
  end: (() => Promise<void>) | undefined;
}

/**
 * Runs a call with a fault injected. Only `answer-lost`, `unprocessed`, `delay`, `cut-off` and
 * `kill-after` let the call, or a part of it, through.
 */
export async function inject(fault: TakenFault, { operation, body, send, end }: Call): Promise<Answer> {
  switch (fault.kind) {
    case 'conflict':
      if (operation.startsWith('Transact')) throw await cancelledBy(['TransactionConflict'], body, send);
      throw conflicted();
    case 'reasons':
      throw await cancelledBy(fault.reasons ?? [], body, send);
    case 'throttle':
      throw throttled(operation);
    case 'internal':
      throw new AwsError('InternalServerError', 'Internal server error', 500);
    case 'answer-lost':
      await send(operation, body);
      throw connectionLost();
    case 'kill-before':
      await end?.();
      throw connectionLost();
    case 'kill-after':
      await send(operation, body).finally(end);
      throw connectionLost();
    case 'unprocessed':
      return leaveHalf(body, send);
    case 'delay':
      await wait(fault.ms);
      return send(operation, body);
    case 'cut-off':
      await wait(end ? SILENCE_MS.ofFunction : SILENCE_MS.ofResolver, undefined, { signal: fault.cleared }).catch(() => undefined);
      // What its caller is about to give up must not take effect later.
      if (!fault.cleared.aborted) throw connectionLost();
      return send(operation, body);
    case 'errors':
    case 'twice':
    case 'recut':
      throw new Error(`A DynamoDB call cannot have the fault ${fault.kind}.`);
  }
}

function connectionLost(): AwsError {
  return new AwsError('ConnectionLost', 'The connection was lost before the answer arrived.', 0);
}

function throttled(operation: string): AwsError {
  return operation.startsWith('Transact') || operation === 'PutEvents'
    ? new AwsError('ThrottlingException', 'Rate exceeded.')
    : new AwsError('ProvisionedThroughputExceededException', 'The level of configured provisioned throughput for the table was exceeded.');
}

async function cancelledBy(codes: readonly string[], body: Body, send: Send): Promise<AwsError> {
  const entries = transactionEntries(body);
  return cancelled(await Promise.all(entries.map((entry, index) => reasonFor(codes[index] ?? 'None', entry, send))));
}

/**
 * The service adds the item that failed its condition when the entry asks for it, so the fault does
 * too.
 */
async function reasonFor(code: string, { table, parameters }: TransactionEntry, send: Send): Promise<Reason> {
  if (code === 'None') return { Code: code };
  const reason = { Code: code, Message: REASON_MESSAGES[code] };
  const wantsItem = code === 'ConditionalCheckFailed' && parameters['ReturnValuesOnConditionCheckFailure'] === 'ALL_OLD';
  if (!wantsItem || !parameters['Key']) return reason;
  const { Item } = await send('GetItem', { TableName: table, Key: parameters['Key'], ConsistentRead: true });
  return Item ? { ...reason, Item } : reason;
}

/** BatchGetItem that leaves the first half of its keys (rounded up) unprocessed. */
async function leaveHalf(body: Body, send: Send): Promise<Answer> {
  const tables = Object.entries((body['RequestItems'] ?? {}) as Record<string, { Keys: unknown[] }>);
  let left = Math.ceil(tables.reduce((sum, [, { Keys }]) => sum + Keys.length, 0) / 2);
  const asked: Record<string, unknown> = {};
  const unprocessed: Record<string, unknown> = {};
  for (const [table, request] of tables) {
    const [skipped, read] = [request.Keys.slice(0, left), request.Keys.slice(left)];
    left -= skipped.length;
    if (skipped.length > 0) unprocessed[table] = { ...request, Keys: skipped };
    if (read.length > 0) asked[table] = { ...request, Keys: read };
  }
  const answer = Object.keys(asked).length > 0 ? await send('BatchGetItem', { ...body, RequestItems: asked }) : { Responses: {} };
  return { ...answer, UnprocessedKeys: unprocessed };
}
