import { randomUUID } from 'node:crypto';
import { contended } from '../lib/refusal.ts';
import { putNew } from '../lib/transactions.ts';
import type { Action, Seen } from '../lib/transactions.ts';
import type { Order } from './input.ts';
import { forget, isAt, openRecord, stepped, writeEnd, writeStep } from './record.ts';
import type { End, OpenOrder } from './record.ts';
import type { Store } from './store.ts';

// The steps of an order that needs several transactions. In each its record takes part, so that it
// happens once and for one worker. One whose own answer was lost meets itself when it is sent
// again: the record is then just where the step would have brought it.

type Build = (now: Date, order: OpenOrder) => Action[];

/** Names a worker, or one attempt at an order: a later attempt after a refusal has other parts. */
export function newName(): string {
  return randomUUID();
}

/** The first step: makes the record. Undefined when there is one, or anything else refuses it. */
export async function open(
  order: Order,
  begun: Pick<OpenOrder, 'state' | 'parts'>,
  store: Store,
  actions: Build,
): Promise<OpenOrder | undefined> {
  const saga = newName();
  const recordAt = (now: Date) => openRecord(order, { ...begun, saga }, now);
  const { done, seen, at } = await store.transact((now) => {
    const record = recordAt(now);
    return [putNew(store.tables.requests, { ...record }, 'request_id'), ...actions(now, record)];
  });
  return done || isAt(seen[0]?.item, recordAt(at)) ? recordAt(at) : undefined;
}

/**
 * One step. `refused` has what its actions saw when one of them refused it; the order is then as it
 * was.
 */
export async function advance(
  order: OpenOrder,
  changes: Partial<OpenOrder>,
  store: Store,
  actions: Build,
): Promise<{ order: OpenOrder; refused?: Seen[] }> {
  const next = stepped(order, changes);
  const { done, seen } = await store.transact((now) => [writeStep(store.tables.requests, order, changes, now), ...actions(now, order)]);
  const [record, ...refused] = seen;
  if (done || isAt(record?.item, next)) return { order: next };
  if (record?.failed) throw contended();
  return { order, refused };
}

/** A step that only somebody else's work can refuse. */
export async function mustAdvance(
  order: OpenOrder,
  changes: Partial<OpenOrder>,
  store: Store,
  actions: Build = () => [],
): Promise<OpenOrder> {
  const { order: next, refused } = await advance(order, changes, store, actions);
  if (refused) throw contended();
  return next;
}

/**
 * The last step of an order that has shipped. Undefined when the record is not as it was left: it
 * has ended already, or somebody else has it.
 */
export async function end(order: OpenOrder, lines: End['lines'], store: Store): Promise<(OpenOrder & End) | undefined> {
  const endAt = (now: Date) => ({ lines, fulfilled_at: now.toISOString() });
  const { done, at } = await store.transact((now) => [writeEnd(store.tables.requests, order, endAt(now))]);
  return done ? { ...order, ...endAt(at) } : undefined;
}

/** The last step of one that was given back. */
export async function abandon(order: OpenOrder, store: Store): Promise<void> {
  const { done, seen } = await store.transact(() => [forget(store.tables.requests, order)]);
  if (!done && seen[0]?.item) throw contended();
}
