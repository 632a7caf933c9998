import { attributeNames } from '../../../domain/expression.ts';
import { UNFINISHED } from '../../../domain/orders.ts';
import type { OrderItem } from '../../../domain/orders.ts';
import type { Finding } from '../audit.ts';
import { ALERT_FILTER, alertFindings, isAlert } from './alert.ts';

/** An item of Requests: the record of a call, and of an order. */
export type StoredRequest = Partial<OrderItem> & Pick<OrderItem, 'request_id'>;

/** States of orders that are not at their end. */
const OPEN = ['HOLDING', 'SHIPPING', 'UNDOING'];

/** Only what looks wrong comes back from a scan. */
export const REQUEST_FILTER = {
  FilterExpression: `${ALERT_FILTER.expression} OR NOT begins_with(#request_id, :alert) AND (${[
    'attribute_not_exists(#input) OR attribute_not_exists(#created_at) OR attribute_not_exists(#request_expiry)',
    'attribute_exists(#unfinished) AND NOT #state IN (:open0, :open1, :open2)',
    'attribute_not_exists(#unfinished) AND #state IN (:open0, :open1, :open2)',
  ].join(' OR ')})`,
  ExpressionAttributeNames: attributeNames([...ALERT_FILTER.attributes, 'input', 'created_at', 'state']),
  ExpressionAttributeValues: { ...ALERT_FILTER.values, ...Object.fromEntries(OPEN.map((state, place) => [`:open${place}`, state])) },
};

/** What is wrong with the record of a call, or with an alert, by itself. */
export function requestFindings(record: StoredRequest): Finding[] {
  return isAlert(record) ? alertFindings(record) : callFindings(record);
}

function callFindings({ input, created_at, request_expiry, unfinished, state }: StoredRequest): Finding[] {
  const wrong = Object.entries({ input, created_at, request_expiry }).flatMap(([name, value]) =>
    value === undefined ? [`${name} missing`] : [],
  );
  if (unfinished !== unfinishedOf(state)) wrong.push(`unfinished ${unfinished ?? 'missing'} in state ${state ?? 'none'}`);
  return wrong.length === 0 ? [] : [{ kind: 'REQUEST', expected: 'attributes as docs/data-model.md has them', found: wrong.join(', ') }];
}

/** What an order of this state needs, so that the schedule finds it until its end. */
export function unfinishedOf(state: string | undefined): typeof UNFINISHED | undefined {
  return OPEN.some((open) => open === state) ? UNFINISHED : undefined;
}
