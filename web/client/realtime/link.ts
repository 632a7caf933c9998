import { OnhandError } from '../errors.ts';
import { notifyAll } from '../listeners.ts';
import type { Endpoint, SocketConstructor } from './connection.ts';
import { type ConnectionState, type LinkEffect, type LinkEvent, newLink, reduceLink } from './link-reducer.ts';
import { createLinkSocket } from './link-socket.ts';
import { type Network, pageNetwork } from './network.ts';
import { defaultTimes, type LinkTimes, SUBSCRIPTIONS_PER_SOCKET } from './settings.ts';
import { createSubscription, type Subscription, type SubscriptionListener } from './subscription.ts';

export type { ConnectionState } from './link-reducer.ts';

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

/** Does what `reduceLink` decides, which has the rules. */
export function createRealtimeLink(options: LinkOptions): RealtimeLink {
  const { graphqlUrl, authorization, network = pageNetwork } = options;
  // Without one no subscription begins, so that no connection does.
  const webSocket = options.webSocket ?? (globalThis.WebSocket as SocketConstructor | undefined);
  const endpoint = { ...options, webSocket } as Endpoint;
  const times: LinkTimes = { ...defaultTimes, ...options.times };
  const subscriptions = new Set<Subscription>();
  const listeners = new Set<(state: ConnectionState) => void>();
  let state = newLink;
  const socket = createLinkSocket(endpoint, times, network, (event) => dispatch(event));

  const dispatch = (event: LinkEvent) => {
    const present = [...subscriptions];
    const [now, random, online] = [Date.now(), Math.random(), network.isOnline()];
    const context = { now, random, online, subscriptions: present.length, renewable: authorization.renewable, times };
    const step = reduceLink(state, event, context);
    state = step.state;
    for (const effect of step.effects) run(effect, present);
  };
  const run = (effect: LinkEffect, present: Subscription[]) => {
    // A listener that was notified a moment ago may have left meanwhile, or subscribed anew.
    const each = (act: (subscription: Subscription) => void) => notifyAll(present, (one) => subscriptions.has(one) && act(one));
    if (effect.type === 'notify') notifyAll(listeners, (listener) => listener(effect.state));
    else if (effect.type === 'attach') each(attach);
    else if (effect.type === 'detach') each((subscription) => subscription.detach(effect.reason));
    else if (effect.type === 'end') each((subscription) => subscription.fail(effect.reason));
    else socket.run(effect);
  };
  const attach = (subscription: Subscription) => {
    const { connection } = socket;
    if (connection && state.connection.name === 'live') subscription.attach(connection);
  };
  const leave = (subscription: Subscription) => {
    if (subscriptions.delete(subscription)) dispatch({ type: 'left' });
  };

  return {
    get state() {
      return state.connection;
    },
    onState(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    subscribe(query, variables, listener) {
      const refusal = webSocket ? refuse(state.connection, subscriptions.size) : new OnhandError('NO_WEB_SOCKET', NO_WEB_SOCKET);
      if (refusal) {
        queueMicrotask(() => listener.error(refusal));
        return () => undefined;
      }
      const data = JSON.stringify({ query, variables });
      const subscription = createSubscription({ data, listener, graphqlUrl, authorization, times, onEnd: () => leave(subscription) });
      subscriptions.add(subscription);
      dispatch({ type: 'subscribed' });
      attach(subscription);
      return () => {
        subscription.stop();
        leave(subscription);
      };
    },
    close() {
      dispatch({ type: 'closed', reason: new OnhandError('CLOSED', CLOSED) });
      listeners.clear();
    },
  };
}

const NO_WEB_SOCKET =
  'There is no WebSocket here, as in Node before version 22. Give the client one as its option webSocket, for example that of the package ws.';
const CLOSED = 'The link was closed. Make a new one.';

function refuse({ name }: ConnectionState, count: number): OnhandError | undefined {
  if (name === 'closed') return new OnhandError('CLOSED', CLOSED);
  if (count < SUBSCRIPTIONS_PER_SOCKET) return undefined;
  return new OnhandError('TOO_MANY_SUBSCRIPTIONS', `A socket carries ${SUBSCRIPTIONS_PER_SOCKET} subscriptions; put more ids into one.`);
}
