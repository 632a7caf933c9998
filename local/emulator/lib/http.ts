import { once } from 'node:events';
import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { machineTime } from './machine-time.ts';

/** The only interface that anything of the local stack listens on. */
export const LOOPBACK = '127.0.0.1';

/**
 * A page elsewhere could point its own name at this address and read answers as its own; such a
 * request carries that name.
 */
export function isLocalHost(host: string | undefined): boolean {
  return host === undefined || /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i.test(host);
}

/**
 * Whether a request comes from a program, or from a page of this machine; browsers say of all
 * others where they are from.
 */
export function isFromHere({ origin, 'sec-fetch-site': site }: IncomingMessage['headers']): boolean {
  if (origin !== undefined) return URL.canParse(origin) && isLocalHost(new URL(origin).host);
  return site === undefined || site === 'same-origin' || site === 'none';
}

/** Says no to a client that asks for WebSocket. */
export function refuseUpgrade(socket: Duplex, status: number): void {
  socket.on('error', () => socket.destroy());
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}

/** A request body that is larger than allowed. */
export class BodyTooLarge extends Error {}

/** The whole body as text. Rejects with `BodyTooLarge` above `maxBytes`. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<string> {
  return (await readBytes(request, maxBytes)).toString('utf8');
}

/** The whole body. Rejects with `BodyTooLarge` above `maxBytes`. */
export async function readBytes(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes > maxBytes) throw new BodyTooLarge(`The request body is larger than ${maxBytes} bytes.`);
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

/**
 * Connections that may wait to be accepted; the system may allow less. Node's own 511 are too few
 * for a crowd, and who meets a full queue waits a second.
 */
const BACKLOG = 4_096;

/**
 * Listens on loopback and answers with the port; 0 picks a free one. Rejects with a sentence when
 * the port is taken.
 */
export async function listen(server: Server, port: number): Promise<number> {
  try {
    server.listen({ port, host: LOOPBACK, backlog: BACKLOG });
    await once(server, 'listening');
  } catch (error) {
    throw new Error(listenProblem(error as NodeJS.ErrnoException, port), { cause: error });
  }
  return (server.address() as AddressInfo).port;
}

/** Milliseconds of machine time. */
const FINISH_TIMEOUT_MS = 2_000;
const IDLE_POLL_MS = 20;

/**
 * Stops listening, lets the requests under way finish for a moment, then ends what is still open.
 * Later calls do nothing.
 */
export async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  const idle = setInterval(() => {
    server.closeIdleConnections();
  }, IDLE_POLL_MS);
  const forget = machineTime.after(FINISH_TIMEOUT_MS, () => {
    server.closeAllConnections();
  });
  await closed;
  clearInterval(idle);
  forget();
}

/** A port that is free at this moment. */
export async function freePort(createServer: () => Server): Promise<number> {
  const server = createServer();
  const port = await listen(server, 0);
  await close(server);
  return port;
}

function listenProblem(error: NodeJS.ErrnoException, port: number): string {
  if (error.code === 'EADDRINUSE') return `Port ${port} is taken. Choose another with --port, or --port 0 for a free one.`;
  if (error.code === 'EACCES') return `Port ${port} needs special rights. Choose one above 1023 with --port.`;
  return `Cannot listen on port ${port}: ${error.message}`;
}
