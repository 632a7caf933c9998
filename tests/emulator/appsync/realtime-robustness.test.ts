import { afterEach, describe, expect, test, vi } from 'vitest';
import { eventually } from '../../support/wait.ts';
import { encodeHeader, realtimeApi, thingApi, type RealtimeClient } from './realtime-support.ts';

const slow = `export const request = () => ({ operation: 'GetItem', key: {} }); export const response = () => null;`;
const held: (() => void)[] = [];
const api = realtimeApi({
  ...thingApi,
  sdl: `${thingApi.sdl} extend type Subscription { slow: [Thing] @aws_subscribe(mutations: ["publishAll"]) }`,
  resolvers: { ...thingApi.resolvers, 'Subscription.slow': slow },
  dynamodb: () =>
    new Promise((resolve) => {
      held.push(() => {
        resolve({});
      });
    }),
});
const QUERY = 'subscription { onThing { id text } }';

async function publish(event: object): Promise<void> {
  await api.call('mutation($event: String!) { publish(event: $event) { id text must } }', {
    event: JSON.stringify({ id: '1', must: 'm', ...event }),
  });
}

async function publishAll(text: string): Promise<void> {
  await api.call('mutation($event: String!) { publishAll(event: $event) { text } }', { event: JSON.stringify([{ text }]) });
}

async function stillWorks(client: RealtimeClient): Promise<void> {
  const id = crypto.randomUUID();
  expect(await client.start(QUERY, { id })).toEqual({ type: 'start_ack', id });
}

afterEach(() => {
  vi.useRealTimers();
});

describe('a connection survives', () => {
  const badRequest = { type: 'error', payload: { errors: [{ errorType: 'BadRequest', errorCode: 400 }] } };

  test.each(['', '{', 'null', '[]', '"start"', '5', '\u0000'])('the text frame %j', async (text) => {
    const client = await api.connect();
    client.socket.send(text);
    expect(await client.next()).toMatchObject(badRequest);
    await stillWorks(client);
  });

  test('binary frames, even with a message in them', async () => {
    const client = await api.connect();
    client.socket.send(Buffer.from(JSON.stringify({ id: '1', type: 'stop' })));
    expect(await client.next()).toMatchObject(badRequest);
    await stillWorks(client);
  });

  test('stop of ids that it does not have', async () => {
    const client = await api.connect();
    for (const id of ['unknown', '__proto__', 'constructor']) {
      client.send({ id, type: 'stop' });
      expect(await client.next()).toEqual({ id, type: 'complete' });
    }
    await stillWorks(client);
  });

  test('data that is no request', async () => {
    const client = await api.connect();
    const authorization = { host: api.host, 'x-api-key': 'da2-key' };
    for (const data of ['', '{', '[]', '{"query":5}']) {
      client.send({ id: '1', type: 'start', payload: { data, extensions: { authorization } } });
      expect(await client.next()).toMatchObject({ id: '1', type: 'error', payload: { errors: [{ errorCode: 400 }] } });
    }
    await stillWorks(client);
  });

  test('ids with quotes and line ends', async () => {
    const client = await api.connect();
    const id = '"},\n{"\u2028';
    await client.start(QUERY, { id });
    await publish({ text: 'a' });
    expect(await client.next()).toMatchObject({ id, type: 'data' });
  });

  test('thousands of messages at once, answered in their order', async () => {
    const client = await api.connect();
    for (let index = 0; index < 3_000; index += 1) client.send({ id: String(index), type: 'stop' });
    for (let index = 0; index < 3_000; index += 1) expect(await client.next()).toEqual({ id: String(index), type: 'complete' });
  });
});

describe('a connection ends', () => {
  test('with a frame of more than 1 MiB, which is in the log', async () => {
    const client = await api.connect();
    client.socket.send('x'.repeat(1024 * 1024 + 1));
    expect(await client.closed).toBe(1009);
    expect(api.log.join('\n')).toContain('A WebSocket connection failed');
  });

  test('when its client does not read, while others get every event', async () => {
    const [idle, reading] = [await api.connect(), await api.connect()];
    for (const id of Array.from({ length: 50 }, (_, index) => String(index))) await idle.start(QUERY, { id });
    await reading.start(QUERY);
    idle.socket.pause();
    const text = 'x'.repeat(200_000);
    for (let count = 0; count < 5; count += 1) {
      await publish({ text });
      expect(await reading.next()).toMatchObject({ type: 'data' });
    }
    await eventually(async () => {
      expect(api.log.join('\n')).toContain('A subscriber is disconnected');
    });
    idle.socket.resume();
    expect(await idle.closed).toBe(1006);
    await publish({ text: 'after' });
    expect((await reading.next()).payload?.data).toEqual({ onThing: { id: '1', text: 'after' } });
  });
});

test('a subscription whose connection ends while it starts is not delivered to', async () => {
  const client = await api.connect();
  const authorization = { host: api.host, 'x-api-key': 'da2-key' };
  client.send({
    id: '1',
    type: 'start',
    payload: { data: JSON.stringify({ query: 'subscription { slow { text } }' }), extensions: { authorization } },
  });
  await eventually(async () => {
    expect(held).toHaveLength(1);
  });
  client.socket.terminate();
  await client.closed;
  held.pop()?.();
  await stillWorks(await api.connect());
  api.log.length = 0;
  await publishAll('x'.repeat(300_000));
  expect(api.log).toEqual([]);
});

test('a client that sends while it waits for an answer is not read without end', async () => {
  const [busy, other] = [await api.connect(), await api.connect()];
  const authorization = { host: api.host, 'x-api-key': 'da2-key' };
  busy.send({
    id: '1',
    type: 'start',
    payload: { data: JSON.stringify({ query: 'subscription { slow { text } }' }), extensions: { authorization } },
  });
  await eventually(async () => {
    expect(held).toHaveLength(1);
  });
  const frames = 120;
  for (let index = 0; index < frames; index += 1) busy.socket.send('x'.repeat(500_000));
  // Each of these takes the server through its event loop, where it would read what it can.
  for (let round = 0; round < 100; round += 1) await stillWorks(other);
  expect(busy.socket.bufferedAmount).toBeGreaterThan(0);
  held.pop()?.();
  expect(await busy.next()).toEqual({ id: '1', type: 'start_ack' });
  for (let index = 0; index < frames; index += 1) expect(await busy.next()).toMatchObject({ type: 'error' });
  busy.socket.close();
  await busy.closed;
});

test('nothing is prepared for a subscriber whose connection ended', async () => {
  const client = await api.connect();
  await client.start('subscription { onThings { text } }');
  await publishAll('x'.repeat(300_000));
  expect(api.log.join('\n')).toContain('An event of publishAll is not delivered');
  client.socket.terminate();
  await eventually(async () => {
    api.log.length = 0;
    await publishAll('x'.repeat(300_000));
    expect(api.log).toEqual([]);
  });
});

test('hundreds of clients come and go, some without a word, and the next one is served', async () => {
  const protocols = ['graphql-ws', encodeHeader({ host: api.host, 'x-api-key': 'da2-key' })];
  for (let round = 0; round < 10; round += 1) {
    const clients = await Promise.all(Array.from({ length: 50 }, () => api.open({ protocols })));
    await Promise.all(
      clients.map(async (client, index) => {
        if (index % 3 === 0) {
          client.socket.terminate();
          return;
        }
        await client.init();
        await client.start(QUERY);
        if (index % 3 === 1) client.socket.close();
        else client.socket.terminate();
      }),
    );
    await Promise.all(clients.map(({ closed }) => closed));
  }
  const client = await api.connect();
  await client.start(QUERY);
  await publish({ text: 'a' });
  expect(await client.next()).toMatchObject({ type: 'data' });
});

test('the API takes 10,000 messages in a second and refuses the next with LimitExceededError', async () => {
  const client = await api.connect();
  vi.useFakeTimers({ toFake: ['performance'] });
  // A faked clock begins anew: this is past whatever the API saw last.
  vi.advanceTimersByTime(1_000_000_000);
  for (let index = 1; index <= 10_001; index += 1) client.send({ id: String(index), type: 'stop' });
  for (let index = 1; index <= 10_000; index += 1) expect(await client.next()).toEqual({ id: String(index), type: 'complete' });
  expect(await client.next()).toEqual({
    id: '10001',
    type: 'error',
    payload: { errors: [{ errorType: 'LimitExceededError', message: 'Rate limit exceeded' }] },
  });
  vi.advanceTimersByTime(1_000);
  await stillWorks(client);
});

test('closing the API ends its connections, takes no more and leaves no timer', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((each) => each === 'Timeout').length;
  const before = timers();
  const acknowledged = await api.connect();
  const opened = await api.open();
  api.api.close();
  expect([1001, 1006]).toContain(await acknowledged.closed);
  expect([1001, 1006]).toContain(await opened.closed);
  api.api.close();
  await eventually(async () => {
    expect(timers()).toBeLessThanOrEqual(before);
  });
  await expect(api.open()).rejects.toThrow('socket hang up');
});
