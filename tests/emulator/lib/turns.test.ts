import { once } from 'node:events';
import { Agent, createServer, request, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { connect } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { close, listen } from '../../../local/emulator/lib/http.ts';
import { inTurns } from '../../../local/emulator/lib/turns.ts';

let server: Server;
const agent = new Agent({ keepAlive: true });
afterEach(async () => {
  agent.destroy();
  await close(server);
});

async function serving(listener: RequestListener): Promise<number> {
  server = createServer(inTurns(listener));
  return listen(server, 0);
}

async function get(port: number, path: string): Promise<string> {
  const [response] = (await once(request({ port, path, agent }).end(), 'response')) as [IncomingMessage];
  return (await response.toArray()).join('');
}

it('answers a crowd, each with its own answer', async () => {
  const port = await serving((incoming, response) => response.end(incoming.url));
  const paths = Array.from({ length: 200 }, (_, index) => `/${index}`);
  expect(await Promise.all(paths.map((path) => get(port, path)))).toEqual(paths);
});

it('lets those that come go by those that wait', async () => {
  const port = await serving((incoming, response) => {
    if (incoming.url !== '/waits') response.end('done');
  });
  const waiting = Array.from({ length: 100 }, () => get(port, '/waits').catch(() => 'ended'));
  expect(await get(port, '/comes')).toBe('done');
  server.closeAllConnections();
  expect(await Promise.all(waiting)).toEqual(waiting.map(() => 'ended'));
});

it('does not begin what nobody waits for any more', async () => {
  const begun: (string | undefined)[] = [];
  const port = await serving((incoming, response) => {
    begun.push(incoming.url);
    response.end();
  });
  // The server reads both requests at once, and hears that the first client has gone before its
  // turn comes.
  const gone = connect(port, '127.0.0.1');
  await once(gone, 'connect');
  server.once('request', (incoming: IncomingMessage) => incoming.socket.destroy());
  gone.on('error', () => {});
  gone.write('GET /gone HTTP/1.1\r\nhost: localhost\r\n\r\n');
  await once(gone, 'close');
  await get(port, '/stays');
  expect(begun).toEqual(['/stays']);
});
