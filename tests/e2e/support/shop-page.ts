import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll } from 'vitest';

/** A shop on an origin of its own, which loads the badge from the site. `show` answers with the address of a page of it. */
export function useShop(): { show: (html: string, headers?: Record<string, string>) => string } {
  const pages: { html: string; headers: Record<string, string> }[] = [];
  const server: Server = createServer((request, response) => {
    const page = pages[Number(request.url?.slice(1))];
    if (!page) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...page.headers }).end(page.html);
  });
  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    show(body, headers = {}) {
      const html = `<!doctype html><html lang="en"><head><title>Shop</title><link rel="icon" href="data:,"></head><body><main><h1>Shop</h1>${body}</main></body></html>`;
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}/${pages.push({ html, headers }) - 1}`;
    },
  };
}
