import { afterEach, describe, expect, test, vi } from 'vitest';
import { accessToken } from '../../../web/client/authorization.ts';
import { sigV4 } from '../../../web/client/sigv4.ts';
import { callersOf } from '../../support/client.ts';
import { aLevel, aReservation, keyOf, line } from '../../support/fixtures.ts';
import { correct, shopperOf, show, staffOf, untilEqual, untilLive, untilTrue } from '../../support/live.ts';
import { lossySocket } from '../../support/lossy-socket.ts';
import { releaseStock, removeStock, stock, updateStock } from '../../support/operations.ts';
import { accepted } from '../../support/outcome.ts';
import { useStack } from '../../support/stack.ts';
import { eventually } from '../../support/wait.ts';

const stack = useStack();
const { admin, viewer, checkout } = callersOf(stack);

afterEach(() => {
  vi.useRealTimers();
});

describe('a page of the shop', () => {
  test('shows a reservation and its release without asking', async () => {
    const level = await aLevel({ stock: 3 });
    const page = show(shopperOf(stack), level.productId);
    await untilLive(page);
    const reservation = await aReservation([line(level, 3)]);
    await eventually(async () => expect(page.view.availability?.status).toBe('OUT_OF_STOCK'));
    await accepted(releaseStock(checkout, reservation));
    await untilTrue(stack, page);
    expect(page.view.availability?.availableCount).toBe(3);
  });

  test('shows the sum over warehouses, also of one that is new', async () => {
    const level = await aLevel({ stock: 3 });
    const page = show(shopperOf(stack), level.productId);
    await untilLive(page);
    await aLevel({ productId: level.productId, warehouseId: 'PARIS', stock: 4 });
    await untilTrue(stack, page);
    expect(page.view.availability).toMatchObject({ availableCount: 7, warehouses: [{}, {}] });
  });

  test('shows 120 products at once', async () => {
    const created = await Promise.all(Array.from({ length: 120 }, () => aLevel()));
    const store = shopperOf(stack);
    const pages = created.map(({ productId }) => show(store, productId));
    await eventually(async () => expect(pages.every(({ view }) => view.state === 'live')).toBe(true));
    await Promise.all(created.map((level) => correct(stack, level, 1)));
    await eventually(async () => expect(pages.map(({ view }) => view.availability?.availableCount)).toEqual(created.map(() => 11)));
  });

  test('ends equal to the table although the first event after each start is lost', async () => {
    const level = await aLevel();
    const { webSocket, lost } = lossySocket();
    const page = show(shopperOf(stack, { webSocket }), level.productId);
    await untilLive(page);
    await correct(stack, level, -1);
    await untilTrue(stack, page);
    // The second read may have come before the event.
    await eventually(async () => expect(lost()).toBe(1));
    expect(page.view.availability?.availableCount).toBe(9);
  });

  test('ends equal to the table after an hour of sleep', async () => {
    const level = await aLevel();
    const page = show(shopperOf(stack, { times: { tickMs: 50 } }), level.productId);
    await untilLive(page);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
    await eventually(async () => expect(page.states).toContain('stale'));
    vi.useRealTimers();
    await correct(stack, level, -1);
    await untilTrue(stack, page);
  });
});

describe('a page of staff', () => {
  test('follows stock with a token, retired levels included', async () => {
    const [level, retired] = await Promise.all([aLevel(), aLevel({ stock: 0 })]);
    const scope = { productIds: [level.productId, retired.productId], complete: true };
    const store = staffOf(stack, scope, { authorization: accessToken(() => stack.tokens.viewer) });
    await untilEqual(stack, store, [level, retired]);
    await Promise.all(Array.from({ length: 10 }, () => correct(stack, level, -1)));
    await accepted(removeStock(admin, { ...keyOf(retired), expectedVersion: 1 }));
    await untilEqual(stack, store, [level, retired]);
    expect(store.get(level)?.stockCount).toBe(0);
    expect(store.all()).toHaveLength(1);
  });

  test('is stale when the caller may not subscribe', async () => {
    const store = staffOf(stack, {}, {});
    await eventually(async () => expect(store.state).toBe('stale'));
  });
});

describe('a back end', () => {
  test('follows stock with signed requests', async () => {
    const level = await aLevel({ name: 'Lamp', category: 'Lights' });
    const authorization = sigV4({ region: stack.region, credentials: stack.credentials.checkout });
    const store = staffOf(stack, { productIds: [level.productId] }, { authorization });
    await eventually(async () => expect(store.state).toBe('live'));
    const since = store.mark();
    store.put([await accepted(stock(viewer, level))], since);
    await aReservation([line(level, 4)]);
    await accepted(updateStock(admin, { ...keyOf(level), expectedVersion: 1, name: '', note: 'renamed' }));
    await untilEqual(stack, store, [level]);
  });
});
