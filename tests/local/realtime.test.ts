import { once } from 'node:events';
import { request } from 'node:http';
import { createConnection } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startStack, type RunningStack } from '../../local/stack.ts';

const directory = mkdtempSync(join(tmpdir(), 'onhand-realtime-'));
let stack: RunningStack;

beforeAll(async () => {
  stack = await startStack({ port: 0, directory, memory: true, fresh: false, empty: true, log: () => undefined });
});

afterAll(async () => {
  await stack.stop();
  rmSync(directory, { recursive: true, force: true });
});

/**
 * Asks for a WebSocket connection; answers with the HTTP status, or with null when the connection
 * just ends.
 */
async function statusOfUpgrade(path: string, host: string): Promise<number | null> {
  const { origin } = new URL(stack.description.graphqlUrl);
  const handshake = {
    'sec-websocket-version': '13',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'sec-websocket-protocol': 'graphql-ws',
  };
  const asked = request(`${origin}${path}`, { headers: { connection: 'Upgrade', upgrade: 'websocket', host, ...handshake } });
  return new Promise((resolve) => {
    asked.on('upgrade', ({ statusCode }, socket) => {
      socket.destroy();
      resolve(statusCode ?? null);
    });
    asked.on('response', ({ statusCode }) => {
      resolve(statusCode ?? null);
    });
    asked.on('error', () => {
      resolve(null);
    });
    asked.end();
  });
}

async function connect(): Promise<WebSocket> {
  const { graphqlUrl, realtimeUrl, apiKey } = stack.description;
  const header = Buffer.from(JSON.stringify({ host: new URL(graphqlUrl).host, 'x-api-key': apiKey })).toString('base64url');
  const socket = new WebSocket(realtimeUrl, ['graphql-ws', `header-${header}`]);
  await once(socket, 'open');
  socket.send('{"type":"connection_init"}');
  await once(socket, 'message');
  return socket;
}

describe('the real-time address', () => {
  it('is opened by every name of this machine, and by no other', async () => {
    const { port } = new URL(stack.description.graphqlUrl);
    expect(await statusOfUpgrade('/graphql/realtime', `127.0.0.1:${port}`)).toBe(101);
    expect(await statusOfUpgrade('/graphql/realtime', `localhost:${port}`)).toBe(101);
    expect(await statusOfUpgrade('/graphql/realtime', `attacker.example:${port}`)).toBe(403);
  });

  it('is the only one that takes WebSocket connections', async () => {
    const { host } = new URL(stack.description.graphqlUrl);
    for (const path of ['/', '//', '/graphql', '/graphql/realtime/', '/_local/faults'])
      expect(await statusOfUpgrade(path, host)).toBeNull();
  });

  it('survives clients that break off at once', async () => {
    const { port } = new URL(stack.description.graphqlUrl);
    for (let count = 0; count < 50; count += 1) {
      const socket = createConnection(Number(port), '127.0.0.1');
      await once(socket, 'connect');
      socket.write(`GET /graphql/realtime HTTP/1.1\r\nhost: ${count % 2 ? 'attacker.example' : `127.0.0.1:${port}`}\r\n`);
      socket.write('connection: Upgrade\r\nupgrade: websocket\r\n\r\n');
      socket.resetAndDestroy();
    }
    (await connect()).close();
  });

  it('does not hold up a stack that ends, not even by a client that does not read', async () => {
    const [reading, idle] = [await connect(), await connect()];
    idle.pause();
    const closed = once(reading, 'close');
    await stack.stop();
    expect([1001, 1006]).toContain((await closed)[0]);
    idle.resume();
    await once(idle, 'close');
  });
});
