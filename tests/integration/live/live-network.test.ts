import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type ApiOptions } from '../../../web/client/api.ts';
import { accessToken } from '../../../web/client/authorization.ts';
import { type AvailabilityView, createAvailabilityStore } from '../../../web/client/stores/availability.ts';
import { aLevel, levels } from '../../support/fixtures.ts';
import {
  apiOf,
  blankPage,
  correct,
  type Page,
  shopperOf,
  show,
  staffOf,
  turn,
  untilEqual,
  untilLive,
  untilTrue,
} from '../../support/live.ts';
import { type Proxy, startProxy } from '../../support/proxy.ts';
import { inParallel } from '../../support/race.ts';
import { isLocal, useStack } from '../../support/stack.ts';
import { eventually, pause } from '../../support/wait.ts';

const stack = useStack();
const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));

describe.runIf(isLocal(stack))('behind a bad network', () => {
  let proxy: Proxy;
  beforeAll(async () => {
    proxy = await startProxy(stack.graphqlUrl);
  });
  afterAll(() => proxy.close());
  afterEach(() => {
    vi.useRealTimers();
  });

  const throughIt = (): Partial<ApiOptions> => ({
    graphqlUrl: proxy.through(stack.graphqlUrl),
    realtimeUrl: proxy.through(stack.realtimeUrl),
    times: { tickMs: 50, backoff: { baseMs: 50, capMs: 500 } },
  });
  /** Queries take the direct way. */
  const directly: ApiOptions['fetch'] = (_url, init) => fetch(stack.graphqlUrl, init);

  test(`20 pages and 5 of staff end equal to the table while all connections drop at any time (SEED=${seed})`, async () => {
    const random = numbersFrom(seed);
    const created = await levels(4, { stock: 100 });
    const pages = Array.from({ length: 5 }, () => created)
      .flat()
      .map(({ productId }) => show(shopperOf(stack, throughIt()), productId));
    const authorization = accessToken(() => stack.tokens.viewer);
    const scope = { productIds: created.map(({ productId }) => productId), complete: true };
    const stores = Array.from({ length: 5 }, () => staffOf(stack, scope, { ...throughIt(), authorization }));
    await Promise.all(pages.map(untilLive));
    const cutting = (async () => {
      for (let round = 0; round < 6; round += 1) {
        await pause(random() * 200);
        proxy.cut();
      }
    })();
    await inParallel(created.length, async (index) => {
      for (let round = 0; round < 12; round += 1) {
        const level = created[index];
        if (level) await correct(stack, level, random() < 0.5 ? -1 : 1);
        await pause(random() * 60);
      }
    });
    await cutting;
    await Promise.all(pages.map((page) => untilTrue(stack, page)));
    await Promise.all(stores.map((store) => untilEqual(stack, store, created)));
  });

  test('a page whose connection died without a word ends equal to the table when the machine wakes', async () => {
    const level = await aLevel();
    const page = show(shopperOf(stack, { ...throughIt(), fetch: directly }), level.productId);
    await untilLive(page);
    proxy.stall();
    await correct(stack, level, -1);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
    await untilTrue(stack, page);
    expect(page.view.availability?.availableCount).toBe(9);
  });

  test('a page whose whole process was stopped ends equal to the table', async () => {
    const level = await aLevel();
    const { page, signal } = inProcess(level.productId);
    await untilLive(page);
    signal('SIGSTOP');
    proxy.cut();
    await correct(stack, level, -1);
    // Longer than what this page takes for sleep.
    await pause(1_000);
    signal('SIGCONT');
    await untilTrue(stack, page);
    expect(page.view.availability?.availableCount).toBe(9);
  });

  test('many connects and disconnects leave no connection', async () => {
    const level = await aLevel();
    const api = apiOf(stack, { ...throughIt(), fetch: directly, times: { lingerMs: 0 } });
    for (let cycle = 0; cycle < 20; cycle += 1) {
      const store = createAvailabilityStore(api);
      await untilLive(show(store, level.productId));
      store.close();
    }
    await eventually(async () => expect(api.link.state.name).toBe('idle'));
    await eventually(async () => expect(proxy.connections()).toBe(0));
  });

  function inProcess(productId: string): { page: Page; signal: (name: NodeJS.Signals) => void } {
    const args = [proxy.through(stack.graphqlUrl), proxy.through(stack.realtimeUrl), stack.apiKey, productId];
    const child = spawn('node_modules/.bin/node', ['tests/support/live-shopper.ts', ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    const page = blankPage(productId);
    createInterface(child.stdout).on('line', (text) => turn(page, JSON.parse(text) as AvailabilityView));
    return { page, signal: (name) => void child.kill(name) };
  }
});

/** Numbers from 0 to 1 that a seed decides. */
function numbersFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
