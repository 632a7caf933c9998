import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';

/** A start as it came over the wire. */
export interface Start {
  id: string;
  query: string;
  variables: Record<string, unknown>;
  /** The exact text that was sent, and signed. */
  data: string;
  authorization: Record<string, string>;
  acknowledged: boolean;
}

/**
 * What the fake does with a handshake or a start: say yes, say nothing, end the connection, or
 * refuse with this error.
 */
export type Reaction = 'ack' | 'silence' | 'drop' | { errorType?: string; message?: string; errorCode?: number; errorInfo?: unknown };

/** An HTTP request, and the answer as status and body. */
export interface HttpCall {
  headers: IncomingHttpHeaders;
  query: string;
  variables: Record<string, unknown>;
}
export interface HttpAnswer {
  status?: number;
  headers?: Record<string, string>;
  body: unknown;
}

/** AppSync as a client sees it, with every misbehaviour on demand. */
export interface FakeApi {
  graphqlUrl: string;
  realtimeUrl: string;
  onConnect: (header: Record<string, string>) => Reaction;
  onStart: (start: Start) => Reaction;
  onHttp: (call: HttpCall) => HttpAnswer | Promise<HttpAnswer>;
  /** Of `connection_ack`. */
  connectionTimeoutMs: number;
  keepAliveMs: number;
  /**
   * Hears nothing of what comes over sockets, as one whose connection is dead without having
   * noticed.
   */
  deaf: boolean;
  /** How many events of each subscription get lost after its `start_ack`. */
  loseAfterStart: number;
  /** The header objects of all handshakes so far. */
  readonly connects: Record<string, string>[];
  readonly starts: Start[];
  /** The ids of all stops so far. */
  readonly stops: string[];
  readonly calls: HttpCall[];
  openSockets(): number;
  /** Acknowledged and not stopped, on sockets that are open. */
  running(): Start[];
  /** Sends an event to every running subscription that the filter lets through. */
  publish(payload: unknown, filter?: (start: Start) => boolean): void;
  /** Sends any frame to every socket. */
  broadcast(frame: object): void;
  /** Cuts all connections, without a goodbye or with this code. */
  drop(code?: number): void;
}

/** Starts the fake for the test around. */
export async function fakeApi(settings: Partial<FakeApi> = {}): Promise<FakeApi> {
  const http = createServer((request, response) => void answer(api, request, response));
  const sockets = new WebSocketServer({ server: http, path: '/graphql/realtime', handleProtocols: () => 'graphql-ws' });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;
  const carried = new Map<WebSocket, Map<string, Carried>>();
  const api: FakeApi = {
    graphqlUrl: `http://127.0.0.1:${port}/graphql`,
    realtimeUrl: `ws://127.0.0.1:${port}/graphql/realtime`,
    onConnect: () => 'ack',
    onStart: () => 'ack',
    onHttp: () => ({ body: { data: {} } }),
    connectionTimeoutMs: 300_000,
    keepAliveMs: 60_000,
    deaf: false,
    loseAfterStart: 0,
    connects: [],
    starts: [],
    stops: [],
    calls: [],
    openSockets: () => sockets.clients.size,
    running: () => [...carried.values()].flatMap((starts) => [...starts.values()].map(({ start }) => start)),
    publish(payload, filter = () => true) {
      for (const [socket, starts] of carried)
        for (const [id, subscription] of starts) {
          if (!filter(subscription.start)) continue;
          if (subscription.lost < api.loseAfterStart) subscription.lost += 1;
          else socket.send(JSON.stringify({ id, type: 'data', payload }));
        }
    },
    broadcast(frame) {
      for (const socket of sockets.clients) socket.send(JSON.stringify(frame));
    },
    drop(code) {
      for (const socket of sockets.clients) {
        if (code === undefined) socket.terminate();
        else socket.close(code);
      }
    },
    ...settings,
  };
  sockets.on('connection', (socket, request) => {
    carried.set(socket, new Map());
    const keepAlive = setInterval(() => socket.send('{"type":"ka"}'), api.keepAliveMs);
    socket.on('close', () => {
      carried.delete(socket);
      clearInterval(keepAlive);
    });
    socket.on('message', (text: Buffer) => {
      receive(api, { socket, header: headerOf(request), carried: carried.get(socket) ?? new Map<string, Carried>() }, text.toString());
    });
  });
  onTestFinished(async () => {
    for (const socket of sockets.clients) socket.terminate();
    sockets.close();
    http.closeAllConnections();
    http.close();
    await once(http, 'close');
  });
  return api;
}

/** A subscription that the fake carries, and how many events of it got lost. */
interface Carried {
  start: Start;
  lost: number;
}

interface Peer {
  socket: WebSocket;
  header: Record<string, string>;
  carried: Map<string, Carried>;
}

function receive(api: FakeApi, { socket, header, carried }: Peer, text: string): void {
  if (api.deaf) return;
  const frame = JSON.parse(text) as { type: string; id: string; payload: { data: string; extensions: Pick<Start, 'authorization'> } };
  const send = (sent: object) => socket.send(JSON.stringify(sent));
  if (frame.type === 'connection_init') {
    api.connects.push(header);
    react(socket, api.onConnect(header), 'connection_error', () => {
      send({ type: 'connection_ack', payload: { connectionTimeoutMs: api.connectionTimeoutMs } });
      send({ type: 'ka' });
    });
  } else if (frame.type === 'start') {
    const { data, extensions } = frame.payload;
    const { query, variables } = JSON.parse(data) as Pick<Start, 'query' | 'variables'>;
    const start = { id: frame.id, query, variables, data, authorization: extensions.authorization, acknowledged: false };
    api.starts.push(start);
    react(
      socket,
      api.onStart(start),
      'error',
      () => {
        start.acknowledged = true;
        carried.set(start.id, { start, lost: 0 });
        send({ id: start.id, type: 'start_ack' });
      },
      start.id,
    );
  } else {
    api.stops.push(frame.id);
    carried.delete(frame.id);
    send({ id: frame.id, type: 'complete' });
  }
}

function react(socket: WebSocket, reaction: Reaction, refusal: string, accept: () => void, id?: string): void {
  if (reaction === 'ack') accept();
  else if (reaction === 'drop') socket.terminate();
  else if (reaction !== 'silence') {
    socket.send(JSON.stringify({ ...(id !== undefined && { id }), type: refusal, payload: { errors: [reaction] } }));
    if (refusal === 'connection_error') socket.close();
  }
}

function headerOf(request: IncomingMessage): Record<string, string> {
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((each) => each.trim());
  const encoded = offered.find((each) => each.startsWith('header-'))?.slice('header-'.length) ?? '';
  return JSON.parse(Buffer.from(encoded, 'base64url').toString()) as Record<string, string>;
}

async function answer(api: FakeApi, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const sent = JSON.parse(Buffer.concat(chunks).toString()) as { query: string; variables?: Record<string, unknown> };
  const call = { headers: request.headers, query: sent.query, variables: sent.variables ?? {} };
  api.calls.push(call);
  const { status = 200, headers = {}, body } = await api.onHttp(call);
  response
    .writeHead(status, { 'content-type': 'application/json', ...headers })
    .end(typeof body === 'string' ? body : JSON.stringify(body));
}
