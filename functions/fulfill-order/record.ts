import { newOrder, shippedOrder, UNFINISHED } from '../../domain/orders.ts';
import type { AskedOrder, OrderItem } from '../../domain/orders.ts';
import type { Expression } from '../../domain/expression.ts';
import { setAndRemove } from '../../domain/expression.ts';
import { instantOf } from '../lib/clock.ts';
import { remove, update } from '../lib/transactions.ts';
import type { Action } from '../lib/transactions.ts';
import type { Order } from './input.ts';

/**
 * How long nobody else may go on with an order after its last step, milliseconds. A step that meets
 * others for longer loses it: whoever comes then may take the order over, and the step is refused.
 */
const LEASE_MS = 5_000;

/** An order that is under way, with what it has then. */
export type OpenOrder = OrderItem & Required<Pick<OrderItem, 'actor' | 'saga' | 'parts' | 'shipped' | 'worker' | 'step' | 'lease_until'>>;

/** What an order has when it is at its end. */
export type End = Required<Pick<OrderItem, 'lines' | 'fulfilled_at'>>;

/** The record of an order that shipped in one transaction. */
export function shippedRecord(order: Order, lines: End['lines'], now: Date): OrderItem {
  return shippedOrder(kept(order), lines, instantOf(now));
}

/** The record of an order that needs several. */
export function openRecord(order: Order, begun: Pick<OpenOrder, 'state' | 'saga' | 'parts'>, now: Date): OpenOrder {
  const { actor } = order;
  const born = newOrder(kept(order), instantOf(now));
  return { ...born, ...begun, actor, shipped: 0, worker: begun.saga, step: 0, ...lease(now), unfinished: UNFINISHED };
}

/** A hash, since a thousand lines would be the largest part of the record. */
function kept({ orderId, reservationIds, fingerprint }: Order): AskedOrder {
  return { orderId, reservationIds, input: fingerprint };
}

/** Whether a record is of the same order sent before. */
export function isSameOrder({ input }: OrderItem, { asked, fingerprint }: Order): boolean {
  return input === fingerprint || input === asked;
}

/**
 * For how long somebody else may still be working on it, milliseconds; 0 or less when nobody is.
 */
export function leaseLeft(order: OpenOrder): number {
  return order.lease_until - Date.now();
}

/** The order one step on. */
export function stepped(order: OpenOrder, changes: Partial<OpenOrder>): OpenOrder {
  return { ...order, ...changes, step: order.step + 1 };
}

/** The record's share of a step: only while it is as this worker left it. Renews the lease. */
export function writeStep(table: string, order: OpenOrder, changes: Partial<OpenOrder>, now: Date): Action {
  return write(table, order, { ...changes, step: order.step + 1, ...lease(now) });
}

/** The end of an order that has shipped in parts. */
export function writeEnd(table: string, order: OpenOrder, end: End): Action {
  const gone = ['actor', 'saga', 'parts', 'shipped', 'worker', 'step', 'lease_until', 'unfinished'];
  return write(table, order, { ...end, state: 'SHIPPED' }, gone);
}

/** Forgets an order that was given back: its id is free again. */
export function forget(table: string, order: OpenOrder): Action {
  return remove(table, { request_id: order.request_id }, unchanged(order));
}

/**
 * Whether a stored record is this one after just these steps. Each worker's name is new, so nobody
 * else can have made them.
 */
export function isAt(item: Record<string, unknown> | undefined, { worker, step }: OpenOrder): boolean {
  return item?.['worker'] === worker && item['step'] === step;
}

function write(table: string, order: OpenOrder, changes: Partial<OrderItem>, gone: string[] = []): Action {
  const entries = Object.entries(changes);
  const assignments = Object.fromEntries(entries.map(([name]) => [name, `:${name}`]));
  const values = Object.fromEntries(entries.map(([name, value]) => [`:${name}`, value]));
  return update(table, { request_id: order.request_id }, { update: setAndRemove(assignments, gone, values), condition: unchanged(order) });
}

function unchanged({ worker, step }: OpenOrder): Expression {
  return {
    expression: '#worker = :was_worker AND #step = :was_step',
    attributes: ['worker', 'step'],
    values: { ':was_worker': worker, ':was_step': step },
  };
}

function lease(now: Date): Pick<OpenOrder, 'lease_until'> {
  return { lease_until: now.getTime() + LEASE_MS };
}
