import { readUnits, reported, type Consumed } from '../capacity.ts';
import { readExpressions } from '../expressions/bindings.ts';
import { refusePathsInKeys } from '../expressions/paths.ts';
import { checkProjection, projected } from '../expressions/project.ts';
import { itemBytes } from '../../../gateway/item-size.ts';
import { onlyParameters } from '../refuse.ts';
import { storedKeyOfRequest } from '../schema.ts';
import { canonicalItem, type Item } from '../values.ts';
import {
  carryOut,
  conditionalCheckFailed,
  ConditionFailed,
  readWrite,
  returnedValues,
  type PlannedWrite,
  type WriteKind,
} from '../write.ts';
import type { Answer, Context, Operation, Request } from './context.ts';

/** `GetItem`. */
export const getItem: Operation = (request, context) => {
  const known = ['TableName', 'Key', 'ConsistentRead', 'ProjectionExpression', 'ExpressionAttributeNames', 'ReturnConsumedCapacity'];
  onlyParameters(request, known, 'GetItem');
  const { item, consumed } = read(request['TableName'], request, request['ConsistentRead'] === true, context);
  return { ...(item && { Item: item }), ...reported([consumed], request['ReturnConsumedCapacity'], false) };
};

/**
 * Reads an item by its key: what the projection leaves of it, and what that takes. Also for batches
 * and transactions.
 */
export function read(
  tableName: unknown,
  request: Request,
  consistent: boolean,
  { tables }: Pick<Context, 'tables'>,
): { item: Item | undefined; consumed: Consumed; bytes: number } {
  const table = tables.get(tableName);
  const key = storedKeyOfRequest(canonicalItem(request['Key']), table.schema);
  const expressions = readExpressions(request);
  const { projection, bindings } = expressions;
  refusePathsInKeys(expressions, table.schema);
  if (projection) checkProjection(projection, bindings);
  const found = table.get(key);
  const bytes = found ? itemBytes(found.item) : 0;
  const consumed = { table: table.schema.name, units: readUnits(bytes, consistent), indexes: {} };
  return { item: found && projected(found.item, projection, bindings), consumed, bytes };
}

/** `PutItem`, `UpdateItem` and `DeleteItem`. */
export function writeItem(kind: WriteKind): Operation {
  return (request, context) => {
    const planned = planAlone(kind, request, context);
    const answer: Answer = {
      ...returnedValues(request, kind, planned),
      ...reported([planned.consumed], request['ReturnConsumedCapacity'], false),
    };
    carryOut(planned, context.log);
    return answer;
  };
}

/** A write that is no part of a transaction. */
export function planAlone(kind: WriteKind, request: Request, { tables }: Context): PlannedWrite {
  const write = readWrite(kind, tables.get(request['TableName']), request);
  try {
    return write.plan();
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    throw conditionalCheckFailed(request, error);
  }
}
