import { randomUUID } from 'node:crypto';
import { WebSocket } from 'ws';
import type { StockChange, WarehouseAvailability } from '../../schema/types.ts';
import type { Caller, GraphqlError, Variables } from './client.ts';
import { place } from './in-sequence.ts';
import { stockChange, warehouseAvailability } from './operations.ts';
import { isLocal, type StackDescription } from './stack.ts';
import { eventually, pause } from './wait.ts';

/** A frame of AppSync's real-time protocol. */
interface Frame {
  type: string;
  id?: string;
  payload?: { data?: Record<string, unknown> | null; errors?: GraphqlError[] };
}

/** A connection or subscription that AppSync did not accept. */
export class Refused extends Error {
  readonly errors: GraphqlError[];

  constructor(errors: GraphqlError[]) {
    super(JSON.stringify(errors));
    this.errors = errors;
  }
}

/** One running subscription and what it has received. */
export interface Subscription<Event> {
  /**
   * On this machine in the order of their arrival, elsewhere each level's in that of its sequence
   * and without copies: AppSync promises no more.
   */
  readonly events: Event[];
  /** When each of them arrived, milliseconds on the clock of `performance`. */
  readonly arrivals: number[];
  /** Resolves with the events once the condition holds of them. */
  until(condition: (events: Event[]) => boolean): Promise<Event[]>;
  stop(): Promise<void>;
}

const answerTimeoutMs = 5_000;
/**
 * How long after `start_ack` AppSync may still lose events (aws-appsync-community#405),
 * milliseconds. On one machine none is lost.
 */
const settleMs = 1_500;

/**
 * A real-time connection as the protocol describes it, without any of the comfort of a client:
 * nothing is tried again.
 */
export class Connection {
  /** Resolves when the connection has ended. */
  readonly closed: Promise<void>;
  private readonly socket: WebSocket;
  private readonly stack: StackDescription;
  private readonly caller: Caller;
  private readonly running = new Map<string, (data: Record<string, unknown> | null | undefined) => void>();
  private readonly waiting: { accepts: (frame: Frame) => boolean; settle: (frame: Frame) => void }[] = [];

  private constructor(stack: StackDescription, caller: Caller, socket: WebSocket) {
    this.stack = stack;
    this.caller = caller;
    this.socket = socket;
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
    socket.on('message', (data: Buffer) => {
      this.receive(JSON.parse(data.toString('utf8')) as Frame);
    });
  }

  /** Connects and shakes hands. Rejects with what AppSync has against the caller. */
  static async open(stack: StackDescription, caller: Caller): Promise<Connection> {
    const proof = await proofOf(caller, new URL(`${stack.graphqlUrl}/connect`), '{}');
    const header = Buffer.from(JSON.stringify(proof)).toString('base64url');
    const socket = new WebSocket(stack.realtimeUrl, ['graphql-ws', `header-${header}`]);
    await new Promise((opened, failed) => socket.once('open', opened).once('error', failed));
    const connection = new Connection(stack, caller, socket);
    await connection.ask({ type: 'connection_init' }, ({ type }) => type === 'connection_ack' || type === 'connection_error');
    return connection;
  }

  /**
   * Starts a subscription, for `caller` if another than who connected. Rejects with what AppSync
   * has against it.
   */
  async subscribe<Event>(query: string, variables: Variables = {}, caller = this.caller): Promise<Subscription<Event>> {
    const id = randomUUID();
    const events: Event[] = [];
    const arrivals: number[] = [];
    const data = JSON.stringify({ query, variables });
    const authorization = await proofOf(caller, new URL(this.stack.graphqlUrl), data);
    this.running.set(id, (received) => {
      const event = Object.values(received ?? {})[0] as Event;
      const at = isLocal(this.stack) ? events.push(event) - 1 : place(events, event);
      if (at >= 0) arrivals.splice(at, 0, performance.now());
    });
    const ends = ({ type, id: named }: Frame) => (type === 'start_ack' || type === 'error') && (named === id || named === undefined);
    await this.ask({ id, type: 'start', payload: { data, extensions: { authorization } } }, ends);
    if (!isLocal(this.stack)) await pause(settleMs);
    return {
      events,
      arrivals,
      until: async (condition) => {
        await eventually(async () => {
          if (!condition(events)) throw new Error(`The events so far are not what is waited for: ${JSON.stringify(events)}`);
        });
        return events;
      },
      stop: async () => {
        await this.ask({ id, type: 'stop' }, ({ type, id: named }) => type === 'complete' && named === id);
        this.running.delete(id);
      },
    };
  }

  /** Ends the connection and all its subscriptions. */
  close(): void {
    this.socket.terminate();
  }

  private async ask(message: object, accepts: (frame: Frame) => boolean): Promise<void> {
    const answer = await new Promise<Frame>((settle, failed) => {
      const timer = setTimeout(() => {
        failed(new Error(`AppSync did not answer ${JSON.stringify(message)}.`));
      }, answerTimeoutMs);
      this.waiting.push({
        accepts,
        settle: (frame) => {
          clearTimeout(timer);
          settle(frame);
        },
      });
      this.socket.send(JSON.stringify(message));
    });
    if (answer.type.endsWith('error')) throw new Refused(answer.payload?.errors ?? []);
  }

  private receive(frame: Frame): void {
    if (frame.type === 'data') {
      if (frame.payload?.errors) throw new Error(`An event has errors: ${JSON.stringify(frame)}`);
      this.running.get(frame.id ?? '')?.(frame.payload?.data);
    }
    const place = this.waiting.findIndex(({ accepts }) => accepts(frame));
    if (place >= 0) this.waiting.splice(place, 1)[0]?.settle(frame);
  }
}

/**
 * What a subscription to changes may ask for; null is sent as null, what is left out is left out.
 */
export interface StockChangeFilter {
  productIds?: string[] | null;
  warehouseId?: string | null;
}

/** Subscribes to changes of stock, with every field. */
export function onStockChange(connection: Connection, filter: StockChangeFilter = {}, caller?: Caller): Promise<Subscription<StockChange>> {
  const types: Record<keyof StockChangeFilter, string> = { productIds: '[ID!]', warehouseId: 'ID' };
  const names = Object.keys(filter) as (keyof StockChangeFilter)[];
  const declared = names.map((name) => `$${name}: ${types[name]}`).join(', ');
  const passed = names.map((name) => `${name}: $${name}`).join(', ');
  const query = `subscription Changes${declared && `(${declared})`} { onStockChange${passed && `(${passed})`} ${stockChange} }`;
  return connection.subscribe(query, { ...filter }, caller);
}

/** Subscribes to what shoppers see of some products, with every field. */
export function onAvailabilityChange(
  connection: Connection,
  productIds: string[],
  caller?: Caller,
): Promise<Subscription<WarehouseAvailability>> {
  const query = `subscription Shown($productIds: [ID!]!) { onAvailabilityChange(productIds: $productIds) ${warehouseAvailability} }`;
  return connection.subscribe(query, { productIds }, caller);
}

async function proofOf(caller: Caller, url: URL, body: string): Promise<Record<string, string>> {
  return { host: url.host, ...(await caller.prove(url, body)) };
}
