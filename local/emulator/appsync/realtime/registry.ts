import type { EventFilter } from './enhanced-filter.ts';
import { MAX_EVENT_BYTES } from './protocol.ts';
import type { Selection } from './selection.ts';
import type { Triggers } from './triggers.ts';

/** A started subscription. */
export interface Subscription {
  /** Of the type Subscription. */
  fieldName: string;
  wants: EventFilter;
  /** Whether a payload of `extensions.invalidateSubscriptions` ends it. */
  endsWith: EventFilter;
  selection: Selection;
}

/** Who listens. */
export interface Subscriber {
  /** Gets each payload, JSON text, as it comes. */
  deliver: (payload: string) => void;
  /** A mutation has ended the subscription. */
  invalidate: () => void;
}

/** All started subscriptions of the API. */
export interface Registry {
  /** The answer ends the subscription; calling it again does nothing. */
  add: (subscription: Subscription, subscriber: Subscriber) => () => void;
  /** Whether any subscription field names the mutation. */
  isHeard: (mutation: string) => boolean;
  /**
   * Hands an event to everyone who wants it, in one go, so that each subscriber gets the events in
   * the order of the mutations.
   */
  publish: (mutation: string, event: unknown) => void;
  /** Ends the subscriptions of a field whose invalidation filter matches. */
  invalidate: (fieldName: string, payload: unknown) => void;
}

/**
 * An empty registry. Too large events are not delivered, as in the service, but `log` gets a line.
 */
export function createRegistry(triggers: Triggers, log: (line: string) => void): Registry {
  const byField = new Map<string, Map<Subscription, Subscriber>>();

  const render = (mutation: string, selection: Selection, event: unknown): string | undefined => {
    const payload = selection.render(event);
    const bytes = Buffer.byteLength(payload);
    if (bytes <= MAX_EVENT_BYTES) return payload;
    log(`An event of ${mutation} is not delivered: its payload of ${bytes} bytes is larger than ${MAX_EVENT_BYTES}.`);
    return undefined;
  };

  return {
    add: (subscription, subscriber) => {
      const subscribers = byField.get(subscription.fieldName) ?? new Map<Subscription, Subscriber>();
      byField.set(subscription.fieldName, subscribers.set(subscription, subscriber));
      return () => {
        subscribers.delete(subscription);
      };
    },
    isHeard: (mutation) => triggers.has(mutation),
    publish: (mutation, event) => {
      // Most subscribers select the same: each selection is executed and written once an event.
      const payloads = new Map<string, string | undefined>();
      for (const fieldName of triggers.get(mutation) ?? []) {
        for (const [{ wants, selection }, subscriber] of byField.get(fieldName) ?? []) {
          if (!wants(event)) continue;
          if (!payloads.has(selection.key)) payloads.set(selection.key, render(mutation, selection, event));
          const payload = payloads.get(selection.key);
          if (payload !== undefined) subscriber.deliver(payload);
        }
      }
    },
    invalidate: (fieldName, payload) => {
      for (const [{ endsWith }, subscriber] of [...(byField.get(fieldName) ?? [])]) if (endsWith(payload)) subscriber.invalidate();
    },
  };
}
