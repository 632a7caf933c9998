import { randomUUID } from 'node:crypto';
import { SNSServiceException } from '@aws-sdk/client-sns';
import { mapLimited } from '../lib/concurrency.ts';
import type { AlertItem, AlertKind, PendingAlert } from './alert.ts';
import { claim, confirm } from './alert-store.ts';
import type { Services } from './alert-store.ts';
import { buildMessage } from './message.ts';
import type { Message } from './message.ts';

/** What publishing works with. */
export interface PublishServices extends Services {
  /** Hands a message to SNS; rejects when it may not have taken it. */
  publish: (message: Message) => Promise<void>;
}

/** What was published: how many levels, in how many messages. */
export interface Published {
  told: number;
  messages: number;
}

/** A message to publish, with its alerts. */
export interface Outgoing {
  id: string;
  kind: AlertKind;
  part: number;
  parts: number;
  /** As they are to be written, and as they were read. */
  alerts: { item: PendingAlert; read: AlertItem | undefined }[];
}

/**
 * How long a run has a message for itself, milliseconds: so long at least, and for each alert, to
 * claim it. Both are ten times what they take.
 */
const [LEASE_MS, LEASE_PER_ALERT_MS] = [20_000, 50];
/** What handing a message to SNS may take at most, milliseconds. */
export const PUBLISH_MS = 6_000;
/** Writes under way at once. */
const CONCURRENCY = 25;

/**
 * Publishes messages one after the other, so that there is never more than one of which it is not
 * known whether subscribers have it: the first that fails ends it. Where SNS itself refuses a
 * message, nobody has it, and the others are published before this rejects.
 */
export async function publishAll(services: PublishServices, messages: readonly Outgoing[], report: Published): Promise<void> {
  const refusals: unknown[] = [];
  for (const message of messages) {
    if (Date.now() + leaseOf(message) > services.deadline)
      throw new Error('There was no time left for all messages; the next run goes on.');
    try {
      const levels = await publishOne(services, message);
      report.told += levels;
      report.messages += levels > 0 ? 1 : 0;
    } catch (error) {
      if (!(error instanceof SNSServiceException && error.$fault === 'client')) throw error;
      refusals.push(error);
    }
  }
  if (refusals.length > 0) throw refusals[0];
}

/** Answers how many levels it was about: those that no other run has taken meanwhile. */
async function publishOne(services: PublishServices, outgoing: Outgoing): Promise<number> {
  const { id, kind, part, parts: of, alerts } = outgoing;
  const lease_until = Date.now() + leaseOf(outgoing);
  const own = { message: id, kind, part, parts: of, claim: randomUUID(), lease_until };
  const claimed = await mapLimited(alerts, CONCURRENCY, async ({ item, read }) => {
    const mine = { ...item, revision: item.revision + 1, pending: { ...item.pending, ...own } };
    return (await claim(services, mine, read)) ? [mine] : [];
  });
  const mine = claimed.flat();
  if (mine.length === 0) return 0;
  if (Date.now() + PUBLISH_MS > lease_until) throw new Error(`Message ${id} took too long to prepare; the next run publishes it.`);
  await services.publish(buildMessage({ id, kind, part, parts: of, entries: mine.map(({ pending }) => pending.entry) }));
  await mapLimited(mine, CONCURRENCY, (alert) => confirm(services, alert));
  return mine.length;
}

function leaseOf({ alerts }: Outgoing): number {
  return LEASE_MS + alerts.length * LEASE_PER_ALERT_MS;
}
