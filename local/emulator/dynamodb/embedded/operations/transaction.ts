import { createHash } from 'node:crypto';
import { AwsError } from '../../../gateway/gateway.ts';
import { transactionEntries } from '../../../gateway/actions.ts';
import { cancelled, REASON_MESSAGES, type Reason } from '../../../gateway/refusals.ts';
import { TRANSACTED } from '../../../gateway/transacted-units.ts';
import { readUnits, refusedAt, reported, type Consumed } from '../capacity.ts';
import { invalid, KeyMismatch, onlyParameters } from '../refuse.ts';
import { storedKeyOfRequest, type StoredKey } from '../schema.ts';
import type { Table } from '../table.ts';
import { canonicalItem } from '../values.ts';
import { carryOut, ConditionFailed, readWrite, type PlannedWrite, type WriteKind } from '../write.ts';
import { bytesOfItems, nameOf } from './batch.ts';
import type { Answer, Context, Operation, Request } from './context.ts';
import { read } from './single-item.ts';

const MAX_ENTRIES = 100;
const MAX_BYTES = 4 * 1024 * 1024;
/** How long a token is remembered after its transaction. */
const TOKEN_MS = 10 * 60_000;

const NONE: Reason = { Code: 'None' };

interface Entry {
  parameters: Request;
  /** Throws why the transaction has to be cancelled. */
  plan: () => PlannedWrite;
  /** Undefined when the key cannot be one of the table. */
  target: { table: Table; key: StoredKey } | undefined;
}

/** `TransactWriteItems`. */
export const transactWriteItems: Operation = (request, context) => {
  const known = ['TransactItems', 'ClientRequestToken', 'ReturnConsumedCapacity', 'ReturnItemCollectionMetrics'];
  onlyParameters(request, known, 'TransactWriteItems');
  const entries = readEntries(request, context);
  const token = tokenOf(request);
  const before = token && doneBefore(token, entries, request, context);
  if (before) return before;
  const planned = planAll(entries);
  if (bytesOfItems(planned.map(({ next }) => next?.item)) > MAX_BYTES) throw invalid('Transaction payload size cannot exceed 4MB');
  for (const each of planned) carryOut(each, context.log);
  if (token) remember(token, context);
  const consumed = planned.map((each) => doubled(each.consumed));
  return reported(consumed, request['ReturnConsumedCapacity'], true, 'WriteCapacityUnits');
};

/** `TransactGetItems`. */
export const transactGetItems: Operation = (request, context) => {
  onlyParameters(request, ['TransactItems', 'ReturnConsumedCapacity'], 'TransactGetItems');
  const entries = transactionEntries(request);
  if (entries.length > MAX_ENTRIES) throw tooMany();
  const tried = entries.map(({ table, parameters }) => orMismatch(() => read(table, parameters, true, context)));
  const found = tried.flatMap((each) => (each instanceof KeyMismatch ? [] : [each]));
  if (found.length < tried.length) throw cancelled(tried.map((each) => (each instanceof KeyMismatch ? reasonOf(each, {}) : NONE)));
  refuseDoubles(entries.map(({ table, parameters }) => nameOf(table, keyOfGet(table, parameters, context))));
  const consumed = found.map((each) => ({ ...each.consumed, units: TRANSACTED * readUnits(each.bytes, true) }));
  return {
    Responses: found.map(({ item }) => (item && Object.keys(item).length > 0 ? { Item: item } : {})),
    ...reported(consumed, request['ReturnConsumedCapacity'], true, 'ReadCapacityUnits'),
  };
};

function readEntries(request: Request, { tables }: Context): Entry[] {
  const given = transactionEntries(request);
  if (given.length === 0 || given.length !== (request['TransactItems'] as unknown[]).length)
    throw invalid('TransactItems can only contain one of Check, Put, Update or Delete');
  if (given.length > MAX_ENTRIES) throw tooMany();
  given.forEach(({ kind, parameters }, place) => {
    if (kind === 'Update' && parameters['UpdateExpression'] === undefined) throw missing(`${place + 1}.member.update.updateExpression`);
  });
  const entries = given.map(({ kind, table, parameters }): Entry => {
    const write = orMismatch(() => readWrite(kind as WriteKind, tables.get(table), parameters));
    if (!(write instanceof KeyMismatch)) return { parameters, plan: write.plan, target: write };
    const plan = () => {
      throw write;
    };
    return { parameters, plan, target: undefined };
  });
  const targets = entries.flatMap(({ target }) => target ?? []);
  // A transaction with a key that cannot be one is cancelled anyway.
  if (targets.length === entries.length) refuseDoubles(targets.map(({ table, key }) => nameOf(table.schema.name, key)));
  return entries;
}

function orMismatch<Result>(work: () => Result): Result | KeyMismatch {
  try {
    return work();
  } catch (error) {
    if (error instanceof KeyMismatch) return error;
    throw error;
  }
}

function keyOfGet(table: string, { Key }: Request, { tables }: Context): StoredKey {
  return storedKeyOfRequest(canonicalItem(Key), tables.get(table).schema);
}

function refuseDoubles(names: readonly string[]): void {
  if (new Set(names).size < names.length) throw invalid('Transaction request cannot include multiple operations on one item');
}

/** Every entry is looked at, so that a cancellation names the reason of each. */
function planAll(entries: readonly Entry[]): PlannedWrite[] {
  const planned: PlannedWrite[] = [];
  const consumed: Consumed[] = [];
  const reasons = entries.map(({ parameters, plan }): Reason => {
    try {
      const write = plan();
      planned.push(write);
      consumed.push({ ...write.consumed, indexes: {} });
      return NONE;
    } catch (error) {
      if (error instanceof ConditionFailed) consumed.push(error.consumed);
      return reasonOf(error as Error, parameters);
    }
  });
  if (planned.length === entries.length) return planned;
  throw refusedAt(cancelled(reasons), consumed.map(doubled));
}

function reasonOf(error: Error, parameters: Request): Reason {
  if (error instanceof ConditionFailed) {
    const wanted = parameters['ReturnValuesOnConditionCheckFailure'] === 'ALL_OLD' && error.found;
    return {
      Code: 'ConditionalCheckFailed',
      ...(wanted && { Item: wanted.item }),
      Message: REASON_MESSAGES['ConditionalCheckFailed'],
    };
  }
  // An update that does not fit its item: the service says so as a reason, not as an error of the
  // call.
  if (error instanceof AwsError && error.code === 'ValidationException') return { Code: 'ValidationError', Message: error.message };
  throw error;
}

/** What indexes take is not doubled: they follow on their own. */
function doubled(consumed: Consumed): Consumed {
  return { ...consumed, units: TRANSACTED * consumed.units };
}

function missing(place: string) {
  return invalid(
    `1 validation error detected: Value null at 'transactItems.${place}' failed to satisfy constraint: Member must not be null`,
  );
}

function tooMany() {
  return invalid(
    `1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to ${MAX_ENTRIES}`,
  );
}

/** The token of a call and what its parameters were. */
interface Token {
  token: string;
  request: string;
}

function tokenOf(request: Request): Token | undefined {
  const token = request['ClientRequestToken'];
  if (token === undefined) return undefined;
  if (typeof token !== 'string' || token.length < 1 || token.length > 36)
    throw invalid(
      "1 validation error detected: Value at 'clientRequestToken' failed to satisfy constraint: Member must have length less than or equal to 36",
    );
  return { token, request: createHash('sha256').update(JSON.stringify(request['TransactItems'])).digest('base64') };
}

/**
 * The answer to a call that was done before with the same token: nothing is written, but its items
 * are read.
 */
function doneBefore(
  { token, request }: Token,
  entries: readonly Entry[],
  { ReturnConsumedCapacity }: Request,
  context: Context,
): Answer | undefined {
  const row = context.file.first('SELECT request, done FROM request_tokens WHERE token = ?', token);
  if (!row || Number(row['done']) < Date.now() - TOKEN_MS) return undefined;
  if (row['request'] !== request)
    throw new AwsError('IdempotentParameterMismatchException', 'The token was used with other parameters before', 400);
  const consumed = entries.flatMap(({ target }) => {
    const bytes = bytesOfItems([target?.table.get(target.key)?.item]);
    return target ? [{ table: target.table.schema.name, units: TRANSACTED * readUnits(bytes, true), indexes: {} }] : [];
  });
  return reported(consumed, ReturnConsumedCapacity, true, 'ReadCapacityUnits');
}

function remember({ token, request }: Token, { file }: Context): void {
  const now = Date.now();
  file.write('INSERT OR REPLACE INTO request_tokens VALUES (?, ?, ?)', token, request, now);
}
