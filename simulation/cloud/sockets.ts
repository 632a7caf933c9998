import { EventEmitter } from 'node:events';
import type { GraphqlApi } from '../../local/emulator/appsync/api.ts';
import type { OpenSocket } from '../../local/emulator/appsync/realtime/connection.ts';
import type { Socket, SocketConstructor } from '../../web/client/realtime/connection.ts';
import type { Faults } from '../faults.ts';
import type { Chance } from '../platform/chance.ts';
import type { VirtualClock } from '../platform/clock.ts';

/** What WebSockets of a run go through. */
export interface SocketParts {
  /** Undefined while nobody is there. */
  api: () => Pick<GraphqlApi, 'connect'> | undefined;
  chance: Chance;
  clock: VirtualClock;
  hopMs: number;
  faults: Faults;
}

const [CONNECTING, OPEN, CLOSED] = [0, 1, 3];
const CLOSE_ABNORMAL = 1006;
/** AppSync can lose what is published this soon after it acknowledged a start. */
const LOSSY_MS = 1_000;

/** One direction: frames arrive in their order, each after its time on the way. */
function createWay({ chance, clock, hopMs }: SocketParts, name: string) {
  const own = chance.fork(name);
  let last = 0;
  return (arrive: () => void) => {
    last = Math.max(last, clock.now() - Math.log(1 - own.next()) * hopMs);
    clock.after(last - clock.now(), arrive);
  };
}

/** The end of the service. */
class ServerSocket extends EventEmitter implements OpenSocket {
  readyState: OpenSocket['readyState'] = OPEN as OpenSocket['readyState'];
  readonly bufferedAmount = 0;
  readonly isPaused = false;
  readonly #toClient: (text: string) => void;
  readonly #end: (code: number) => void;

  constructor(toClient: (text: string) => void, end: (code: number) => void) {
    super();
    this.#toClient = toClient;
    this.#end = end;
  }

  send(text: unknown): void {
    if (this.readyState === OPEN) this.#toClient(String(text));
  }

  close(code = CLOSE_ABNORMAL): void {
    this.#end(code);
  }

  terminate(): void {
    this.#end(CLOSE_ABNORMAL);
  }

  pause(): void {}
  resume(): void {}
}

/** A WebSocket for the client, and for who owns a page what ends all of its sockets. */
export function createSockets(parts: SocketParts): { webSocket: SocketConstructor; drop: () => void } {
  let count = 0;
  const open = new Set<() => void>();
  class ClientSocket implements Socket {
    onopen: Socket['onopen'] = null;
    onmessage: Socket['onmessage'] = null;
    onclose: Socket['onclose'] = null;
    onerror: Socket['onerror'] = null;
    #state = CONNECTING;
    #server: ServerSocket | undefined;
    readonly #toServer: (arrive: () => void) => void;
    readonly #toClient: (arrive: () => void) => void;
    #startedAt = -Infinity;
    readonly #drop = () => this.#end(CLOSE_ABNORMAL);

    constructor(url: string, protocols: string[]) {
      count += 1;
      this.#toServer = createWay(parts, `to server ${count}`);
      this.#toClient = createWay(parts, `to client ${count}`);
      open.add(this.#drop);
      this.#toServer(() => this.#accept(url, protocols));
    }

    send(text: string): void {
      this.#toServer(() => {
        if (this.#server?.readyState === OPEN) this.#server.emit('message', Buffer.from(text), false);
      });
    }

    close(): void {
      this.#state = CLOSED;
      open.delete(this.#drop);
      this.#toServer(() => this.#closeServer());
    }

    #accept(url: string, protocols: string[]): void {
      const api = parts.api();
      if (!api) this.#end(CLOSE_ABNORMAL);
      if (this.#state === CLOSED || !api) return;
      const { host, pathname, search } = new URL(url);
      this.#server = new ServerSocket(
        (text) => this.#deliver(text),
        (code) => this.#end(code),
      );
      const headers = { host, 'sec-websocket-protocol': protocols.join(', ') };
      api.connect({ url: pathname + search, headers, socket: { remoteAddress: '127.0.0.1' } }, this.#server);
      this.#toClient(() => {
        if (this.#state === CLOSED) return;
        this.#state = OPEN;
        this.onopen?.();
      });
    }

    #deliver(text: string): void {
      const { faults, clock } = parts;
      if (text.includes('"type":"start_ack"')) this.#startedAt = clock.now();
      const isEvent = text.includes('"type":"data"');
      if (isEvent && clock.now() - this.#startedAt < LOSSY_MS && faults.hits('event lost after the start')) return;
      if (faults.hits('socket dropped')) {
        this.#end(CLOSE_ABNORMAL);
        return;
      }
      this.#toClient(() => {
        if (this.#state === OPEN) this.onmessage?.({ data: text });
      });
    }

    #end(code: number): void {
      this.#closeServer();
      open.delete(this.#drop);
      this.#toClient(() => {
        if (this.#state === CLOSED) return;
        this.#state = CLOSED;
        this.onclose?.({ code, reason: '' });
      });
    }

    #closeServer(): void {
      if (!this.#server || this.#server.readyState === CLOSED) return;
      this.#server.readyState = CLOSED as OpenSocket['readyState'];
      this.#server.emit('close');
    }
  }
  return {
    webSocket: ClientSocket,
    drop: () => {
      for (const end of [...open]) end();
    },
  };
}
