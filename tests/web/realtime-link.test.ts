import { describe, expect, test } from 'vitest';
import { accessToken } from '../../web/client/authorization.ts';
import { pause } from '../support/wait.ts';
import { fakeApi } from './support/fake-api.ts';
import { linkTo, listenTo } from './support/listening.ts';
import { until } from './support/until.ts';

describe('a link', () => {
  test('opens no socket before the first subscription', async () => {
    const api = await fakeApi();
    const link = linkTo(api);
    expect(link.state).toEqual({ name: 'idle' });
    expect(api.openSockets()).toBe(0);
  });

  test('carries many subscriptions over one socket and tells their data apart', async () => {
    const api = await fakeApi();
    const link = linkTo(api);
    const [one, two] = [listenTo(link, 'one'), listenTo(link, 'two')];
    await until(() => one.starts === 1 && two.starts === 1);
    api.publish({ data: { number: 2 } }, ({ variables }) => variables['name'] === 'two');
    await until(() => two.data.length === 1);
    expect(two.data).toEqual([{ number: 2 }]);
    expect(one.data).toEqual([]);
    expect(api.connects).toHaveLength(1);
    expect(link.states).toEqual(['connecting', 'live']);
  });

  test('proves who calls with the host of the GraphQL address, in the handshake and in each start', async () => {
    const api = await fakeApi();
    const { starts } = api;
    listenTo(linkTo(api));
    await until(() => starts.length === 1);
    const proof = { host: new URL(api.graphqlUrl).host, 'x-api-key': 'da2-test' };
    expect(api.connects).toEqual([proof]);
    expect(starts[0]?.authorization).toEqual(proof);
    expect(starts[0]?.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test('starts a later subscription on the socket that is there', async () => {
    const api = await fakeApi();
    const link = linkTo(api);
    const first = listenTo(link);
    await until(() => first.starts === 1);
    const second = listenTo(link);
    await until(() => second.starts === 1);
    expect(api.connects).toHaveLength(1);
  });

  test('stops one subscription and leaves the others running', async () => {
    const api = await fakeApi();
    const link = linkTo(api);
    const [one, two] = [listenTo(link, 'one'), listenTo(link, 'two')];
    await until(() => api.running().length === 2);
    one.stop();
    await until(() => api.stops.length === 1);
    api.publish({ data: { any: 1 } });
    await until(() => two.data.length === 1);
    expect(one.data).toEqual([]);
    expect(api.running().map(({ variables }) => variables['name'])).toEqual(['two']);
  });

  test('closes its socket a little after the last subscription', async () => {
    const api = await fakeApi();
    const link = linkTo(api);
    const only = listenTo(link);
    await until(() => only.starts === 1);
    only.stop();
    expect(api.openSockets()).toBe(1);
    await until(() => api.openSockets() === 0);
    expect(link.state).toEqual({ name: 'idle' });
  });

  test('keeps its socket for a subscription that comes in that little time', async () => {
    const api = await fakeApi();
    const link = linkTo(api, { times: { lingerMs: 100 } });
    const first = listenTo(link);
    await until(() => first.starts === 1);
    first.stop();
    const second = listenTo(link);
    await until(() => second.starts === 1);
    await pause(200);
    expect(link.states).toEqual(['connecting', 'live']);
    expect(api.connects).toHaveLength(1);
  });

  test('opens again after it rested', async () => {
    const api = await fakeApi();
    const link = linkTo(api);
    const first = listenTo(link);
    await until(() => first.starts === 1);
    first.stop();
    await until(() => link.state.name === 'idle');
    const second = listenTo(link);
    await until(() => second.starts === 1);
    expect(api.connects).toHaveLength(2);
  });

  test('refuses the 201st subscription with a typed error and keeps the 200', async () => {
    const api = await fakeApi();
    const link = linkTo(api);
    const accepted = Array.from({ length: 200 }, () => listenTo(link));
    const refused = listenTo(link);
    await until(() => accepted.every(({ starts }) => starts === 1));
    expect(refused.errors).toMatchObject([{ errorType: 'TOO_MANY_SUBSCRIPTIONS' }]);
    expect(api.starts).toHaveLength(200);
  });

  test('ends everything for good when it is closed', async () => {
    const api = await fakeApi();
    const link = linkTo(api);
    const before = listenTo(link);
    await until(() => before.starts === 1);
    link.close();
    await until(() => api.openSockets() === 0);
    const after = listenTo(link);
    await until(() => after.errors.length === 1);
    expect([...before.errors, ...after.errors]).toMatchObject([{ errorType: 'CLOSED' }, { errorType: 'CLOSED' }]);
    expect(link.state).toEqual({ name: 'closed' });
  });

  test('opens no socket when it is closed while the proof is being made', async () => {
    const api = await fakeApi();
    let prove: (token: string) => void = () => undefined;
    const link = linkTo(api, { authorization: accessToken(() => new Promise<string>((resolve) => (prove = resolve))) });
    listenTo(link);
    link.close();
    prove('late');
    const other = listenTo(linkTo(api));
    await until(() => other.starts === 1);
    expect(api.connects).toHaveLength(1);
  });

  test('hands on the errors of an event with its data', async () => {
    const api = await fakeApi();
    const link = linkTo(api);
    const results: unknown[] = [];
    link.subscribe('subscription { any }', {}, { next: (result) => results.push(result), error: () => undefined });
    await until(() => api.running().length === 1);
    const payload = { data: { any: null }, errors: [{ message: 'Cannot return null.', path: ['any'] }] };
    api.publish(payload);
    await until(() => results.length === 1);
    expect(results).toEqual([payload]);
  });

  test('leaves nothing behind after 100 connects and disconnects', async () => {
    const api = await fakeApi();
    let listeners = 0;
    const network = { isOnline: () => true, listen: () => ((listeners += 1), () => void (listeners -= 1)) };
    const link = linkTo(api, { network, times: { lingerMs: 0 } });
    const timersBefore = timers();
    for (let cycle = 0; cycle < 100; cycle += 1) {
      const each = listenTo(link);
      await until(() => each.starts === 1, 1);
      each.stop();
      await until(() => api.openSockets() === 0, 1);
    }
    expect(api.connects).toHaveLength(100);
    expect(listeners).toBe(0);
    await until(() => timers() <= timersBefore);
  });
});

function timers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout' || name === 'TCPSocketWrap').length;
}
