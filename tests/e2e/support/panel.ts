import type { BrowserContextOptions, Locator, Page, Route } from 'playwright-core';
import type { StockLevel } from '../../../schema/types.ts';
import { newId } from '../../support/fixtures.ts';
import { useBrowser, type Watched } from './browser.ts';

export interface PanelOptions extends BrowserContextOptions {
  /** Who signs in. Default admin. */
  as?: 'admin' | 'viewer';
  /** The query of the address. */
  query?: string;
  /** The shop seems to have more levels than a browser keeps: the API makes the pages. */
  tooMany?: true;
}

/** What a tab remembers of who has signed in. */
type Session = Readonly<Record<string, string>>;

/** The panel in the browser of this run. */
export function usePanel() {
  const { open, origin } = useBrowser();
  const sessions = new Map<string, Session>();
  const address = (query = '') => `${origin}/admin-panel.html${query}`;
  const load = async ({ query, tooMany, ...options }: Omit<PanelOptions, 'as'>, session: Session = {}): Promise<Watched> => {
    // Motion is drawn frame by frame; tests that are about it ask for it.
    const watched = await open({ locale: 'en-GB', viewport: { width: 1500, height: 900 }, reducedMotion: 'reduce', ...options });
    await watched.context.addInitScript(remember, session);
    if (tooMany) await watched.page.route('**/graphql', countMany);
    await watched.page.goto(address(query));
    await watched.page.getByRole('heading', { level: 1 }).waitFor();
    return watched;
  };
  /** The page before anybody has signed in. */
  const arrive = (options: Omit<PanelOptions, 'as'> = {}) => load(options);
  /**
   * The page of somebody who has signed in, live. The first of each signs in, and the others go on
   * with that session: signing in loads the panel twice.
   */
  const enter = async ({ as = 'admin', ...options }: PanelOptions = {}): Promise<Watched> => {
    const session = sessions.get(as);
    const watched = await load(options, session);
    if (!session) await signIn(watched.page, as);
    await connected(watched.page);
    if (!session) sessions.set(as, await watched.page.evaluate(() => Object.fromEntries(Object.entries(sessionStorage)) as Session));
    return watched;
  };
  return { address, arrive, enter };
}

/**
 * Runs in each new document: what a tab knows from the beginning. What the page forgets later stays
 * forgotten.
 */
function remember(session: Session): void {
  if (sessionStorage.length > 0) return;
  for (const [key, value] of Object.entries(session)) sessionStorage.setItem(key, value);
}

async function countMany(route: Route): Promise<void> {
  if (!(route.request().postData() ?? '').includes('stockSummary')) return route.fallback();
  return route.fulfill({ json: { data: { stockSummary: { levels: 60_000, low: 1, out: 2, oversold: 3 } } } });
}

export async function signIn(page: Page, as: string): Promise<void> {
  await page.getByRole('button', { name: /Sign in|Anmelden/ }).click();
  await page.getByRole('button', { name: `Sign in as ${as}` }).click();
}

/** Waits until the panel says that it is live. */
export async function connected(page: Page): Promise<void> {
  await page.locator('.connection[data-state="live"]').waitFor();
}

/**
 * From here on what the page changes takes effect, but its answers are lost, of the first `most`
 * changes. `meanwhile` happens before the page notices. Returns the end of it.
 */
export async function losingAnswers(
  page: Page,
  { most = Infinity, meanwhile }: { most?: number; meanwhile?: () => Promise<unknown> } = {},
): Promise<() => Promise<void>> {
  let lost = 0;
  const lose = async (route: Route) => {
    const changes = (route.request().postData() ?? '').includes('"mutation');
    if (!changes || lost === most) return route.fallback();
    lost += 1;
    await route.fetch();
    await meanwhile?.();
    return route.abort();
  };
  await page.route('**/graphql', lose);
  return async () => page.unroute('**/graphql', lose);
}

/** The query that shows just these levels, and the start of product ids that only they have. */
export function ownProducts(): { prefix: string; query: string; product: (name: string) => string } {
  const prefix = newId('e2e');
  return { prefix, query: `?search=${prefix}`, product: (name) => `${prefix}-${name}` };
}

/** The row of a level. */
export function rowOf(page: Page, { productId, warehouseId }: Pick<StockLevel, 'productId' | 'warehouseId'>): Locator {
  return page.getByRole('row').filter({ hasText: productId }).filter({ hasText: warehouseId });
}

/** The card of a level on a phone. */
export function cardOf(page: Page, { productId, warehouseId }: Pick<StockLevel, 'productId' | 'warehouseId'>): Locator {
  return page.getByRole('listitem').filter({ hasText: productId }).filter({ hasText: warehouseId });
}

/** A number of a level as the grid shows it. */
export function countOf(
  page: Page,
  level: StockLevel,
  field: 'stockCount' | 'reservedCount' | 'committedCount' | 'availableCount' | 'safetyStock' | 'sellableCount' | 'thresholdLevel',
): Locator {
  return rowOf(page, level).locator(`[data-field="${field}"]`);
}

/** Opens the editor of a cell, types and saves. */
export async function edit(page: Page, level: StockLevel, column: string, text: string): Promise<void> {
  await rowOf(page, level)
    .getByRole('button', { name: `Edit ${column} of ${level.productId}` })
    .click();
  await page.getByRole('textbox', { name: column, exact: true }).fill(text);
  await page.getByRole('button', { name: 'Save' }).click();
}

/**
 * From here on what the page asks of this field gets no answer, or only once `until` has come
 * about. Returns the end of it.
 */
export async function withoutAnswers(page: Page, field: string, until?: Promise<unknown>): Promise<() => Promise<void>> {
  const hold = async (route: Route) => {
    if (!(route.request().postData() ?? '').includes(`${field}(`)) return route.fallback();
    await until;
    return until ? route.continue() : route.abort();
  };
  await page.route('**/graphql', hold);
  return async () => page.unroute('**/graphql', hold);
}

/** From here on what the page changes is refused, once `until` has come about. */
export async function refusingChanges(page: Page, until: Promise<unknown>): Promise<void> {
  await page.route('**/graphql', async (route) => {
    if (!(route.request().postData() ?? '').includes('"mutation')) return route.fallback();
    await until;
    return route.fulfill({ json: { data: null, errors: [{ errorType: 'NOT_FOUND', message: 'There is no such level.' }] } });
  });
}
