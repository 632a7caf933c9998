import { expect, onTestFinished } from 'vitest';
import type { StockKeyInput } from '../../schema/types.ts';
import { type Api, type ApiOptions, createApi } from '../../web/client/api.ts';
import { apiKey } from '../../web/client/authorization.ts';
import { type AvailabilityStore, type AvailabilityView, createAvailabilityStore } from '../../web/client/stores/availability.ts';
import { createStockStore, type StockOptions, type StockStore } from '../../web/client/stores/stock.ts';
import { callersOf } from './client.ts';
import { keyOf, newId } from './fixtures.ts';
import { adjustStock, availability, stock } from './operations.ts';
import { accepted } from './outcome.ts';
import type { StackDescription } from './stack.ts';
import { eventually } from './wait.ts';

/** Onhand's own client, as a shopper unless said otherwise, closed after the test. */
export function apiOf(stack: StackDescription, options: Partial<ApiOptions> = {}): Api {
  const { graphqlUrl, realtimeUrl } = stack;
  const api = createApi({ graphqlUrl, realtimeUrl, authorization: apiKey(stack.apiKey), ...options });
  onTestFinished(() => api.close());
  return api;
}

/** What the pages of the shop stand on. */
export function shopperOf(stack: StackDescription, options: Partial<ApiOptions> = {}): AvailabilityStore {
  const store = createAvailabilityStore(apiOf(stack, options));
  onTestFinished(() => store.close());
  return store;
}

/** What the pages of staff stand on. */
export function staffOf(stack: StackDescription, scope: StockOptions, options: Partial<ApiOptions>): StockStore {
  const store = createStockStore(apiOf(stack, options), scope);
  onTestFinished(() => store.close());
  return store;
}

/** What a page of the shop shows of one product. */
export interface Page {
  productId: string;
  view: AvailabilityView;
  /** All states that it went through. */
  states: AvailabilityView['state'][];
}

export function show(store: AvailabilityStore, productId: string): Page {
  const page = blankPage(productId);
  store.watch(productId, (view) => turn(page, view));
  return page;
}

export function blankPage(productId: string): Page {
  return { productId, view: { state: 'loading', availability: null }, states: [] };
}

/** Shows another view. */
export function turn(page: Page, view: AvailabilityView): void {
  page.view = view;
  page.states.push(view.state);
}

export async function untilLive(page: Page): Promise<void> {
  await eventually(async () => expect(page.view.state).toBe('live'));
}

/** Waits until the page shows, live, what the API answers. */
export async function untilTrue(stack: StackDescription, page: Page): Promise<void> {
  const { storefront } = callersOf(stack);
  await eventually(async () => {
    const truth = await accepted(availability(storefront, page));
    expect(page.view).toEqual({ state: 'live', availability: truth });
  });
}

/** Waits until the store has, live, what the API answers for these levels. */
export async function untilEqual(stack: StackDescription, store: StockStore, keys: readonly StockKeyInput[]): Promise<void> {
  const { viewer } = callersOf(stack);
  await eventually(async () => {
    const truth = await Promise.all(keys.map(async (key) => (await stock(viewer, key)).value ?? undefined));
    expect({ state: store.state, levels: keys.map((key) => store.get(key)) }).toEqual({ state: 'live', levels: truth });
  });
}

/** Staff correct a count. */
export async function correct(stack: StackDescription, level: StockKeyInput, delta: number): Promise<void> {
  const input = { adjustmentId: newId('adjustment'), ...keyOf(level), delta, reason: 'CORRECTION' } as const;
  await accepted(adjustStock(callersOf(stack).admin, input));
}
