import { WebSocket } from 'ws';
import { readMessage, type ClientMessage } from './messages.ts';
import {
  badRequest,
  CONNECTION_TIMEOUT_MS,
  dataFrame,
  frameErrorsOf,
  KEEP_ALIVE_MS,
  MAX_CONNECTION_MS,
  MAX_SUBSCRIPTIONS,
  Refusal,
  UnsupportedMessage,
  type ServerFrame,
} from './protocol.ts';
import type { Subscriber } from './registry.ts';

/** What a connection asks of the API behind it. */
export interface ConnectionHandlers {
  /** Rejects with why the client may not connect. */
  authorise(): Promise<void>;
  /**
   * Answers with what begins the delivery, which answers with what ends it. Rejects with why the
   * subscription is refused.
   */
  start(payload: unknown): Promise<(subscriber: Subscriber) => () => void>;
  /** Whether one more message is within the rate of the API. */
  withinRate(): boolean;
  log: (line: string) => void;
}

/** What a connection uses of a WebSocket. */
export type OpenSocket = Pick<
  WebSocket,
  'readyState' | 'bufferedAmount' | 'isPaused' | 'send' | 'close' | 'terminate' | 'pause' | 'resume'
> & {
  on(event: 'message', listener: (data: Buffer, isBinary: boolean) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
};

/** A client that does not read is given up when this much waits for it. */
const MAX_BUFFERED_BYTES = 8 * 1024 * 1024;
/**
 * A client that sends faster than it is answered is not read further when this many messages wait.
 */
const MAX_WAITING_MESSAGES = 64;
/**
 * Clients ask at once, and give up after 15 s without an answer; one that never asks is not kept.
 */
const HANDSHAKE_MS = 30_000;

const CLOSE_NORMAL = 1000;
const CLOSE_REFUSED = 1008;

/**
 * Speaks the protocol on an open socket until it closes. Messages of one client are handled one
 * after the other.
 */
export class Connection {
  readonly #socket: OpenSocket;
  readonly #handlers: ConnectionHandlers;
  /** What ends each subscription, by its id. */
  readonly #subscriptions = new Map<string, () => void>();
  #acknowledged = false;
  #waiting = 0;
  #work = Promise.resolve();
  #keepAlive: NodeJS.Timeout | undefined;
  #end: NodeJS.Timeout;

  constructor(socket: OpenSocket, handlers: ConnectionHandlers) {
    this.#socket = socket;
    this.#handlers = handlers;
    this.#end = this.#closeAfter(HANDSHAKE_MS, CLOSE_REFUSED, 'There was no connection_init.');
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      this.#queue(isBinary ? { type: 'garbage' } : readMessage(data.toString('utf8')));
    });
    socket.on('close', () => {
      this.#clear();
    });
    // A frame that breaks the WebSocket protocol or its size; the socket closes itself.
    socket.on('error', ({ message }) => {
      handlers.log(`A WebSocket connection failed: ${message}`);
    });
  }

  #closeAfter(milliseconds: number, code: number, reason: string): NodeJS.Timeout {
    return setTimeout(() => {
      this.#socket.close(code, reason);
    }, milliseconds);
  }

  #clear(): void {
    clearTimeout(this.#end);
    clearInterval(this.#keepAlive);
    for (const end of this.#subscriptions.values()) end();
    this.#subscriptions.clear();
  }

  #queue(message: ClientMessage): void {
    this.#waiting += 1;
    if (this.#waiting === MAX_WAITING_MESSAGES) this.#socket.pause();
    this.#work = this.#work.then(async () => {
      if (this.#isOpen()) await this.#handle(message);
      this.#waiting -= 1;
      if (this.#waiting < MAX_WAITING_MESSAGES && this.#socket.isPaused) this.#socket.resume();
    });
  }

  async #handle(message: ClientMessage): Promise<void> {
    if (!this.#acknowledged) {
      // Everything else is ignored, as the service does until it has acknowledged the connection.
      if (message.type === 'connection_init') await this.#connect();
      return;
    }
    const id = 'id' in message ? message.id : undefined;
    try {
      if (!this.#handlers.withinRate()) throw new Refusal({ errorType: 'LimitExceededError', message: 'Rate limit exceeded' });
      await this.#obey(message);
    } catch (failure) {
      const errors = frameErrorsOf(failure, this.#handlers.log);
      const named = id !== undefined && !(failure instanceof UnsupportedMessage);
      this.#send({ ...(named && { id }), type: 'error', payload: { errors } });
    }
  }

  async #obey(message: ClientMessage): Promise<void> {
    switch (message.type) {
      case 'connection_init':
        return;
      case 'start':
        return this.#start(message.id, message.payload);
      case 'stop':
        this.#subscriptions.get(message.id)?.();
        this.#subscriptions.delete(message.id);
        this.#send({ id: message.id, type: 'complete' });
        return;
      case 'unknown':
        throw new UnsupportedMessage();
      case 'garbage':
        throw badRequest('A message must be a text frame with a JSON object.');
    }
  }

  async #connect(): Promise<void> {
    try {
      await this.#handlers.authorise();
    } catch (failure) {
      this.#send({ type: 'connection_error', payload: { errors: frameErrorsOf(failure, this.#handlers.log) } });
      this.#socket.close(CLOSE_REFUSED);
      return;
    }
    if (!this.#isOpen()) return;
    this.#acknowledged = true;
    clearTimeout(this.#end);
    this.#end = this.#closeAfter(MAX_CONNECTION_MS, CLOSE_NORMAL, 'A connection lasts 24 hours at most.');
    this.#send({ type: 'connection_ack', payload: { connectionTimeoutMs: CONNECTION_TIMEOUT_MS } });
    this.#send({ type: 'ka' });
    this.#keepAlive = setInterval(() => {
      this.#send({ type: 'ka' });
    }, KEEP_ALIVE_MS);
  }

  async #start(id: string, payload: unknown): Promise<void> {
    if (this.#subscriptions.has(id))
      throw new Refusal({ errorType: 'DuplicatedOperationError', message: `Duplicated operation with id ${id}` });
    if (this.#subscriptions.size >= MAX_SUBSCRIPTIONS)
      throw new Refusal({
        errorType: 'MaxSubscriptionsReachedError',
        message: `Max number of ${MAX_SUBSCRIPTIONS} subscriptions reached`,
      });
    const begin = await this.#handlers.start(payload);
    if (!this.#isOpen()) return;
    // Delivery begins with the acknowledgement: what is published after it is never missed, unlike
    // at the service.
    const end = begin({
      deliver: (event) => {
        this.#write(dataFrame(id, event));
      },
      // AWS says that the connection is closed, and with it all that it carries; the frame before
      // is what clients have seen.
      invalidate: () => {
        this.#send({ id, type: 'error', payload: { errors: [{ message: 'Subscription complete.' }] } });
        this.#socket.close(CLOSE_NORMAL);
      },
    });
    this.#subscriptions.set(id, end);
    this.#send({ id, type: 'start_ack' });
  }

  #isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  #send(frame: ServerFrame): void {
    this.#write(JSON.stringify(frame));
  }

  #write(text: string): void {
    if (!this.#isOpen()) return;
    if (this.#socket.bufferedAmount <= MAX_BUFFERED_BYTES) {
      this.#socket.send(text);
      return;
    }
    this.#handlers.log(`A subscriber is disconnected: more than ${MAX_BUFFERED_BYTES} bytes wait for it to read.`);
    this.#socket.terminate();
  }
}
