import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { OperationDefinitionNode } from 'graphql';
import { WebSocketServer } from 'ws';
import { unauthorized } from '../authenticate.ts';
import type { Caller } from '../caller.ts';
import type { PreparedDocument } from '../documents.ts';
import type { GraphqlAnswer } from '../execute.ts';
import { Connection, type OpenSocket } from './connection.ts';
import { eventsOf } from './events.ts';
import { readHandshake, type HandshakeRequest } from './handshake.ts';
import { identify } from './proof.ts';
import { MAX_MESSAGES_A_SECOND, REALTIME_PATH, SUBPROTOCOL } from './protocol.ts';
import type { Invalidation } from './invalidations.ts';
import { createRateLimit } from './rate-limit.ts';
import { createRegistry, type Subscriber } from './registry.ts';
import { startSubscription, type StartDependencies } from './start.ts';
import { readTriggers } from './triggers.ts';

/** What the real-time endpoint needs of the API. */
export interface RealtimeDependencies extends StartDependencies {
  /** Whether the caller may call anything at all. */
  hasGrant: (caller: Caller) => boolean;
  log: (line: string) => void;
}

/** The real-time endpoint of an API. */
export interface Realtime {
  /**
   * Takes over a connection at `/graphql/realtime`; destroys any other, and every one after
   * `close`.
   */
  upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** Serves a connection that is open already, however it came about. */
  connect: (request: HandshakeRequest, socket: OpenSocket) => void;
  /** Tells the subscribers of a mutation that was executed. */
  publish: (prepared: PreparedDocument, operation: OperationDefinitionNode, answer: GraphqlAnswer, log: (line: string) => void) => void;
  /** Does what `extensions.invalidateSubscriptions` was given. */
  invalidate: (invalidation: Invalidation) => void;
  /** Ends every connection and its timers. Later calls do nothing. */
  close: () => void;
}

/** More than any subscription needs; the service gives no number. */
const MAX_MESSAGE_BYTES = 1024 * 1024;
const CLOSE_GOING_AWAY = 1001;

/**
 * Opens nothing by itself. Throws a sentence when `@aws_subscribe` names what the schema does not
 * have.
 */
export function createRealtime(dependencies: RealtimeDependencies): Realtime {
  const { api, verifiers, schema, hasGrant, log } = dependencies;
  const registry = createRegistry(readTriggers(schema), log);
  const withinRate = createRateLimit(MAX_MESSAGES_A_SECOND);
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    // A client without it gets the refusal on the open socket, as the service does.
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  });
  let isClosed = false;

  const authorise = async (request: HandshakeRequest): Promise<void> => {
    const caller = await identify(readHandshake(request), api, verifiers);
    if (!hasGrant(caller)) throw unauthorized('Permission denied');
  };

  const start = async (request: HandshakeRequest, payload: unknown) => {
    const requestId = randomUUID();
    const origin = {
      host: request.headers.host,
      sourceIp: request.socket.remoteAddress ?? '',
      requestId,
      log: (line: string) => {
        log(`${requestId} ${line}`);
      },
    };
    const subscription = await startSubscription(payload, origin, dependencies);
    return (subscriber: Subscriber) => registry.add(subscription, subscriber);
  };

  const connect = (request: HandshakeRequest, socket: OpenSocket) => {
    new Connection(socket, {
      authorise: () => authorise(request),
      start: (payload) => start(request, payload),
      withinRate,
      log,
    });
  };

  return {
    upgrade: (request, socket, head) => {
      const [path] = (request.url ?? '').split('?');
      if (isClosed || path !== REALTIME_PATH) return void socket.destroy();
      server.handleUpgrade(request, socket, head, (opened) => connect(request, opened));
    },
    connect,
    publish: ({ document }, operation, answer, requestLog) => {
      for (const { mutation, value } of eventsOf(document, operation, answer, registry.isHeard, requestLog))
        registry.publish(mutation, value);
    },
    invalidate: ({ subscriptionField, payload }) => {
      registry.invalidate(subscriptionField, payload);
    },
    close: () => {
      isClosed = true;
      for (const socket of server.clients) {
        socket.close(CLOSE_GOING_AWAY, 'The local stack ends.');
        // Whoever does not answer the close must not hold the stack up.
        socket.terminate();
      }
    },
  };
}
