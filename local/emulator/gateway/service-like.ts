import { setTimeout as wait } from 'node:timers/promises';
import { createBuckets } from './buckets.ts';
import { createConflicts } from './conflicts.ts';
import type { Consumption } from './units.ts';
import { cancelledFor, conflicted, throttled } from './refusals.ts';
import { AS_LOCAL, type Duration, type ServiceLikeSettings } from './service-like-settings.ts';
import type { TouchedItem, TouchedItems } from './touched-items.ts';

type Body = Readonly<Record<string, unknown>>;
type Answer = Record<string, unknown>;

/** Read units a second that one partition key takes. */
const READ_UNITS_PER_PARTITION = 3_000;

/**
 * What the service does and DynamoDB Local does not: calls that overlap refuse each other, keys
 * take only so much a second.
 */
export interface ServiceLike {
  settings(): ServiceLikeSettings;
  /** From the next call on; what keys have taken is forgotten. */
  set(settings: ServiceLikeSettings): void;
  /**
   * Sends a call unless it has to be refused. It has its items for exactly the time that settings
   * give it, and is answered no sooner. What DynamoDB Local takes on top does not count: it is this
   * machine's, on which all clients and functions run too, and would make calls overlap that do not
   * in the service.
   */
  call(operation: string, body: Body, send: () => Promise<Answer>): Promise<Answer>;
  /** Notes what a call took of its keys. */
  charge(consumed: readonly Consumption[]): void;
}

/** What tests replace. */
export interface Surroundings {
  /** Milliseconds. */
  now: () => number;
  pause: (milliseconds: number) => Promise<void>;
  /** From 0 to 1. */
  random: () => number;
}

const REAL: Surroundings = { now: () => performance.now(), pause: (milliseconds) => wait(milliseconds), random: Math.random };

/** Off until it is set. */
export function createServiceLike(touched: TouchedItems, { now, pause, random }: Surroundings = REAL): ServiceLike {
  let settings = AS_LOCAL;
  const conflicts = createConflicts(now);
  let writes = createBuckets(settings.unitsPerKey, now);
  let reads = createBuckets(READ_UNITS_PER_PARTITION, now);

  const isExhausted = (place: TouchedItem) => (place.kind === 'Get' ? !reads.hasLeft(place.partition) : !writes.hasLeft(place.item));
  function refuseExhausted(operation: string, body: Body, items: readonly TouchedItem[]): void {
    const exhausted = [...items.keys()].filter((place) => isExhausted(items[place] as TouchedItem));
    const queried = touched.queried(operation, body);
    if (exhausted.length === 0 && (queried === undefined || reads.hasLeft(queried))) return;
    throw operation.startsWith('Transact') ? cancelledFor('ThrottlingError', exhausted, items.length) : throttled();
  }

  async function holding(operation: string, items: readonly TouchedItem[], send: () => Promise<Answer>): Promise<Answer> {
    const names = items.map(({ item }) => item);
    const met = conflicts.met(operation, names);
    if (met.length > 0) throw operation.startsWith('Transact') ? cancelledFor('TransactionConflict', met, items.length) : conflicted();
    const duration = durationOf(operation, settings);
    if (!duration) return send();
    const milliseconds = duration[0] + random() * (duration[1] - duration[0]);
    const time = pause(milliseconds).then(conflicts.begin(operation, names, now() + milliseconds));
    try {
      return await send();
    } finally {
      await time;
    }
  }

  return {
    settings: () => settings,
    set(next) {
      settings = next;
      writes = createBuckets(next.unitsPerKey, now);
      reads = createBuckets(READ_UNITS_PER_PARTITION, now);
    },
    async call(operation, body, send) {
      if (!settings.conflicts && !settings.capacity) return send();
      const items = touched.of(operation, body);
      if (settings.capacity) refuseExhausted(operation, body, items);
      return settings.conflicts ? holding(operation, items, send) : send();
    },
    charge(consumed) {
      if (!settings.capacity) return;
      for (const { key, read, write } of consumed) {
        if (key === undefined) continue;
        if (read > 0) reads.take(key, read);
        if (write > 0) writes.take(key, write);
      }
    },
  };
}

/** Undefined for what takes no item: reads. */
function durationOf(operation: string, { transactionMs, writeMs }: ServiceLikeSettings): Duration | undefined {
  if (operation.startsWith('Transact')) return transactionMs;
  return /^(Put|Update|Delete|BatchWrite)Item$/.test(operation) ? writeMs : undefined;
}
