import { describe, expect, test } from 'vitest';
import { accessToken } from '../../web/client/authorization.ts';
import { OnhandError } from '../../web/client/errors.ts';
import { fakeApi, type Reaction } from './support/fake-api.ts';
import { linkTo, listenTo } from './support/listening.ts';
import { until } from './support/until.ts';

const unauthorized: Reaction = { errorType: 'UnauthorizedException', message: 'You are not authorized to make this call.', errorCode: 401 };

describe('a refused connection', () => {
  test('reaches every subscription and not tried again with the same key', async () => {
    const api = await fakeApi({ onConnect: () => unauthorized });
    const link = linkTo(api);
    const [one, two] = [listenTo(link), listenTo(link)];
    await until(() => one.errors.length === 1 && two.errors.length === 1);
    expect(one.errors).toMatchObject([{ errorType: 'UnauthorizedException', message: 'You are not authorized to make this call.' }]);
    expect(link.state).toMatchObject({ name: 'refused', reason: { errorType: 'UnauthorizedException' } });
    expect(api.connects).toHaveLength(1);
  });

  test('is tried once more with a renewed token', async () => {
    const api = await fakeApi({ onConnect: ({ Authorization }) => (Authorization === 'old' ? unauthorized : 'ack') });
    const only = listenTo(linkTo(api, { authorization: accessToken((refused) => (refused ? 'new' : 'old')) }));
    await until(() => api.connects.length === 2);
    expect(api.connects.map((header) => header['Authorization'])).toEqual(['old', 'new']);
    expect(only.errors).toEqual([]);
  });

  test('ends when the renewed token is refused as well', async () => {
    const api = await fakeApi({ onConnect: () => unauthorized });
    const only = listenTo(linkTo(api, { authorization: accessToken(() => 'old') }));
    await until(() => only.errors.length === 1);
    expect(api.connects).toHaveLength(2);
  });

  test('is tried again by the next subscription', async () => {
    const api = await fakeApi({ onConnect: () => unauthorized });
    const link = linkTo(api);
    const refused = listenTo(link);
    await until(() => refused.errors.length === 1);
    api.onConnect = () => 'ack';
    const later = listenTo(link);
    await until(() => later.starts === 1);
    expect(link.state.name).toBe('live');
  });

  test.each([
    { errorType: 'BadRequest', errorCode: 400 },
    { message: 'SubProtocolNotSupportedError', errorCode: 400 },
  ])('for %o is for good', async (refusal) => {
    const api = await fakeApi({ onConnect: () => refusal });
    const only = listenTo(linkTo(api));
    await until(() => only.errors.length === 1);
    expect(only.errors[0]?.errorType).toBe(refusal.errorType ?? refusal.message);
    expect(api.connects).toHaveLength(1);
  });

  test('that passes is tried again', async () => {
    const api = await fakeApi();
    api.onConnect = () => (api.connects.length < 3 ? { errorType: 'LimitExceededError', message: 'Rate limit exceeded' } : 'ack');
    const only = listenTo(linkTo(api));
    await until(() => only.starts === 1);
    expect(api.connects).toHaveLength(3);
  });

  test('by the token function itself is for good when it says Unauthorized', async () => {
    const api = await fakeApi();
    const signedOut = () => Promise.reject(new OnhandError('Unauthorized', 'Nobody is signed in.'));
    const link = linkTo(api, { authorization: accessToken(signedOut) });
    const only = listenTo(link);
    await until(() => only.errors.length === 1);
    expect(only.errors[0]?.message).toBe('Nobody is signed in.');
    expect(link.state.name).toBe('refused');
  });

  test('is not what a token function that merely fails means', async () => {
    const api = await fakeApi();
    let asked = 0;
    const token = () => ((asked += 1) < 3 ? Promise.reject(new Error('The issuer is away.')) : 'token');
    const only = listenTo(linkTo(api, { authorization: accessToken(token) }));
    await until(() => only.starts === 1);
    expect(only.errors).toEqual([]);
  });
});

describe('a refused start', () => {
  test.each([
    { errorType: 'INVALID_INPUT', message: 'productIds must be 1 to 50.', errorInfo: { field: 'productIds', limit: 50 } },
    { errorType: 'Unauthorized', message: 'Not Authorized to access onStockChange on type Subscription' },
    { errorType: 'BadRequest', message: 'filter', errorCode: 400 },
    { errorType: 'MaxSubscriptionsReachedError', message: 'Max number of 200 subscriptions reached' },
    { errorType: 'UnsupportedOperation', message: 'query not supported through the realtime channel' },
  ])('for $errorType is a typed error, once, and leaves the others alone', async (refusal) => {
    const api = await fakeApi({ onStart: ({ variables }) => (variables['name'] === 'bad' ? refusal : 'ack') });
    const link = linkTo(api);
    const [bad, good] = [listenTo(link, 'bad'), listenTo(link, 'good')];
    await until(() => bad.errors.length === 1 && good.starts === 1);
    expect(bad.errors[0]).toMatchObject(refusal.errorInfo ? refusal : { errorType: refusal.errorType, message: refusal.message });
    expect(api.starts).toHaveLength(2);
    expect(good.interruptions).toEqual([]);
    expect(link.state.name).toBe('live');
  });

  test('that passes is tried again alone', async () => {
    const api = await fakeApi();
    const tries = () => api.starts.filter(({ variables }) => variables['name'] === 'late').length;
    api.onStart = ({ variables }) =>
      variables['name'] === 'late' && tries() < 3 ? { errorType: 'LimitExceededError', message: 'Rate limit exceeded' } : 'ack';
    const link = linkTo(api);
    const [late, other] = [listenTo(link, 'late'), listenTo(link, 'other')];
    await until(() => late.starts === 1);
    expect(tries()).toBe(3);
    expect(late.interruptions).toHaveLength(2);
    expect(other.starts).toBe(1);
    expect(api.connects).toHaveLength(1);
  });

  test('for an expired token is tried once more with a renewed one', async () => {
    const expired = { errorType: 'UnauthorizedException', message: 'Token has expired.' };
    const api = await fakeApi({ onStart: ({ authorization }) => (authorization['Authorization'] === 'new' ? 'ack' : expired) });
    const only = listenTo(linkTo(api, { authorization: accessToken((refused) => (refused ? 'new' : 'old')) }));
    await until(() => only.starts === 1);
    expect(api.starts).toHaveLength(2);
    expect(api.connects).toHaveLength(1);
  });

  test('for a token ends when the renewed one is refused as well', async () => {
    const api = await fakeApi({ onStart: () => unauthorized });
    const only = listenTo(linkTo(api, { authorization: accessToken(() => 'old') }));
    await until(() => only.errors.length === 1);
    expect(api.starts).toHaveLength(2);
  });

  test('without an answer is tried again alone, and the unanswered one is stopped', async () => {
    const api = await fakeApi({ keepAliveMs: 20 });
    api.onStart = (start) => (start.variables['name'] === 'late' && api.starts.length < 3 ? 'silence' : 'ack');
    const link = linkTo(api, { times: { startAckMs: 200 } });
    const [other, late] = [listenTo(link, 'other'), listenTo(link, 'late')];
    await until(() => late.starts === 1);
    expect(api.stops).toEqual([api.starts[1]?.id]);
    expect(other.starts).toBe(1);
    expect(api.connects).toHaveLength(1);
  });

  test('without an answer or any other sign of life means that the connection is dead', async () => {
    const api = await fakeApi();
    const link = linkTo(api, { times: { startAckMs: 100 } });
    const running = listenTo(link);
    await until(() => running.starts === 1);
    api.deaf = true;
    const only = listenTo(link);
    // On a busy machine a start may take longer than this test allows it, so there may be more than
    // one.
    await until(() => running.interruptions.length >= 1);
    api.deaf = false;
    await until(() => only.starts >= 1 && running.starts >= 2);
    expect(running.interruptions[0]?.message).toBe('The server fell silent.');
  });
});

describe('a running subscription', () => {
  test('that the server ends is started again', async () => {
    const api = await fakeApi();
    const only = listenTo(linkTo(api));
    await until(() => only.starts === 1);
    api.broadcast({ id: api.starts[0]?.id, type: 'complete' });
    await until(() => only.starts === 2);
    expect(api.connects).toHaveLength(1);
  });

  test('hears nothing of frames that are none of the protocol', async () => {
    const api = await fakeApi();
    const only = listenTo(linkTo(api));
    await until(() => only.starts === 1);
    api.broadcast([1, 2]);
    api.broadcast({ type: 'news' });
    api.broadcast({ id: 'somebody-else', type: 'data', payload: { data: {} } });
    api.publish({ data: { any: 1 } });
    await until(() => only.data.length === 1);
    expect(only.interruptions).toEqual([]);
  });

  test('goes on when another listener throws', async () => {
    const api = await fakeApi();
    const link = linkTo(api);
    const thrown: unknown[] = [];
    const catchIt = (mistake: unknown) => thrown.push(mistake);
    process.once('uncaughtException', catchIt);
    const clumsy = {
      next: () => undefined,
      error: () => undefined,
      interrupted: () => {
        throw new Error('a mistake');
      },
    };
    link.subscribe('subscription { clumsy }', {}, clumsy);
    const other = listenTo(link);
    await until(() => api.running().length === 2);
    const others = process.listeners('uncaughtException').filter((each) => each !== catchIt);
    for (const each of others) process.off('uncaughtException', each);
    api.drop();
    await until(() => other.starts === 2);
    for (const each of others) process.on('uncaughtException', each);
    process.off('uncaughtException', catchIt);
    expect(other.interruptions).toHaveLength(1);
    expect(thrown).toMatchObject([{ message: 'a mistake' }]);
  });
});
