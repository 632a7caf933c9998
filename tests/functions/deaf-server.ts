import { connect, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';

/**
 * An address that takes no connection and refuses none either, as a machine does that is too busy
 * to accept.
 */
export interface DeafServer {
  url: string;
  stop: () => Promise<void>;
}

/** Listens with the shortest queue, and falls asleep. */
const SLEEPER = `
  const { createServer } = require('node:net');
  const { parentPort } = require('node:worker_threads');
  const server = createServer();
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
    parentPort.postMessage(server.address().port);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });
`;
/** More than its queue takes. */
const WAITING = 4;

export async function deafServer(): Promise<DeafServer> {
  const sleeper = new Worker(SLEEPER, { eval: true });
  const port = await new Promise<number>((resolve) => sleeper.once('message', resolve));
  const waiting: Socket[] = Array.from({ length: WAITING }, () => connect(port, '127.0.0.1').on('error', () => undefined));
  await new Promise((connected) => waiting[0]?.once('connect', connected));
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      for (const socket of waiting) socket.destroy();
      await sleeper.terminate();
    },
  };
}
