import { fulfillmentView } from '../../domain/orders.ts';
import type { OrderItem } from '../../domain/orders.ts';
import { idReused } from '../../domain/refusals.ts';
import type { Fulfillment } from '../../schema/types.ts';
import { Refusal } from '../lib/refusal.ts';
import type { Order } from './input.ts';
import { isSameOrder, newName, Overtaken } from './record.ts';
import type { OpenOrder } from './open-order.ts';
import { begin, STATES, takeOver } from './states.ts';
import type { Run } from './states.ts';
import type { Store } from './store.ts';

/**
 * Ships an order, once: from state to state until it has shipped or is refused. Throws a Refusal
 * for all that the contract refuses, and CONTENTION when its time is over before its end.
 */
export async function fulfill(order: Order, store: Store): Promise<Fulfillment> {
  const run = { worker: newName(), store, lines: order.lines ?? [] };
  // The good case reads no record: its first transaction meets the one that is there.
  let record = await begin(order, run, false);
  for (;;) {
    if (record && !isSameOrder(record, order)) throw new Refusal(idReused(order.orderId));
    if (record?.state === 'SHIPPED') return fulfillmentView(record);
    if (!record) store.checkTime();
    record = await (record ? next(record, run) : begin(order, run, true));
  }
}

/**
 * Brings an order that another process left to its end: shipped, or given back. Rejects when it
 * cannot.
 */
export async function finish(order: OpenOrder, store: Store): Promise<void> {
  const run = { worker: newName(), store, lines: [] };
  let record: OrderItem | undefined = order;
  while (record && record.state !== 'SHIPPED') record = await next(record, run);
}

/** The next record of an order: this run's own work on it, or as somebody else has left it. */
async function next(record: OrderItem, run: Run): Promise<OrderItem | undefined> {
  const open = record as OpenOrder;
  try {
    return await (open.worker === run.worker ? STATES[open.state](open, run) : takeOver(open, run));
  } catch (error) {
    if (error instanceof Overtaken) return error.record;
    throw error;
  }
}
