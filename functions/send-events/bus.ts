import { EventBridgeServiceException, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { EventBridgeClient, PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { isConnectionError } from '../lib/dynamodb-errors.ts';
import { PassingError, PermanentError, withRetries } from '../lib/retry.ts';
import { detailOf, SOURCE } from './events.ts';
import type { OutboundEvent } from './events.ts';

/** Where events go. */
export interface Bus {
  client: EventBridgeClient;
  name: string;
}

/** The most that EventBridge takes in one request: entries, and bytes of all of them together. */
const ENTRIES_PER_REQUEST = 10;
const BYTES_PER_REQUEST = 256 * 1_024;
/** What EventBridge counts for the time of an entry, bytes. */
const BYTES_OF_TIME = 14;

/** What an entry may have failed with that passes by itself. */
const PASSING = ['ThrottlingException', 'InternalFailure', 'InternalException'];

/** An event that could not be sent, and why. */
export interface Unsent {
  event: OutboundEvent;
  cause: unknown;
}

/**
 * Sends events in their order, as few requests as that takes, and what the bus refused again until
 * `deadline` (epoch milliseconds). Answers with those that were not sent; never rejects. One that
 * was sent before may be sent again, also by itself after a lost answer: consumers drop copies.
 * @param replay see EventDetail
 */
export async function sendEvents(events: readonly OutboundEvent[], bus: Bus, deadline: number, replay?: string): Promise<Unsent[]> {
  const unsent: Unsent[] = [];
  for (const batch of batches(events.map((event) => ({ event, entry: entryOf(event, bus.name, replay) })))) {
    unsent.push(...(await sendBatch(batch, bus.client, deadline)));
  }
  return unsent;
}

interface Addressed {
  event: OutboundEvent;
  entry: PutEventsRequestEntry;
}

async function sendBatch(batch: Addressed[], client: EventBridgeClient, deadline: number): Promise<Unsent[]> {
  let left = batch;
  const refused: Unsent[] = [];
  const step = async () => {
    const { Entries = [] } = await client.send(new PutEventsCommand({ Entries: left.map(({ entry }) => entry) }));
    const failed = left.flatMap((addressed, place) => {
      const { ErrorCode, ErrorMessage = '' } = Entries[place] ?? {};
      return ErrorCode === undefined ? [] : [{ addressed, code: ErrorCode, cause: new PermanentError(`${ErrorCode}: ${ErrorMessage}`) }];
    });
    refused.push(
      ...failed.filter(({ code }) => !PASSING.includes(code)).map(({ addressed, cause }) => ({ event: addressed.event, cause })),
    );
    left = failed.filter(({ code }) => PASSING.includes(code)).map(({ addressed }) => addressed);
    if (left.length > 0) throw new PassingError(`The bus did not take ${left.length} events.`);
  };
  try {
    await withRetries(step, deadline, isRetryable);
    return refused;
  } catch (cause) {
    return [...refused, ...left.map(({ event }) => ({ event, cause }))];
  }
}

/** Whether the same request may succeed later: the bus was busy or broken, or did not answer. */
function isRetryable(error: unknown): boolean {
  if (!(error instanceof EventBridgeServiceException)) return isConnectionError(error);
  return PASSING.includes(error.name) || (error.$metadata.httpStatusCode ?? 500) >= 500;
}

function entryOf(event: OutboundEvent, bus: string, replay: string | undefined): PutEventsRequestEntry {
  const entry = { EventBusName: bus, Source: SOURCE, DetailType: event.kind, Time: new Date(event.time) };
  const whole = { ...entry, Detail: JSON.stringify(detailOf(event, replay)) };
  if (sizeOf(whole) <= BYTES_PER_REQUEST || event.kind !== 'order.fulfilled') return whole;
  // Only an order of hundreds of lines with long ids; who needs them asks the API.
  return {
    ...entry,
    Detail: JSON.stringify(detailOf({ ...event, data: { ...event.data, lines: null } as OutboundEvent['data'] }, replay)),
  };
}

function batches(addressed: readonly Addressed[]): Addressed[][] {
  const made: Addressed[][] = [];
  let bytes = BYTES_PER_REQUEST;
  for (const each of addressed) {
    const size = sizeOf(each.entry);
    const last = made.at(-1);
    if (last && last.length < ENTRIES_PER_REQUEST && bytes + size <= BYTES_PER_REQUEST) last.push(each);
    else {
      made.push([each]);
      bytes = 0;
    }
    bytes += size;
  }
  return made;
}

/** As EventBridge counts it, bytes. */
function sizeOf({ Source = '', DetailType = '', Detail = '' }: PutEventsRequestEntry): number {
  return BYTES_OF_TIME + Buffer.byteLength(Source) + Buffer.byteLength(DetailType) + Buffer.byteLength(Detail);
}
