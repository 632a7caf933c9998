import type { Authorization } from '../authorization.ts';
import { isUnauthorized, noAnswer } from '../errors.ts';
import { type AliveWatch, watchAlive } from './alive.ts';
import { type Refusal, readFrame, readRefusal, type ServerFrame, subprotocols } from './frames.ts';
import type { LinkTimes } from './settings.ts';

/** What the client uses of a WebSocket. */
export interface Socket {
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
  onerror: (() => void) | null;
  send(text: string): void;
  close(): void;
}
export type SocketConstructor = new (url: string, protocols: string[]) => Socket;

/** Where the API is and how to get in. */
export interface Endpoint {
  graphqlUrl: string;
  realtimeUrl: string;
  authorization: Authorization;
  webSocket: SocketConstructor;
}

/**
 * Why a connection ended. `awake`: the machine slept or its network changed, so another attempt
 * need not wait.
 */
export interface Ending extends Refusal {
  awake: boolean;
}

export interface ConnectionEvents {
  /** Acknowledged: subscriptions can start. */
  ready(): void;
  /** Once, except after `close`; the socket and the timers are gone by then. */
  ended(ending: Ending): void;
}

/** One socket, from its handshake to its end. It never reconnects. */
export interface Connection {
  /** Who gets the frames with an id. */
  readonly routes: Map<string, (frame: ServerFrame) => void>;
  send(frame: object): void;
  heardSince(time: number): boolean;
  /** Ends it because of what somebody else found out. */
  fail(message: string, awake?: boolean): void;
  close(): void;
}

export function openConnection(endpoint: Endpoint, times: LinkTimes, refused: boolean, events: ConnectionEvents): Connection {
  const routes: Connection['routes'] = new Map();
  let socket: Socket | undefined;
  let watch: AliveWatch | undefined;
  let over = false;

  const dispose = () => {
    over = true;
    clearTimeout(ackTimer);
    watch?.stop();
    routes.clear();
    if (socket === undefined) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    // Closing before the handshake is done is an error to some sockets, and an unheard one would be
    // thrown.
    socket.onerror = () => undefined;
    socket.close();
  };
  const end = (ending: Ending) => {
    if (over) return;
    dispose();
    events.ended(ending);
  };
  const fail = (message: string, awake = false) => {
    end({ error: noAnswer(message), verdict: 'passing', awake });
  };
  const ackTimer = setTimeout(fail, times.connectionAckMs, 'The server did not acknowledge the connection in time.');

  const receive = (frame: ServerFrame) => {
    watch?.heard();
    const { type, id } = frame;
    if (type === 'connection_ack' && watch === undefined) {
      clearTimeout(ackTimer);
      watch = watchAlive({
        tickMs: times.tickMs,
        sleepMs: times.sleepMs,
        silenceMs: frame.payload?.connectionTimeoutMs ?? times.keepAliveMs,
        onLost: (reason) => fail(reason === 'slept' ? 'The machine was asleep.' : 'The server fell silent.', reason === 'slept'),
      });
      events.ready();
    } else if (id !== undefined && id !== '') {
      // Of a subscription that ended meanwhile nobody waits for frames.
      routes.get(id)?.(frame);
    } else if (type === 'connection_error' || type === 'error') {
      end({ ...readRefusal(frame), awake: false });
    }
  };

  const open = async () => {
    const url = `${endpoint.graphqlUrl}/connect`;
    const proof = await endpoint.authorization.prove({ url, body: '{}', over: 'socket', refused });
    if (over) return;
    socket = new endpoint.webSocket(endpoint.realtimeUrl, subprotocols({ host: new URL(url).host, ...proof }));
    const opened = socket;
    opened.onopen = () => opened.send('{"type":"connection_init"}');
    opened.onmessage = ({ data }) => {
      const frame = readFrame(data);
      if (frame !== undefined) receive(frame);
    };
    // A close always follows an error, with more to say.
    opened.onclose = ({ code, reason }) => fail(`The connection was closed (${code}${reason && `: ${reason}`}).`);
  };
  open().catch((cause: unknown) => {
    const error = noAnswer('The connection could not be opened.', cause);
    end({ error, verdict: isUnauthorized(error) ? 'final' : 'passing', awake: false });
  });

  return {
    routes,
    send: (frame) => socket?.send(JSON.stringify(frame)),
    heardSince: (time) => watch?.heardSince(time) ?? false,
    fail,
    close: dispose,
  };
}
