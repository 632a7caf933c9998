import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { askBackEnd } from '../../web/shop/back-end.ts';

/** A shop that answers like this, one request after the other, and notes what it was asked. */
async function shopAnswering(...answers: ('break' | { status: number; body: unknown })[]): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const listener: RequestListener = (request, response) => {
    void request.toArray().then((parts: Buffer[]) => {
      asked.push(Buffer.concat(parts).toString());
      const answer = answers[Math.min(asked.length, answers.length) - 1];
      if (answer === undefined || answer === 'break') request.socket.destroy();
      else response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
    });
  };
  const server = createServer(listener);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const reservation = { reservationId: 'reserve', status: 'ACTIVE', expiresAt: '2026-11-29T00:00:00Z' };
const body = { reservationId: 'hold' };

test('the shop page sends the same request again when its answer was lost, or the shop was busy', async () => {
  const { url, asked } = await shopAnswering('break', { status: 503, body: {} }, { status: 200, body: { reservation: reservation } });
  expect(await askBackEnd(url, 'reserve', body)).toEqual(reservation);
  expect(asked).toEqual(Array.from({ length: 3 }, () => JSON.stringify(body)));
});

test.each([
  ['a refusal', { status: 200, body: { error: { type: 'INSUFFICIENT_STOCK', message: 'No.' } } }, 'Somebody was faster'],
  ['a request that makes no sense', { status: 400, body: { message: 'reservationId must be text.' } }, 'must be text'],
] as const)('the shop page does not repeat %s', async (_what, answer, sentence) => {
  const { url, asked } = await shopAnswering(answer);
  await expect(askBackEnd(url, 'reserve', body)).rejects.toThrow(sentence);
  expect(asked).toHaveLength(1);
});
