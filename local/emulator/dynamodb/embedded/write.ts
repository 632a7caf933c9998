import { AwsError } from '../../gateway/gateway.ts';
import { itemBytes } from '../../gateway/item-size.ts';
import { refusedAt, unitsOfMoves, unitsOfWrite, type Consumed } from './capacity.ts';
import { applyUpdate, checkUpdate } from './expressions/apply.ts';
import { readExpressions } from './expressions/bindings.ts';
import { checkCondition, holds } from './expressions/evaluate.ts';
import { refusePathsInKeys } from './expressions/paths.ts';
import { invalid, onlyParameters } from './refuse.ts';
import { indexKeyOf, keyAttributes, keyOf, storedKeyOfItem, storedKeyOfRequest, type StoredKey } from './schema.ts';
import type { StreamLog } from './stream-log.ts';
import type { IndexMove, StoredItem, Table } from './table.ts';
import { canonicalItem, type Item } from './values.ts';

type Request = Readonly<Record<string, unknown>>;

/** What a write is. */
export type WriteKind = 'Put' | 'Update' | 'Delete' | 'ConditionCheck';

/** A write whose request has been read; nothing of the item that it finds is known yet. */
export interface ReadWrite {
  kind: WriteKind;
  table: Table;
  key: StoredKey;
  /** Throws `ConditionFailed` or what the service says of an update that does not fit the item. */
  plan: () => PlannedWrite;
}

/** A write that nothing stands against any more. */
export interface PlannedWrite {
  table: Table;
  key: StoredKey;
  old: StoredItem | undefined;
  next: StoredItem | undefined;
  moves: readonly IndexMove[];
  consumed: Consumed;
}

/** The condition of a write does not hold. */
export class ConditionFailed extends Error {
  readonly found: StoredItem | undefined;
  readonly consumed: Consumed;

  constructor(found: StoredItem | undefined, consumed: Consumed) {
    super('The conditional request failed');
    this.found = found;
    this.consumed = consumed;
  }
}

const MAX_ITEM_BYTES = 400 * 1024;
const CONDITION = ['ConditionExpression', 'ExpressionAttributeNames', 'ExpressionAttributeValues'];
const FURTHER = [
  'TableName',
  'ReturnValues',
  'ReturnConsumedCapacity',
  'ReturnItemCollectionMetrics',
  'ReturnValuesOnConditionCheckFailure',
];
const PARAMETERS: Readonly<Record<WriteKind, readonly string[]>> = {
  Put: ['Item', ...CONDITION, ...FURTHER],
  Update: ['Key', 'UpdateExpression', ...CONDITION, ...FURTHER],
  Delete: ['Key', ...CONDITION, ...FURTHER],
  ConditionCheck: ['Key', ...CONDITION, ...FURTHER],
};

/** Reads a write and checks all of it that does not depend on the item. */
export function readWrite(kind: WriteKind, table: Table, request: Request): ReadWrite {
  onlyParameters(request, PARAMETERS[kind], kind);
  const given = canonicalItem(request[kind === 'Put' ? 'Item' : 'Key']);
  const key = kind === 'Put' ? storedKeyOfItem(given, table.schema) : storedKeyOfRequest(given, table.schema);
  if (kind === 'Put') {
    for (const index of table.schema.indexes) indexKeyOf(given, index);
    if (itemBytes(given) > MAX_ITEM_BYTES) throw invalid('Item size has exceeded the maximum allowed size');
  }
  const expressions = readExpressions(request);
  const { condition, update, bindings } = expressions;
  refusePathsInKeys(expressions, table.schema);
  if (condition) checkCondition(condition, bindings, 'ConditionExpression');
  if (update)
    checkUpdate(
      update,
      bindings,
      keyAttributes(table.schema).map(({ name }) => name),
    );
  if (kind === 'ConditionCheck' && !condition) throw invalid('The ConditionExpression of a ConditionCheck must not be empty');

  function nextItem(old: StoredItem | undefined): Item | undefined {
    if (kind === 'Put') return given;
    if (kind === 'Delete') return undefined;
    if (kind === 'ConditionCheck') return old?.item;
    const before = old?.item ?? given;
    return update ? applyUpdate(update, before, bindings) : before;
  }

  function plan(): PlannedWrite {
    const old = table.get(key);
    const consumedAlone = () => ({ table: table.schema.name, units: unitsOfWrite(old?.item, undefined), indexes: {} });
    if (condition && !holds(condition, old?.item ?? {}, bindings)) throw new ConditionFailed(old, consumedAlone());
    const item = nextItem(old);
    if (kind === 'ConditionCheck') return { table, key, old, next: old, moves: [], consumed: consumedAlone() };
    if (kind === 'Update' && item && itemBytes(item) > MAX_ITEM_BYTES)
      throw invalid('Item size to update has exceeded the maximum allowed size');
    const moves = table.movesOf(old?.item, item);
    const indexes = unitsOfMoves(table, moves, old?.item, item);
    const consumed = { table: table.schema.name, units: unitsOfWrite(old?.item, item), indexes };
    return { table, key, old, next: item && { item, text: JSON.stringify(item) }, moves, consumed };
  }

  return { kind, table, key, plan };
}

/** Writes what was planned, with its record of the stream. */
export function carryOut({ table, key, old, next, moves }: PlannedWrite, log: StreamLog, byTtl = false): void {
  if (old?.text === next?.text) return;
  if (next) table.put(key, next.text);
  else table.delete(key);
  for (const move of moves) table.move(move, key, next?.item);
  log.append(table, old, next, byTtl);
}

/** What `ReturnValues` asks for. */
export function returnedValues(request: Request, kind: WriteKind, { old, next }: PlannedWrite): { Attributes?: Item } {
  const { ReturnValues: asked = 'NONE' } = request as { ReturnValues?: string };
  const allowed = kind === 'Update' ? ['NONE', 'ALL_OLD', 'ALL_NEW'] : ['NONE', 'ALL_OLD'];
  if (!allowed.includes(asked)) throw invalid(`ReturnValues can only be ${allowed.join(', ')} here`);
  const item = asked === 'ALL_OLD' ? old?.item : asked === 'ALL_NEW' ? next?.item : undefined;
  return item ? { Attributes: item } : {};
}

/** A failed condition of a write of its own, with the item when it was asked for. */
export function conditionalCheckFailed(request: Request, { message, found, consumed }: ConditionFailed): AwsError {
  const wanted = request['ReturnValuesOnConditionCheckFailure'] === 'ALL_OLD' && found;
  const refusal = new AwsError('ConditionalCheckFailedException', message, 400, wanted ? { Item: found.item } : {});
  return refusedAt(refusal, [consumed]);
}

/** The key of an item of a table, for messages and for the place where a read goes on. */
export function keyOfStored({ item }: StoredItem, { schema }: Table): Item {
  return keyOf(item, schema);
}
