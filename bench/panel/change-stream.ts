import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket, WebSocketServer } from 'ws';
import type { StockChange } from '../../schema/types.ts';

/**
 * Stands between a panel and the stack's realtime endpoint: passes on everything, and on demand
 * tells changes of its own, as the service does. A stack that makes a hundred changes a second
 * needs the machine for itself, so that a browser beside it would only show how it is starved.
 */
export interface ChangeStream {
  /** For the panel, in place of the stack's. */
  readonly url: string;
  /** Publishes `next()` so often a second, until it is ended; answers how many it published. */
  tell(next: () => StockChange, perSecond: number): { end: () => Promise<number> };
  close(): void;
}

/** Listens on a free port of this machine. */
export async function startChangeStream(realtimeUrl: string): Promise<ChangeStream> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  /** How to tell each panel that has subscribed. */
  const panels = new Map<WebSocket, string>();
  server.on('connection', (panel, { headers }) => {
    const service = new WebSocket(realtimeUrl, (headers['sec-websocket-protocol'] ?? '').split(/, */));
    const opened = once(service, 'open');
    panel.on('message', (frame: Buffer) => {
      const { id, type, payload } = JSON.parse(frame.toString()) as { id?: string; type: string; payload?: { data?: string } };
      if (id !== undefined && type === 'start' && payload?.data?.includes('onStockChange')) panels.set(panel, id);
      void opened.then(() => service.send(frame.toString()));
    });
    service.on('message', (frame: Buffer) => panel.send(frame.toString()));
    panel.on('close', () => {
      panels.delete(panel);
      service.close();
    });
    service.on('close', () => panel.close());
  });
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    tell(next, perSecond) {
      const stop = new AbortController();
      const telling = (async () => {
        const begun = performance.now();
        let published = 0;
        for (; !stop.signal.aborted; published += 1) {
          await pause(Math.max(0, begun + (published * 1_000) / perSecond - performance.now()));
          const onStockChange = next();
          for (const [panel, id] of panels) panel.send(JSON.stringify({ id, type: 'data', payload: { data: { onStockChange } } }));
        }
        return published;
      })();
      return {
        end: () => {
          stop.abort();
          return telling;
        },
      };
    },
    close() {
      for (const panel of server.clients) panel.terminate();
      server.close();
    },
  };
}
