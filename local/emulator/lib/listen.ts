import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Cleanups } from './cleanups.ts';
import { close, isLocalHost, listen, LOOPBACK, refuseUpgrade } from './http.ts';
import { inTurns } from './turns.ts';

/** Takes over a connection whose client asks for WebSocket. */
export type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** A server on loopback. */
export interface Serving {
  /** `http://127.0.0.1:<port>`. */
  origin: string;
  stopServing: () => Promise<void>;
}

/**
 * How long a connection may be idle: for ever. A client whose process is busy could write to one
 * that is being closed, and cannot tell that from an answer that was lost. Clients are on this
 * machine, and their connections end with them.
 */
const KEEP_ALIVE_MS = 0;

/**
 * Listens on a port, 0 for a free one; the cleanups stop it. A request for another host than this
 * machine is refused: at the gateway, too, a page that has pointed its name here would be an
 * operator. Rejects with a sentence when the port is taken.
 */
export async function serve(port: number, listener: RequestListener, cleanups: Cleanups, upgrade?: UpgradeListener): Promise<Serving> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, inTurns(locally(listener)));
  if (upgrade)
    server.on('upgrade', (request, socket, head) => {
      if (isLocalHost(request.headers.host)) upgrade(request, socket, head);
      else refuseUpgrade(socket, 403);
    });
  const chosen = await listen(server, port);
  const stopServing = () => close(server);
  cleanups.add(stopServing);
  return { origin: `http://${LOOPBACK}:${chosen}`, stopServing };
}

function locally(listener: RequestListener): RequestListener {
  return (request, response) => {
    if (isLocalHost(request.headers.host)) {
      listener(request, response);
      return;
    }
    response.writeHead(403, { 'content-type': 'text/plain; charset=utf-8' });
    response.end('The local stack answers for 127.0.0.1 and localhost only.\n');
  };
}
