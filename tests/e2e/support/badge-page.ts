import type { Page, Request } from 'playwright-core';

/** The element as a shop writes it. */
export const badge = (productId: string, more = '') => `<stock-badge product-id="${productId}" ${more}></stock-badge>`;

/** What a page opens and asks from now on. */
export interface Traffic {
  /** Opened, all of them. */
  sockets: number;
  /** Of these, not yet closed. */
  openSockets: number;
  /** Bodies of requests to the API. */
  queries: string[];
  /** Of these, not yet answered. */
  waiting: number;
  /** Starts of subscriptions, as they were sent. */
  subscribed: string[];
  /** Of these, confirmed by the API. */
  confirmed: number;
}

export function traffic(page: Page): Traffic {
  const seen: Traffic = { sockets: 0, openSockets: 0, queries: [], waiting: 0, subscribed: [], confirmed: 0 };
  page.on('websocket', (socket) => {
    seen.sockets += 1;
    seen.openSockets += 1;
    socket.on('close', () => (seen.openSockets -= 1));
    socket.on('framereceived', ({ payload }) => {
      if (String(payload).includes('"start_ack"')) seen.confirmed += 1;
    });
    socket.on('framesent', ({ payload }) => {
      const text = String(payload);
      if (text.includes('"start"')) seen.subscribed.push(text);
    });
  });
  const isQuery = (request: Request) => request.url().endsWith('/graphql') && request.method() === 'POST';
  page.on('request', (request) => {
    if (!isQuery(request)) return;
    seen.queries.push(request.postData() ?? '');
    seen.waiting += 1;
  });
  const ended = (request: Request) => {
    if (isQuery(request)) seen.waiting -= 1;
  };
  page.on('requestfinished', ended);
  page.on('requestfailed', ended);
  return seen;
}

/** Resolves once the first badge of a product has reached this state. */
export async function reached(page: Page, productId: string, state: string): Promise<void> {
  await page.waitForFunction(
    ([id, wanted]) => {
      const element = document.querySelector<HTMLElement & { state?: string }>(`stock-badge[product-id="${id}"]`);
      return element?.state === wanted;
    },
    [productId, state] as const,
  );
}
