import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll } from 'vitest';
import { contentTypeOf } from '../../../web/content-types.ts';

interface ShopPages {
  /** Answers with the address of a page with this in it. */
  show: (html: string, headers?: Record<string, string>) => string;
  /** Puts a whole file under a name of its own; answers with its address. */
  place: (name: string, content: string, headers?: Record<string, string>) => string;
}

/** A shop on an origin of its own, which loads the badge from the site. */
export function useShop(): ShopPages {
  const files = new Map<string, { content: string; headers: Record<string, string> }>();
  const server: Server = createServer((request, response) => {
    const file = files.get(request.url?.slice(1).replace(/\?.*/, '') ?? '');
    if (!file) return void response.writeHead(404).end();
    response.writeHead(200, file.headers).end(file.content);
  });
  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const place: ShopPages['place'] = (name, content, headers = {}) => {
    files.set(name, { content, headers: { 'content-type': contentTypeOf(name), ...headers } });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/${name}`;
  };
  return {
    place,
    show(body, headers) {
      const html = `<!doctype html><html lang="en"><head><title>Shop</title><meta name="color-scheme" content="light dark"><link rel="icon" href="data:,"></head><body><main><h1>Shop</h1>${body}</main></body></html>`;
      return place(`${files.size}.html`, html, headers);
    },
  };
}
