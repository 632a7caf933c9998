import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { accessToken } from '../../web/client/authorization.ts';
import { fullJitter } from '../../web/client/backoff.ts';
import type { ConnectionState } from '../../web/client/realtime/link.ts';
import { pause } from '../support/wait.ts';
import { fakeApi } from './support/fake-api.ts';
import { linkTo, listenTo } from './support/listening.ts';
import { until } from './support/until.ts';

afterEach(() => {
  vi.useRealTimers();
});

describe('after a lost connection a link', () => {
  test('starts every subscription again and tells each that it did', async () => {
    const api = await fakeApi();
    const link = linkTo(api);
    const all = Array.from({ length: 5 }, () => listenTo(link));
    await until(() => all.every(({ starts }) => starts === 1));
    api.drop();
    await until(() => all.every(({ starts }) => starts === 2));
    expect(all.map(({ interruptions }) => interruptions.map(({ errorType }) => errorType))).toEqual(all.map(() => ['NO_ANSWER']));
    expect(api.running()).toHaveLength(5);
    expect(new Set(api.starts.map(({ id }) => id)).size).toBe(10);
    expect(link.states).toEqual(['connecting', 'live', 'reconnecting', 'live']);
  });

  test('tells when the next attempt is', async () => {
    const api = await fakeApi();
    const link = linkTo(api, { times: { backoff: { baseMs: 1_000, capMs: 1_000 } } });
    const only = listenTo(link);
    await until(() => only.starts === 1);
    const lost = new Promise<[ConnectionState, number]>((resolve) => link.onState((state) => resolve([state, Date.now()])));
    api.drop();
    const [state, at] = await lost;
    expect(state).toMatchObject({ name: 'reconnecting', reason: { errorType: 'NO_ANSWER' } });
    const wait = (state as { retryAt: number }).retryAt - at;
    expect(wait).toBeGreaterThanOrEqual(-1);
    expect(wait).toBeLessThanOrEqual(1_000);
  });

  test('takes the close after 24 hours as any other loss', async () => {
    const api = await fakeApi();
    const only = listenTo(linkTo(api));
    await until(() => only.starts === 1);
    api.drop(1000);
    await until(() => only.starts === 2);
    expect(only.errors).toEqual([]);
  });

  test('asks for a new proof at each connect and each start', async () => {
    const api = await fakeApi();
    let asked = 0;
    const link = linkTo(api, { authorization: accessToken(() => `token-${(asked += 1)}`) });
    const only = listenTo(link);
    await until(() => only.starts === 1);
    api.drop();
    await until(() => only.starts === 2);
    expect(api.connects.map((header) => header['Authorization'])).toEqual(['token-1', 'token-3']);
    expect(api.starts.map(({ authorization }) => authorization['Authorization'])).toEqual(['token-2', 'token-4']);
  });

  test('does not start again what was stopped meanwhile', async () => {
    const api = await fakeApi();
    const link = linkTo(api);
    const [stays, leaves] = [listenTo(link, 'stays'), listenTo(link, 'leaves')];
    await until(() => api.running().length === 2);
    link.onState(({ name }) => {
      if (name === 'reconnecting') leaves.stop();
    });
    api.drop();
    await until(() => stays.starts === 2);
    expect(api.running().map(({ variables }) => variables['name'])).toEqual(['stays']);
  });

  test('rests when nobody listens any more', async () => {
    const api = await fakeApi({ onConnect: () => 'drop' });
    const link = linkTo(api);
    const only = listenTo(link);
    await until(() => api.connects.length >= 2);
    only.stop();
    await until(() => link.state.name === 'idle');
    expect(api.openSockets()).toBe(0);
  });

  test('does not come back for nobody', async () => {
    const api = await fakeApi();
    const link = linkTo(api, { times: { lingerMs: 60_000 } });
    const only = listenTo(link);
    await until(() => only.starts === 1);
    only.stop();
    api.drop();
    await until(() => link.state.name === 'idle');
    expect(link.states).not.toContain('reconnecting');
  });

  test('goes on trying while the server is away, and is back when it is', async () => {
    const api = await fakeApi();
    api.onConnect = () => (api.connects.length < 5 ? 'drop' : 'ack');
    const only = listenTo(linkTo(api));
    await until(() => only.starts === 1);
    expect(only.interruptions).toHaveLength(4);
  });

  test('waits a random time up to a bound that doubles to 30 s', () => {
    fc.assert(
      fc.property(fc.nat(40), (failures) => {
        const wait = fullJitter(failures, { baseMs: 1_000, capMs: 30_000 });
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(Math.min(30_000, 1_000 * 2 ** failures));
      }),
    );
    const many = Array.from({ length: 1_000 }, () => fullJitter(9, { baseMs: 1_000, capMs: 30_000 }));
    expect(Math.min(...many)).toBeLessThan(3_000);
    expect(Math.max(...many)).toBeGreaterThan(27_000);
  });
});

describe('a link notices', () => {
  test('a connection that is never acknowledged', async () => {
    const api = await fakeApi();
    api.onConnect = () => (api.connects.length === 1 ? 'silence' : 'ack');
    const only = listenTo(linkTo(api, { times: { connectionAckMs: 100 } }));
    await until(() => only.starts === 1);
    expect(api.connects).toHaveLength(2);
    expect(api.openSockets()).toBe(1);
  });

  test('no lateness once the connection was acknowledged', async () => {
    const api = await fakeApi();
    const only = listenTo(linkTo(api, { times: { connectionAckMs: 200 } }));
    await until(() => only.starts >= 1);
    await pause(300);
    expect(api.connects).toHaveLength(only.starts);
    expect(only.interruptions.filter(({ message }) => message.includes('acknowledge'))).toEqual([]);
  });

  test('a server that falls silent', async () => {
    const api = await fakeApi({ connectionTimeoutMs: 80 });
    const only = listenTo(linkTo(api));
    await until(() => only.starts >= 2);
    expect(only.interruptions[0]?.message).toBe('The server fell silent.');
  });

  test('no silence while keep-alives come', async () => {
    const api = await fakeApi({ connectionTimeoutMs: 300, keepAliveMs: 20 });
    const only = listenTo(linkTo(api));
    await until(() => only.starts === 1);
    const startedAt = performance.now();
    await until(() => performance.now() - startedAt > 700);
    expect(only.interruptions).toEqual([]);
  });

  test('no silence while data come', async () => {
    const api = await fakeApi({ connectionTimeoutMs: 300 });
    const only = listenTo(linkTo(api));
    await until(() => only.starts === 1);
    const startedAt = performance.now();
    await until(() => (api.publish({ data: { any: 1 } }), performance.now() - startedAt > 700), 20);
    expect(only.interruptions).toEqual([]);
  });

  test('that the machine slept for an hour', async () => {
    const api = await fakeApi();
    const only = listenTo(linkTo(api));
    await until(() => only.starts === 1);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
    await until(() => only.starts === 2);
    expect(only.interruptions[0]?.message).toBe('The machine was asleep.');
  });

  test('silence also when the clock was set back', async () => {
    const api = await fakeApi({ connectionTimeoutMs: 80 });
    const only = listenTo(linkTo(api));
    await until(() => only.starts === 1);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 3_600_000, shouldAdvanceTime: true });
    await until(() => only.starts === 2);
  });

  test('a network that comes back, and does not wait for its turn then', async () => {
    const api = await fakeApi({ onConnect: () => 'drop' });
    let online = true;
    let change: (online: boolean) => void = () => undefined;
    const network = { isOnline: () => online, listen: (listener: typeof change) => ((change = listener), () => undefined) };
    const link = linkTo(api, { network, times: { backoff: { baseMs: 60_000, capMs: 60_000 } } });
    const only = listenTo(link);
    await until(() => api.connects.length === 1 && link.state.name === 'reconnecting');
    online = false;
    api.onConnect = () => 'ack';
    online = true;
    change(true);
    await until(() => only.starts === 1);
  });

  test('a network that goes, and says so', async () => {
    const api = await fakeApi();
    let online = true;
    let change: (online: boolean) => void = () => undefined;
    const network = { isOnline: () => online, listen: (listener: typeof change) => ((change = listener), () => undefined) };
    const link = linkTo(api, { network, times: { backoff: { baseMs: 60_000, capMs: 60_000 } } });
    const only = listenTo(link);
    await until(() => only.starts === 1);
    online = false;
    change(false);
    expect(link.state.name).toBe('offline');
    online = true;
    change(true);
    await until(() => only.starts === 2);
  });
});
