import { EventEmitter } from 'node:events';
import { Readable } from 'node:stream';

/** What a function sends, as the service gets it. */
export interface SentRequest {
  host: string;
  method: string;
  path: string;
  headers: Readonly<Record<string, string>>;
  body: Buffer;
}

/** What comes back; `undefined` when the connection breaks without an answer. */
export type ReceivedAnswer = { status: number; headers: Readonly<Record<string, string>>; body: string | Uint8Array } | undefined;

/** Carries a request. Resolves never when the function has died meanwhile. */
export type Transport = (request: SentRequest) => Promise<ReceivedAnswer>;

interface Options {
  host?: string;
  hostname?: string;
  port?: number | string;
  method?: string;
  path?: string;
  headers?: Record<string, string>;
}

/** A connection that is there at once: what it takes is in the latency of the call. */
class Socket extends EventEmitter {
  readonly connecting = false;
  setKeepAlive(): this {
    return this;
  }

  setTimeout(): this {
    return this;
  }

  destroy(): void {}
}

class Agent {
  readonly sockets = {};
  readonly requests = {};
  readonly maxSockets = Infinity;
  readonly keepAlive = true;
  destroy(): void {}
}

/** As much of `http.ClientRequest` as the SDK's handler uses. */
class ClientRequest extends EventEmitter {
  readonly socket = new Socket();
  readonly #options: Options;
  readonly #transport: Transport;
  readonly #chunks: Buffer[] = [];
  #isOver = false;

  constructor(options: Options, transport: Transport) {
    super();
    this.#options = options;
    this.#transport = transport;
  }

  write(chunk: string | Uint8Array): boolean {
    this.#chunks.push(Buffer.from(chunk as string));
    return true;
  }

  end(chunk?: string | Uint8Array): void {
    if (chunk !== undefined) this.write(chunk);
    const { host, hostname = host ?? '', port, method = 'GET', path = '/', headers = {} } = this.#options;
    const named = port === undefined ? hostname : `${hostname}:${port}`;
    const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    void this.#transport({ host: named, method, path, headers: { host: named, ...lower }, body: Buffer.concat(this.#chunks) }).then(
      (answer) => this.#receive(answer),
    );
  }

  destroy(error?: Error): this {
    if (this.#isOver) return this;
    this.#isOver = true;
    if (error) this.emit('error', error);
    this.emit('close');
    return this;
  }

  #receive(answer: ReceivedAnswer): void {
    if (this.#isOver) return;
    if (!answer) {
      this.destroy(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }));
      return;
    }
    this.#isOver = true;
    const body = Buffer.from(answer.body as string);
    const response = Object.assign(new Readable({ read: () => undefined }), {
      statusCode: answer.status,
      statusMessage: '',
      headers: answer.headers,
    });
    response.push(body);
    response.push(null);
    this.emit('response', response);
    this.emit('close');
  }
}

/** `node:http` and `node:https` for a function. */
export function httpModule(transport: Transport) {
  const request = (options: Options, listener: (response: Readable) => void) => {
    const made = new ClientRequest(options, transport);
    made.on('response', listener);
    return made;
  };
  return { Agent, request };
}
