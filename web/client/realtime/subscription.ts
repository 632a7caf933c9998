import type { Authorization } from '../authorization.ts';
import { fullJitter } from '../backoff.ts';
import { isUnauthorized, noAnswer, type OnhandError } from '../errors.ts';
import type { Connection } from './connection.ts';
import { readRefusal, type ServerFrame } from './frames.ts';
import { newId } from './id.ts';
import type { LinkTimes } from './settings.ts';

/** One GraphQL result of a subscription, as the server sent it. */
export interface SubscriptionResult {
  data?: unknown;
  errors?: readonly object[];
}

/** Who listens to a subscription. Nothing is called any more after its end. */
export interface SubscriptionListener {
  next(result: SubscriptionResult): void;
  /**
   * The server carries the subscription: called at the first start and again at each one after an
   * interruption. What happened before was not delivered, and AppSync can even lose what happens
   * right after, so this is when to read again what is shown.
   */
  started?(): void;
  /** It is not carried at the moment, and the link works on that; called at each failed attempt. */
  interrupted?(reason: OnhandError): void;
  /** It was refused for good. The last call. */
  error(error: OnhandError): void;
}

/** One subscription over the life of many connections. */
export interface Subscription {
  attach(connection: Connection): void;
  detach(reason: OnhandError): void;
  /** Ends it without telling the listener. */
  stop(): void;
  /** Ends it and tells the listener. */
  fail(error: OnhandError): void;
}

export interface SubscriptionOptions {
  /** The JSON text of query and variables, sent and signed exactly so. */
  data: string;
  listener: SubscriptionListener;
  graphqlUrl: string;
  authorization: Authorization;
  times: LinkTimes;
  /** It ended by itself. */
  onEnd: () => void;
}

export function createSubscription({ data, listener, graphqlUrl, authorization, times, onEnd }: SubscriptionOptions): Subscription {
  let connection: Connection | undefined;
  /** Names one attempt to start; another one makes all that still comes of it meaningless. */
  let id = '';
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;

  const forget = () => {
    clearTimeout(timer);
    connection?.routes.delete(id);
    id = '';
  };
  const leave = () => {
    if (connection?.routes.has(id)) connection.send({ id, type: 'stop' });
    forget();
  };
  const fail = (error: OnhandError) => {
    leave();
    connection = undefined;
    onEnd();
    listener.error(error);
  };
  const retry = (reason: OnhandError) => {
    leave();
    timer = setTimeout(() => void start(), fullJitter(failures, times.backoff));
    failures += 1;
    listener.interrupted?.(reason);
  };

  const receive = (refused: boolean, frame: ServerFrame) => {
    if (frame.type === 'start_ack') {
      clearTimeout(timer);
      failures = 0;
      listener.started?.();
    } else if (frame.type === 'data') {
      listener.next(frame.payload ?? {});
    } else if (frame.type === 'complete') {
      forget();
      retry(noAnswer('The server ended the subscription.'));
    } else if (frame.type === 'error') {
      forget();
      const { error, verdict } = readRefusal(frame);
      if (verdict === 'passing') retry(error);
      else if (verdict === 'unauthorized' && authorization.renewable && !refused) {
        listener.interrupted?.(error);
        void start(true);
      } else fail(error);
    }
  };

  const start = async (refused = false) => {
    const attempt = (id = newId());
    const sentAt = Date.now();
    timer = setTimeout(() => {
      // Silence since then means that the socket is dead, which it can be for minutes before it
      // notices.
      if (connection?.heardSince(sentAt)) retry(noAnswer('The server did not acknowledge the subscription in time.'));
      else connection?.fail('The server fell silent.');
    }, times.startAckMs);
    try {
      const proof = await authorization.prove({ url: graphqlUrl, body: data, over: 'socket', refused });
      if (id !== attempt || connection === undefined) return;
      connection.routes.set(id, (frame) => receive(refused, frame));
      const header = { host: new URL(graphqlUrl).host, ...proof };
      connection.send({ id, type: 'start', payload: { data, extensions: { authorization: header } } });
    } catch (cause) {
      if (id !== attempt) return;
      const error = noAnswer('No proof of who calls could be made.', cause);
      if (isUnauthorized(error)) fail(error);
      else retry(error);
    }
  };

  return {
    attach(to) {
      connection = to;
      void start();
    },
    detach(reason) {
      forget();
      connection = undefined;
      listener.interrupted?.(reason);
    },
    stop() {
      leave();
      connection = undefined;
    },
    fail,
  };
}
