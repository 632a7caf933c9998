import { once } from 'node:events';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { encodeHeader, realtimeApi, signature, thingApi } from './realtime-support.ts';
import { checkout } from './support.ts';

const user = { iss: 'https://issuer', sub: 'u1', username: 'ada', client_id: 'web', token_use: 'access' };
const api = realtimeApi({ ...thingApi, tokens: { ada: user, old: 'expired' } as never });
const stranger = { ...checkout, accessKeyId: 'NOBODY' };

function inQuery(header: unknown): string {
  const encoded = Buffer.from(JSON.stringify(header)).toString('base64');
  return `?header=${encodeURIComponent(encoded)}&payload=e30=`;
}

const ack = { type: 'connection_ack', payload: { connectionTimeoutMs: 300_000 } };
const keyHeader = () => ({ host: api.host, 'x-api-key': 'da2-key' });

afterEach(() => {
  vi.useRealTimers();
});

describe('a client connects', () => {
  test('with its authorisation in a second subprotocol, of which only the first is echoed', async () => {
    const client = await api.open({ protocols: ['graphql-ws', encodeHeader(keyHeader())] });
    expect(client.socket.protocol).toBe('graphql-ws');
    expect(await client.init()).toEqual(ack);
  });

  test('with its authorisation in the query string', async () => {
    const client = await api.open({ protocols: ['graphql-ws'], query: inQuery(keyHeader()) });
    expect(await client.init()).toEqual(ack);
  });

  test('with base64 in the query string whose plus signs were not escaped', async () => {
    const header = { ...keyHeader(), note: '>>>>' };
    const encoded = Buffer.from(JSON.stringify(header)).toString('base64');
    expect(encoded).toContain('+');
    const client = await api.open({ protocols: ['graphql-ws'], query: `?header=${encoded.replaceAll('=', '%3D')}&payload=e30=` });
    expect(await client.init()).toEqual(ack);
  });

  test('with its authorisation in ordinary headers', async () => {
    const client = await api.open({ protocols: ['graphql-ws'], headers: { 'x-api-key': 'da2-key' } });
    expect(await client.init()).toEqual(ack);
  });

  test.each(['ada', 'Bearer ada'])('with the token of the user pool as %j', async (Authorization) => {
    const client = await api.open({ protocols: ['graphql-ws', encodeHeader({ host: api.host, Authorization })] });
    expect(await client.init()).toEqual(ack);
  });

  test.each(['subprotocol', 'query', 'headers'])('signed over an empty object at /graphql/connect, in the %s', async (place) => {
    const signed = await signature(api.host, '/graphql/connect', '{}');
    const headers = Object.fromEntries(Object.entries(signed).filter(([name]) => name !== 'host'));
    const client = await api.open(
      {
        subprotocol: { protocols: ['graphql-ws', encodeHeader(signed)] },
        query: { protocols: ['graphql-ws'], query: inQuery(signed) },
        headers: { protocols: ['graphql-ws'], headers },
      }[place],
    );
    expect(await client.init()).toEqual(ack);
  });

  test('by another name of this machine', async () => {
    const host = api.host.replace('127.0.0.1', 'localhost');
    const client = await api.open({ protocols: ['graphql-ws', encodeHeader({ ...keyHeader(), host })] });
    expect(await client.init()).toEqual(ack);
  });
});

describe('a refused client gets the reason on an open socket, which is then closed:', () => {
  const unauthorized = (message: string) => ({ errorType: 'UnauthorizedException', message, errorCode: 401 });
  const denied = unauthorized('You are not authorized to make this call.');

  test.each([
    ['nothing at all', () => ({ host: api.host }), unauthorized('Valid authorization header not provided.')],
    ['a wrong key', () => ({ host: api.host, 'x-api-key': 'da2-wrong' }), denied],
    ['an expired key', () => ({ host: api.host, 'x-api-key': 'da2-old' }), denied],
    ['no token', () => ({ host: api.host, Authorization: 'garbage' }), unauthorized('Unable to parse JWT token.')],
    ['an expired token', () => ({ host: api.host, Authorization: 'old' }), unauthorized('Token has expired.')],
    ['a signature of the start', () => signature(api.host, '/graphql', '{}'), { errorType: 'UnauthorizedException', errorCode: 401 }],
    ['another body', () => signature(api.host, '/graphql/connect', ''), { errorType: 'UnauthorizedException', errorCode: 401 }],
    ['no permission', () => signature(api.host, '/graphql/connect', '{}', stranger), unauthorized('Permission denied')],
    ['no host', () => ({ 'x-api-key': 'da2-key' }), { errorType: 'BadRequest', errorCode: 400 }],
    ['another host', () => ({ host: 'example.com', 'x-api-key': 'da2-key' }), { errorType: 'BadRequest', errorCode: 400 }],
    [
      'another host at this port',
      () => ({ ...keyHeader(), host: `example.com:${new URL(`ws://${api.host}`).port}` }),
      { errorType: 'BadRequest' },
    ],
    ['another port', () => ({ host: '127.0.0.1:1', 'x-api-key': 'da2-key' }), { errorType: 'BadRequest', errorCode: 400 }],
    ['a list', () => [], { errorType: 'BadRequest', errorCode: 400 }],
  ])('%s', async (_what, header, error) => {
    const client = await api.open({ protocols: ['graphql-ws', encodeHeader(await header())] });
    expect(await client.init()).toMatchObject({ type: 'connection_error', payload: { errors: [error] } });
    expect(await client.closed).toBe(1008);
  });

  test('a header that is not JSON', async () => {
    const client = await api.open({ protocols: ['graphql-ws', 'header-e30x'] });
    expect(await client.init()).toMatchObject({ type: 'connection_error', payload: { errors: [{ errorType: 'BadRequest' }] } });
  });

  test('no subprotocol', async () => {
    const client = await api.open({ protocols: [], query: inQuery(keyHeader()) });
    expect(await client.init()).toEqual({
      type: 'connection_error',
      payload: { errors: [{ message: 'NoProtocolError', errorCode: 400 }] },
    });
  });

  test('another subprotocol', async () => {
    // The ws client itself drops a connection whose subprotocol was not taken; this one offers it
    // as a plain header.
    const client = await api.open({
      protocols: [],
      headers: { 'sec-websocket-protocol': 'graphql-transport-ws', 'x-api-key': 'da2-key' },
    });
    expect(await client.init()).toMatchObject({ payload: { errors: [{ message: 'SubProtocolNotSupportedError', errorCode: 400 }] } });
  });
});

describe('a connection', () => {
  test('gets its first sign of life with the acknowledgement and one every minute', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const client = await api.open();
    client.send({ type: 'connection_init' });
    expect(await client.next()).toEqual(ack);
    expect(await client.next()).toEqual({ type: 'ka' });
    for (let minute = 0; minute < 3; minute += 1) {
      vi.advanceTimersByTime(60_000);
      expect(await client.next()).toEqual({ type: 'ka' });
    }
  });

  test('ends after 24 hours', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const client = await api.connect();
    vi.advanceTimersByTime(24 * 60 * 60 * 1000 - 1);
    client.send({ id: 'still-there', type: 'stop' });
    expect(await client.next()).toEqual({ id: 'still-there', type: 'complete' });
    vi.advanceTimersByTime(1);
    expect(await client.closed).toBe(1000);
  });

  test('leaves no timer when it ends', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
    const [acknowledged, opened] = [await api.connect(), await api.open()];
    expect(vi.getTimerCount()).toBeGreaterThan(0);
    acknowledged.socket.terminate();
    opened.socket.terminate();
    await vi.waitUntil(() => vi.getTimerCount() === 0);
  });

  test('without connection_init ends after 30 seconds', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const client = await api.open();
    vi.advanceTimersByTime(30_000);
    expect(await client.closed).toBe(1008);
  });

  test('ignores everything before the acknowledgement', async () => {
    const client = await api.open();
    client.socket.send('garbage');
    client.send({ id: '1', type: 'start', payload: {} });
    client.send({ id: '1', type: 'stop' });
    expect(await client.init()).toEqual(ack);
    expect(await client.start('subscription { onThing { id } }', { id: '1' })).toEqual({ id: '1', type: 'start_ack' });
  });

  test('is not acknowledged twice', async () => {
    const client = await api.connect();
    client.send({ type: 'connection_init' });
    client.send({ id: '1', type: 'stop' });
    expect(await client.next()).toEqual({ id: '1', type: 'complete' });
  });

  test('at another path is destroyed', async () => {
    const socket = new WebSocket(`ws://${api.host}/graphql`, ['graphql-ws']);
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toBe('socket hang up');
  });
});

describe('a message of another protocol gets an error without id:', () => {
  const unsupported = {
    type: 'error',
    payload: { errors: [{ errorType: 'UnsupportedOperation', message: 'unknown not supported through the realtime channel' }] },
  };

  test.each([
    ['start with a query instead of data', { id: '1', type: 'start', payload: { query: 'subscription { onThing { id } }' } }],
    ['start with data that is no text', { id: '1', type: 'start', payload: { data: { query: '' } } }],
    ['start without a payload', { id: '1', type: 'start' }],
    ['start without an id', { type: 'start', payload: { data: '{}' } }],
    ['subscribe', { id: '1', type: 'subscribe', payload: { query: 'subscription { onThing { id } }' } }],
  ])('%s', async (_what, message) => {
    const client = await api.connect();
    client.send(message);
    expect(await client.next()).toEqual(unsupported);
  });
});
