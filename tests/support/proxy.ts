import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A TCP proxy that stands for a bad network between a client and a server. */
export interface Proxy {
  /** The same address, by way of the proxy. */
  through(url: string): string;
  /** How many connections it carries. */
  connections(): number;
  /** Cuts all connections, without a goodbye. */
  cut(): void;
  /**
   * From now on nothing passes on the connections that there are, and neither side learns of it.
   * New ones work.
   */
  stall(): void;
  close(): Promise<void>;
}

/** Starts a proxy to the server of that address. */
export async function startProxy(serverUrl: string): Promise<Proxy> {
  const { hostname, port } = new URL(serverUrl);
  const pairs = new Set<readonly [Socket, Socket]>();
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    const pair = [near, far] as const;
    pairs.add(pair);
    near.pipe(far).pipe(near);
    for (const socket of pair) {
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        pairs.delete(pair);
        for (const each of pair) each.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const own = server.address() as AddressInfo;
  const cut = () => {
    for (const [near] of pairs) near.resetAndDestroy();
  };
  return {
    through: (url) => Object.assign(new URL(url), { host: `127.0.0.1:${own.port}` }).href,
    connections: () => pairs.size,
    cut,
    stall() {
      for (const [near, far] of pairs) {
        near.unpipe(far).pause();
        far.unpipe(near).pause();
      }
    },
    async close() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
