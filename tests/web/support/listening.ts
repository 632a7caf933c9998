import { onTestFinished } from 'vitest';
import { type Authorization, apiKey } from '../../../web/client/authorization.ts';
import type { OnhandError } from '../../../web/client/errors.ts';
import { createRealtimeLink, type ConnectionState, type LinkOptions, type RealtimeLink } from '../../../web/client/realtime/link.ts';
import type { LinkTimes } from '../../../web/client/realtime/settings.ts';
import type { SubscriptionListener } from '../../../web/client/realtime/subscription.ts';
import type { FakeApi } from './fake-api.ts';

/** Times that let a test see in milliseconds what takes minutes in earnest. */
export const quickly: Partial<LinkTimes> = {
  connectionAckMs: 5_000,
  startAckMs: 5_000,
  tickMs: 10,
  lingerMs: 30,
  backoff: { baseMs: 10, capMs: 50 },
  stableMs: 0,
  wakeJitterMs: 5,
};

export const key: Authorization = apiKey('da2-test');

/** A link to the fake, closed after the test, and all states that it went through. */
export function linkTo(api: FakeApi, options: Partial<LinkOptions> = {}): RealtimeLink & { states: ConnectionState['name'][] } {
  const { graphqlUrl, realtimeUrl } = api;
  const link = createRealtimeLink({ graphqlUrl, realtimeUrl, authorization: key, ...options, times: { ...quickly, ...options.times } });
  const states: ConnectionState['name'][] = [];
  link.onState(({ name }) => states.push(name));
  onTestFinished(() => link.close());
  return Object.defineProperty(Object.assign({}, link, { states }), 'state', { get: () => link.state });
}

/** A listener that remembers what it heard. */
export interface Recorder extends SubscriptionListener {
  data: unknown[];
  starts: number;
  interruptions: OnhandError[];
  errors: OnhandError[];
}

export function recorder(): Recorder {
  const received: Recorder = {
    data: [],
    starts: 0,
    interruptions: [],
    errors: [],
    next: (result) => received.data.push(result.data),
    started: () => (received.starts += 1),
    interrupted: (reason) => received.interruptions.push(reason),
    error: (error) => received.errors.push(error),
  };
  return received;
}

/** Subscribes with a recorder; `name` tells the subscriptions of a test apart. */
export function listenTo(link: RealtimeLink, name = 'any'): Recorder & { stop: () => void } {
  const received = recorder();
  return Object.assign(received, { stop: link.subscribe(`subscription { ${name} }`, { name }, received) });
}
