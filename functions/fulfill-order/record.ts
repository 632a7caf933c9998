import { randomUUID } from 'node:crypto';
import { onRequest, putRequest } from '../../domain/calls/action.ts';
import type { DeleteAction, Seen, TransactionAction, UpdateAction } from '../../domain/calls/action.ts';
import type { Expression } from '../../domain/expression.ts';
import { setAndRemove } from '../../domain/expression.ts';
import type { Instant } from '../../domain/instant.ts';
import type { LineItem } from '../../domain/lines.ts';
import { newOrder, shippedOrder, UNFINISHED } from '../../domain/orders.ts';
import type { AskedOrder, OrderItem } from '../../domain/orders.ts';
import { contended } from '../lib/refusal.ts';
import type { Order } from './input.ts';
import type { OpenOrder } from './open-order.ts';
import type { Store } from './store.ts';

// The record of an order, and the steps by which it moves. The record takes part in each of its
// order's transactions, on the condition that it is as its worker left it: so a step happens once
// and for one worker. A step whose answer was lost meets its own effect when it is sent again: the
// record is then just where the step would have brought it.

/**
 * How long nobody else may go on with an order after its last step, milliseconds. A step that meets
 * others for longer loses it: whoever comes then may take the order over, and the step is refused.
 */
const LEASE_MS = 5_000;

/** What else a transaction does. */
type Build = (at: Instant, record: OpenOrder) => TransactionAction[];

/** Somebody else has moved the order on. */
export class Overtaken extends Error {
  override readonly name = 'Overtaken';
  /** The order as it is now; undefined where it is gone. */
  readonly record: OrderItem | undefined;

  constructor(seen: Seen | undefined) {
    super('Somebody else has moved the order on.');
    this.record = recordOf(seen);
  }
}

/**
 * Names a worker, or one attempt at an order: an attempt after a refusal has other
 * sub-reservations.
 */
export function newName(): string {
  return randomUUID();
}

/** The record of an order that ships in one transaction. */
export function shippedRecord(order: Order, lines: LineItem[], at: Instant): OrderItem {
  return shippedOrder(kept(order), lines, at);
}

/** Whether a record is of the same order sent before. */
export function isSameOrder({ input }: OrderItem, { asked, fingerprint }: Order): boolean {
  return input === fingerprint || input === asked;
}

/**
 * For how long somebody else may still be working on it, milliseconds; 0 or less when nobody is.
 */
export function leaseLeft(record: OpenOrder): number {
  return record.lease_until - Date.now();
}

/** The order that a condition of a new record met. */
export function recordOf(seen: Seen | undefined): OrderItem | undefined {
  return (seen?.item ?? undefined) as OrderItem | undefined;
}

/**
 * The first step: makes the record. Answers with the one that is there where there is one, which
 * after a lost answer is this; undefined when anything else refuses it.
 */
export async function open(
  order: Order,
  begun: Pick<OpenOrder, 'state' | 'parts' | 'worker'>,
  store: Store,
  more: Build = () => [],
): Promise<OrderItem | undefined> {
  const saga = newName();
  const recordAt = (at: Instant): OpenOrder => ({
    ...{ ...newOrder(kept(order), at), ...begun, saga, actor: order.actor },
    ...{ shipped: 0, step: 0, lease_until: leaseFrom(at), unfinished: UNFINISHED },
  });
  const { done, seen, at } = await store.transact((now) => [putRequest(recordAt(now)), ...more(now, recordAt(now))]);
  return done ? recordAt(at) : recordOf(seen[0]);
}

/**
 * One step, which renews the lease. `refused` has what its other actions saw when one of them
 * refused it; the order is then as it was. Throws Overtaken.
 */
export async function attempt(
  record: OpenOrder,
  changes: Partial<OpenOrder>,
  store: Store,
  more: Build = () => [],
): Promise<{ next: OpenOrder; refused?: undefined } | { next?: undefined; refused: Seen[] }> {
  const next = { ...record, ...changes, step: record.step + 1 };
  const { done, seen } = await store.transact((at) => {
    const lease = { lease_until: leaseFrom(at) };
    return [write(record, { ...changes, step: next.step, ...lease }), ...more(at, record)];
  });
  const [first, ...refused] = seen;
  if (done || (first?.item?.['worker'] === next.worker && first.item['step'] === next.step)) return { next };
  if (first?.failed) throw new Overtaken(first);
  return { refused };
}

/** A step that only somebody else's work can refuse: then CONTENTION, or Overtaken. */
export async function advance(record: OpenOrder, changes: Partial<OpenOrder>, store: Store, more?: Build): Promise<OpenOrder> {
  const { next } = await attempt(record, changes, store, more);
  return next ?? refuse();
}

/** The last step of an order that ships in several. Throws Overtaken, also after a lost answer. */
export async function end(record: OpenOrder, lines: LineItem[], store: Store): Promise<OrderItem> {
  const gone = ['actor', 'saga', 'parts', 'shipped', 'worker', 'step', 'lease_until', 'unfinished'];
  const ended = (at: Instant) => ({ state: 'SHIPPED' as const, lines, fulfilled_at: at.iso });
  const { done, seen, at } = await store.transact((now) => [write(record, ended(now), gone)]);
  if (!done) throw new Overtaken(seen[0]);
  return { ...record, ...ended(at) };
}

/** Forgets an order that was given back: its id is free again. Throws Overtaken. */
export async function forget(record: OpenOrder, store: Store): Promise<undefined> {
  const { request_id } = record;
  const remove: DeleteAction = { table: 'REQUESTS_TABLE', key: { request_id }, deleteIf: unchanged(record) };
  const { done, seen } = await store.transact(() => [remove]);
  if (!done && seen[0]?.item) throw new Overtaken(seen[0]);
}

/** A hash, since a thousand lines would be the largest part of the record. */
function kept({ orderId, reservationIds, fingerprint, reference }: Order): AskedOrder {
  return { orderId, reservationIds, input: fingerprint, reference };
}

function write(record: OpenOrder, changes: Partial<OrderItem>, gone: string[] = []): UpdateAction {
  const entries = Object.entries(changes);
  const assignments = Object.fromEntries(entries.map(([name]) => [name, `:${name}`]));
  const values = Object.fromEntries(entries.map(([name, value]) => [`:${name}`, value]));
  return onRequest(record.request_id, { update: setAndRemove(assignments, gone, values), condition: unchanged(record) });
}

function unchanged({ worker, step }: OpenOrder): Expression {
  return {
    expression: '#worker = :was_worker AND #step = :was_step',
    attributes: ['worker', 'step'],
    values: { ':was_worker': worker, ':was_step': step },
  };
}

function leaseFrom(at: Instant): number {
  return at.ms + LEASE_MS;
}

function refuse(): never {
  throw contended();
}
