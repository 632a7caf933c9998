import { join } from 'node:path';
import { AwsError } from '../gateway/gateway.ts';
import type { Deployment } from '../template/deployment.ts';
import { busNameOf } from '../template/types/events.ts';
import { openArchives } from './archives.ts';
import { createDeliveries } from './deliveries.ts';
import { isRefusal, readEntry, sizeOf, type BusEvent, type Entry, type Refusal } from './event.ts';
import { openJournal } from './journal.ts';
import { openEventLog, type EventLog } from './log.ts';
import { busNames, describeEventRules } from './rules.ts';
import { openTarget, sendToQueue, type TargetParts } from './targets.ts';

/** The buses of a template, with their rules and archives. */
export interface Events {
  /**
   * The entries of a PutEvents call, answered one by one. What is answered with an id is on its way
   * to its targets, also across the end of this process. Throws an `AwsError` for a call that the
   * service would refuse as a whole.
   */
  put: (entries: readonly Entry[]) => PutResult[];
  /** What the buses got. */
  log: Pick<EventLog, 'list'>;
  /** Begins to deliver. */
  start: () => void;
  /** Stops delivering; later calls do nothing. */
  stop: () => Promise<void>;
}

/** How an entry is answered. */
export type PutResult = { EventId: string } | Refusal;

/** What events work with. */
export interface EventsParts extends Omit<TargetParts, 'signal'> {
  /** The log, archives and what is on its way go here. */
  directory: string;
  /** Of the first retry of a delivery, milliseconds; for tests. */
  firstRetryMs?: number;
}

const MAX_ENTRIES = 10;
/** The service's own limit, of all entries of a call, bytes. */
const MAX_BYTES = 1_048_576;

/** Reads the buses and rules of the template. Throws a sentence on anything not understood. */
export function createEvents(parts: EventsParts): Events {
  const { deployment, directory, sns, log, firstRetryMs } = parts;
  const stopping = new AbortController();
  const buses = new Set(busNames(deployment));
  const eventLog = openEventLog(join(directory, 'log.jsonl'));
  const archives = openArchives(deployment, join(directory, 'archives'));
  const deliveries = createDeliveries({
    rules: describeEventRules(deployment),
    open: (target) => openTarget(target, { ...parts, signal: stopping.signal }),
    sendToQueue: (arn, message) => sendToQueue(sns.queueCall, arn, message),
    journal: openJournal(join(directory, 'under-way.jsonl')),
    log,
    stopping,
    firstRetryMs,
  });

  function accept(bus: string, events: readonly BusEvent[]): void {
    if (!buses.has(bus)) {
      // As the service does; who has a policy for one bus cannot name another.
      log(`${events.length} events for the bus ${bus}, which the template does not have, are lost.`);
      return;
    }
    eventLog.add(bus, events);
    archives.keep(bus, events);
    deliveries.take(bus, events);
  }

  return {
    put: (entries) => {
      refuseCall(entries);
      const read = entries.map((entry) => ({ bus: busOf(entry), event: readEntry(entry, deployment) }));
      const accepted = read.filter((each): each is { bus: string; event: BusEvent } => !isRefusal(each.event));
      for (const [bus, group] of Map.groupBy(accepted, (each) => each.bus))
        accept(
          bus,
          group.map(({ event }) => event),
        );
      return read.map(({ event }) => (isRefusal(event) ? event : { EventId: event.id }));
    },
    log: eventLog,
    start: deliveries.start,
    stop: deliveries.stop,
  };
}

/** The name of the bus that an entry is for. */
export function busOf({ EventBusName }: Entry): string {
  return busNameOf(typeof EventBusName === 'string' ? EventBusName : undefined);
}

/** The ARN of a bus. */
export function busArn(name: string, { region, accountId }: Pick<Deployment, 'region' | 'accountId'>): string {
  return `arn:aws:events:${region}:${accountId}:event-bus/${name}`;
}

function refuseCall(entries: readonly Entry[]): void {
  const refuse = (what: string) =>
    new AwsError('ValidationException', `1 validation error detected: Value at 'entries' failed to satisfy constraint: ${what}`);
  if (entries.length === 0) throw refuse('Member must have length greater than or equal to 1');
  if (entries.length > MAX_ENTRIES) throw refuse(`Member must have length less than or equal to ${MAX_ENTRIES}`);
  const bytes = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
  if (bytes >= MAX_BYTES) throw new AwsError('ValidationException', 'Total size of the entries in the request is over the limit.');
}
