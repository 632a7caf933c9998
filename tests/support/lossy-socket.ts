import type { Socket, SocketConstructor } from '../../web/client/realtime/connection.ts';

/**
 * A WebSocket that loses the first event of each subscription after its `start_ack`, as AppSync
 * can. `lost` counts them.
 */
export function lossySocket(): { webSocket: SocketConstructor; lost: () => number } {
  let lost = 0;
  class LossySocket implements Socket {
    onopen: Socket['onopen'] = null;
    onmessage: Socket['onmessage'] = null;
    onclose: Socket['onclose'] = null;
    onerror: Socket['onerror'] = null;
    readonly #socket: WebSocket;
    readonly #fresh = new Set<string>();

    constructor(url: string, protocols: string[]) {
      this.#socket = new WebSocket(url, protocols);
      this.#socket.addEventListener('open', () => this.onopen?.());
      this.#socket.addEventListener('close', (event) => this.onclose?.(event));
      this.#socket.addEventListener('error', () => this.onerror?.());
      this.#socket.addEventListener('message', ({ data }) => {
        const { id = '', type } = JSON.parse(String(data)) as { id?: string; type: string };
        if (type === 'start_ack') this.#fresh.add(id);
        if (type === 'data' && this.#fresh.delete(id)) lost += 1;
        else this.onmessage?.({ data });
      });
    }

    send(text: string): void {
      this.#socket.send(text);
    }

    close(): void {
      this.#socket.close();
    }
  }
  return { webSocket: LossySocket, lost: () => lost };
}
