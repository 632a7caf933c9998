import { util } from '@aws-appsync/utils';
import { requestItem } from '../../domain/requests.ts';
import type { RequestItem, RequestKind } from '../../domain/requests.ts';
import { putNewAction } from './dynamodb.ts';
import type { Seen, TransactAction } from './dynamodb.ts';
import { refuse } from './refuse.ts';

/** The record that makes a call happen once, to be checked against and written with its effect. */
export function requestRecord(kind: RequestKind, id: string, input: unknown[]): RequestItem {
  return requestItem(kind, id, input, util.time.nowISO8601(), util.time.nowEpochSeconds());
}

/** Writes the record as the first action of the call's transaction. */
export function putRequest(table: string, record: RequestItem): TransactAction {
  return putNewAction(table, { request_id: record.request_id }, { ...record });
}

/** Whether the record was there already from the same call; ID_REUSED if it was from another. */
export function wasDone(record: RequestItem, seen: Seen, id: string): boolean {
  if (seen.failed && seen.item?.['input'] !== record.input) {
    idReused(id);
  }
  return seen.failed;
}

/** ID_REUSED: nothing was changed. */
export function idReused(id: string): never {
  refuse('ID_REUSED', `The id ${id} was used for another call before. Choose a new one.`, { id });
}
