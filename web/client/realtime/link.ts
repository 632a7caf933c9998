import { fullJitter } from '../backoff.ts';
import { OnhandError } from '../errors.ts';
import { notifyAll } from '../listeners.ts';
import { type Connection, type Ending, type Endpoint, openConnection, type SocketConstructor } from './connection.ts';
import { type Network, pageNetwork } from './network.ts';
import { defaultTimes, type LinkTimes, SUBSCRIPTIONS_PER_SOCKET } from './settings.ts';
import { createSubscription, type Subscription, type SubscriptionListener } from './subscription.ts';

/**
 * What a sign for people can show. `retryAt` is when the next attempt begins (`Date.now()`; past
 * while it runs), `offline` that the machine has no network, and `refused` that the proof of who
 * calls was turned away for good: the next subscription tries again.
 */
export type ConnectionState =
  | { name: 'idle' | 'connecting' | 'live' | 'closed' }
  | { name: 'reconnecting' | 'offline'; retryAt: number; reason: OnhandError }
  | { name: 'refused'; reason: OnhandError };

/**
 * One socket for many subscriptions. It opens with the first and closes a little after the last.
 */
export interface RealtimeLink {
  readonly state: ConnectionState;
  /** Calls `listener` at each change of the state; returns the end of that. */
  onState(listener: (state: ConnectionState) => void): () => void;
  /**
   * Starts a subscription, at most 200 at a time (then the listener gets TOO_MANY_SUBSCRIPTIONS:
   * put more ids into one). It survives lost connections until the returned function ends it.
   */
  subscribe(query: string, variables: object, listener: SubscriptionListener): () => void;
  /** Ends everything for good. Listeners of subscriptions get CLOSED. */
  close(): void;
}

export interface LinkOptions extends Omit<Endpoint, 'webSocket'> {
  /** The platform's, unless given. Node has one from version 22 on; before, the package ws has. */
  webSocket?: SocketConstructor;
  times?: Partial<LinkTimes>;
  network?: Network;
}

export function createRealtimeLink(options: LinkOptions): RealtimeLink {
  const { graphqlUrl, authorization, network = pageNetwork } = options;
  // Without one no subscription begins, so that no connection does.
  const webSocket = options.webSocket ?? (globalThis.WebSocket as SocketConstructor | undefined);
  const endpoint = { ...options, webSocket } as Endpoint;
  const times: LinkTimes = { ...defaultTimes, ...options.times };
  const subscriptions = new Set<Subscription>();
  const listeners = new Set<(state: ConnectionState) => void>();
  let state: ConnectionState = { name: 'idle' };
  let connection: Connection | undefined;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let lingerTimer: ReturnType<typeof setTimeout> | undefined;
  let stopListening: (() => void) | undefined;
  let failures = 0;
  let liveSince = 0;

  const turn = (next: ConnectionState) => {
    state = next;
    notifyAll(listeners, (listener) => listener(next));
  };

  const open = (refused = false) => {
    stopListening ??= network.listen(networkChanged);
    if (state.name !== 'reconnecting' && state.name !== 'offline') turn({ name: 'connecting' });
    connection = openConnection(endpoint, times, refused, {
      ready() {
        liveSince = Date.now();
        turn({ name: 'live' });
        for (const subscription of subscriptions) if (connection) subscription.attach(connection);
      },
      ended: (ending) => ended(ending, refused),
    });
  };

  const ended = ({ error, verdict, awake }: Ending, refused: boolean) => {
    const wasLive = state.name === 'live';
    connection = undefined;
    if (subscriptions.size === 0) rest({ name: 'idle' });
    else if (verdict === 'unauthorized' && authorization.renewable && !refused) open(true);
    else if (verdict !== 'passing') rest({ name: 'refused', reason: error }, error);
    else {
      if (awake || (wasLive && Date.now() - liveSince >= times.stableMs)) failures = 0;
      retryIn(awake ? Math.random() * times.wakeJitterMs : fullJitter(failures, times.backoff), error);
      failures += 1;
    }
    notifyAll(subscriptions, (subscription) => subscription.detach(error));
  };

  const retryIn = (delay: number, reason: OnhandError) => {
    clearTimeout(retryTimer);
    retryTimer = setTimeout(open, delay);
    turn({ name: network.isOnline() ? 'reconnecting' : 'offline', retryAt: Date.now() + delay, reason });
  };

  const networkChanged = (online: boolean) => {
    if (connection) connection.fail('The network changed.', online);
    else if (online && 'retryAt' in state) retryIn(Math.random() * times.wakeJitterMs, state.reason);
  };

  /**
   * Leaves nothing behind: no socket, no timer, no listener on the page. With an error, no
   * subscription either.
   */
  const rest = (next: ConnectionState, error?: OnhandError) => {
    clearTimeout(retryTimer);
    clearTimeout(lingerTimer);
    stopListening?.();
    stopListening = undefined;
    connection?.close();
    connection = undefined;
    failures = 0;
    // Before anybody hears of it and subscribes anew.
    const ending = error ? [...subscriptions] : [];
    turn(next);
    if (error) notifyAll(ending, (subscription) => subscription.fail(error));
  };

  const left = (subscription: Subscription) => {
    if (!subscriptions.delete(subscription) || subscriptions.size > 0 || !stopListening) return;
    lingerTimer = setTimeout(rest, times.lingerMs, { name: 'idle' });
  };

  return {
    get state() {
      return state;
    },
    onState(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    subscribe(query, variables, listener) {
      const refusal = webSocket ? refuse(state, subscriptions.size) : new OnhandError('NO_WEB_SOCKET', NO_WEB_SOCKET);
      if (refusal) {
        queueMicrotask(() => listener.error(refusal));
        return () => undefined;
      }
      const data = JSON.stringify({ query, variables });
      const subscription = createSubscription({ data, listener, graphqlUrl, authorization, times, onEnd: () => left(subscription) });
      subscriptions.add(subscription);
      clearTimeout(lingerTimer);
      if (state.name === 'idle' || state.name === 'refused') open();
      else if (state.name === 'live' && connection) subscription.attach(connection);
      return () => {
        subscription.stop();
        left(subscription);
      };
    },
    close() {
      rest({ name: 'closed' }, new OnhandError('CLOSED', 'The link was closed. Make a new one.'));
      listeners.clear();
    },
  };
}

const NO_WEB_SOCKET =
  'There is no WebSocket here, as in Node before version 22. Give the client one as its option webSocket, for example that of the package ws.';

function refuse(state: ConnectionState, count: number): OnhandError | undefined {
  if (state.name === 'closed') return new OnhandError('CLOSED', 'The link was closed. Make a new one.');
  if (count < SUBSCRIPTIONS_PER_SOCKET) return undefined;
  return new OnhandError('TOO_MANY_SUBSCRIPTIONS', `A socket carries ${SUBSCRIPTIONS_PER_SOCKET} subscriptions; put more ids into one.`);
}
