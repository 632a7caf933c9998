import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { afterAll, beforeAll } from 'vitest';
import { WebSocket } from 'ws';
import { checkout, testApi, type TestApi, type TestApiOptions } from './support.ts';

/** One frame of the server. */
export interface Frame {
  type: string;
  id?: string;
  payload?: { data?: Record<string, unknown> | null; errors?: Record<string, unknown>[]; connectionTimeoutMs?: number };
}

export type Authorization = Readonly<Record<string, string>>;

const FRAME_TIMEOUT_MS = 5_000;

/** A client at protocol level: nothing is hidden, nothing happens by itself. */
export class RealtimeClient {
  readonly socket: WebSocket;
  /** Resolves with the close code. */
  readonly closed: Promise<number>;
  readonly #frames: Frame[] = [];
  #wake: () => void = () => undefined;

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data: Buffer) => {
      this.#frames.push(JSON.parse(data.toString('utf8')) as Frame);
      this.#wake();
    });
    this.closed = new Promise((resolve) => socket.once('close', resolve));
  }

  /** The next frame that nobody took; fails when none comes within 5 s or the connection ends. */
  async next(): Promise<Frame> {
    if (this.#frames.length === 0) {
      await new Promise<void>((resolve, reject) => {
        const late = setTimeout(() => {
          reject(new Error('No frame came within 5 s.'));
        }, FRAME_TIMEOUT_MS);
        const done = (action: () => void) => () => {
          clearTimeout(late);
          action();
        };
        this.#wake = done(resolve);
        void this.closed.then(
          done(() => {
            reject(new Error('The connection ended before a frame came.'));
          }),
        );
      });
    }
    return this.#frames.shift() as Frame;
  }

  send(message: unknown): void {
    this.socket.send(JSON.stringify(message));
  }

  /** Answers with the acknowledgement; the first sign of life is taken too. */
  async init(): Promise<Frame> {
    this.send({ type: 'connection_init' });
    const ack = await this.next();
    if (ack.type === 'connection_ack') await this.next();
    return ack;
  }

  /** Sends `start` and answers with the server's next frame. */
  async start(query: string, options: { variables?: object; authorization?: Authorization; id?: string } = {}): Promise<Frame> {
    const { variables = {}, id = randomUUID(), authorization } = options;
    this.send(startMessage(id, JSON.stringify({ query, variables }), authorization ?? this.#own()));
    return this.next();
  }

  #own(): Authorization {
    return { host: new URL(this.socket.url).host, 'x-api-key': 'da2-key' };
  }
}

export function startMessage(id: string, data: string, authorization: Authorization) {
  return { id, type: 'start', payload: { data, extensions: { authorization } } };
}

export function encodeHeader(header: unknown): string {
  return `header-${Buffer.from(JSON.stringify(header)).toString('base64url')}`;
}

/** What a client signs instead of sending it: a POST of `body` to `path`. */
export async function signature(host: string, path: string, body: string, credentials = checkout): Promise<Authorization> {
  const signer = new SignatureV4({ service: 'appsync', region: 'us-east-1', sha256: Sha256, credentials });
  const headers = { host, accept: 'application/json, text/javascript', 'content-encoding': 'amz-1.0' };
  const signed = await signer.sign({ method: 'POST', protocol: 'http:', hostname: host, path, query: {}, headers, body });
  return signed.headers;
}

export interface RealtimeApi extends TestApi {
  readonly host: string;
  /** Opens a socket, with the API key in the subprotocol unless said otherwise. */
  open: (options?: { protocols?: string[]; query?: string; headers?: Record<string, string> }) => Promise<RealtimeClient>;
  /** An acknowledged connection. */
  connect: () => Promise<RealtimeClient>;
}

/**
 * A test API behind a real socket, for the tests around. Every client that it opened is ended after
 * them.
 */
export function realtimeApi(options: TestApiOptions): RealtimeApi {
  const server = createServer();
  const test = testApi(options);
  const clients: RealtimeClient[] = [];
  let host = '';
  server.on('upgrade', test.api.upgrade);
  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    for (const { socket } of clients) socket.terminate();
    test.api.close();
    server.close();
    await once(server, 'close');
  });
  const open: RealtimeApi['open'] = async ({ protocols, query = '', headers = {} } = {}) => {
    const offered = protocols ?? ['graphql-ws', encodeHeader({ host, 'x-api-key': 'da2-key' })];
    const client = new RealtimeClient(new WebSocket(`ws://${host}/graphql/realtime${query}`, offered, { headers }));
    clients.push(client);
    await once(client.socket, 'open');
    return client;
  };
  return {
    ...test,
    get host() {
      return host;
    },
    open,
    connect: async () => {
      const client = await open();
      await client.init();
      return client;
    },
  };
}

const given = `export const request = (ctx) => ({ payload: JSON.parse(ctx.args.event) }); export const response = (ctx) => ctx.result;`;
const filtered = `
  import { extensions } from '@aws-appsync/utils';
  export const request = () => ({ payload: null });
  export function response(ctx) {
    extensions.setSubscriptionFilter(JSON.parse(ctx.args.filter));
    return null;
  }
`;

/** Mutations that answer with the event that they are given, and subscriptions to them. */
export const thingApi = {
  sdl: `
    type Query @aws_iam { signed: String }
    type Mutation @aws_api_key {
      publish(event: String!): Thing
      publishAll(event: String!): [Thing]
      other(event: String!): Thing
    }
    type Thing @aws_api_key {
      id: ID!  text: String  number: Int  float: Float  flag: Boolean  level: Level  tags: [String]  numbers: [Int]
      inner: Inner  inners: [Inner!]  must: String!  secret: String @aws_iam
    }
    type Inner @aws_api_key { text: String  inner: Inner }
    enum Level { LOW HIGH }
    type Subscription @aws_api_key {
      onThing(id: ID, number: Int, text: String, inner: String): Thing @aws_subscribe(mutations: ["publish"]) @aws_api_key @aws_iam @aws_cognito_user_pools
      onFiltered(id: ID, filter: String!): Thing @aws_subscribe(mutations: ["publish", "other"])
      onThings(text: String): [Thing] @aws_subscribe(mutations: ["publishAll"])
      onThingsFiltered(filter: String!): [Thing] @aws_subscribe(mutations: ["publishAll"])
      onStaff: Thing @aws_subscribe(mutations: ["publish"]) @aws_cognito_user_pools(cognito_groups: ["admin"])
      onSigned: Thing @aws_subscribe(mutations: ["publish"]) @aws_iam
    }
  `,
  resolvers: {
    'Mutation.publish': given,
    'Mutation.publishAll': given,
    'Mutation.other': given,
    'Subscription.onFiltered': filtered,
    'Subscription.onThingsFiltered': filtered,
  } as Record<string, string | string[]>,
};

/** One entry of an enhanced filter. */
export interface Condition {
  fieldName: string;
  operator: string;
  value: unknown;
}

/** A filter of which one group has to match, with all of its conditions. */
export function anyOf(...filters: Condition[][]) {
  return { filterGroup: filters.map((each) => ({ filters: each })) };
}

/** Subscribes a client of its own with a filter, as a resolver would set it. */
export async function subscribeWith(api: RealtimeApi, filter: unknown): Promise<{ client: RealtimeClient; answer: Frame }> {
  const client = await api.connect();
  const query = 'subscription($filter: String!) { onFiltered(filter: $filter) { id } }';
  return { client, answer: await client.start(query, { id: '1', variables: { filter: JSON.stringify(filter) } }) };
}

/** A client that gets every event of Mutation.publish. */
export async function aWitness(api: RealtimeApi): Promise<RealtimeClient> {
  const witness = await api.connect();
  await witness.start('subscription { onThing { id } }');
  return witness;
}

/** Publishes a thing through one of the mutations; fails when the mutation does. */
export async function publish(api: RealtimeApi, event: object, selection: string, field = 'publish'): Promise<void> {
  const { json } = await api.call(`mutation($event: String!) { ${field}(event: $event) ${selection} }`, { event: JSON.stringify(event) });
  if (json['errors']) throw new Error(JSON.stringify(json['errors']));
}
