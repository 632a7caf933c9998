import type { Action, UpdateAction } from '../../domain/calls/action.ts';
import type { Call, SingleCall, TransactionCall } from '../../domain/calls/call.ts';
import { createActions, describeActions } from '../../domain/calls/product.ts';
import { changeActions, changeTaking, commitActions, commitTaking } from '../../domain/calls/reservations.ts';
import { extendAction, releaseActions, reserveActions, reserveTaking } from '../../domain/calls/reservations.ts';
import { adjustActions, removeAction, transferActions, transferTaking, updateAction } from '../../domain/calls/stock.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Taking } from '../../domain/shortages.ts';

/** Whether a call writes one item, which needs no transaction. */
export function isSingle(call: Call): call is SingleCall {
  return call.field === 'updateStock' || call.field === 'removeStock' || call.field === 'extendReservation';
}

/** What its resolver would write at that moment. */
export function actionOf(call: SingleCall, at: Instant): UpdateAction {
  switch (call.field) {
    case 'updateStock':
      return updateAction(call, at);
    case 'removeStock':
      return removeAction(call, at);
    case 'extendReservation':
      return extendAction(call, at);
  }
}

/** The same for a transaction. */
export function actionsOf(call: TransactionCall, at: Instant): Action[] {
  switch (call.field) {
    case 'adjustStock':
      return adjustActions(call, at);
    case 'transferStock':
      return transferActions(call, at);
    case 'describeProduct':
      return describeActions(call, at);
    case 'createFromSibling':
      return createActions(call, at);
    case 'reserveStock':
      return reserveActions(call, at);
    case 'changeReservation':
      return changeActions(call, at);
    case 'commitReservation':
      return commitActions(call, at);
    case 'releaseStock':
      return releaseActions(call, at);
  }
}

/** What it takes from levels that it names; undefined for a field that never lacks units. */
export function takingOf(call: TransactionCall): Taking | undefined {
  switch (call.field) {
    case 'transferStock':
      return transferTaking(call);
    case 'reserveStock':
      return reserveTaking(call);
    case 'changeReservation':
      return changeTaking(call);
    case 'commitReservation':
      return commitTaking(call);
    case 'adjustStock':
    case 'describeProduct':
    case 'createFromSibling':
    case 'releaseStock':
      return undefined;
  }
}
