import type { BrowserContextOptions, Locator, Page, Route } from 'playwright-core';
import type { StockLevel } from '../../../schema/types.ts';
import { newId } from '../../support/given.ts';
import { useBrowser, type Watched } from './browser.ts';

export interface PanelOptions extends BrowserContextOptions {
  /** Who signs in. Default admin. */
  as?: 'admin' | 'viewer';
  /** The query of the address. */
  query?: string;
}

/** The panel in the browser of this run. */
export function usePanel() {
  const { open, origin } = useBrowser();
  const address = (query = '') => `${origin}/admin-panel.html${query}`;
  /** The page before anybody has signed in. */
  const arrive = async ({ query, ...options }: Omit<PanelOptions, 'as'> = {}): Promise<Watched> => {
    const watched = await open({ locale: 'en-GB', viewport: { width: 1500, height: 900 }, ...options });
    await watched.page.goto(address(query));
    await watched.page.getByRole('heading', { level: 1 }).waitFor();
    return watched;
  };
  /** The page of somebody who has signed in, live. */
  const enter = async ({ as = 'admin', ...options }: PanelOptions = {}): Promise<Watched> => {
    const watched = await arrive(options);
    await signIn(watched.page, as);
    await connected(watched.page);
    return watched;
  };
  return { address, arrive, enter };
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
 * From here on what the page changes takes effect, but its answers are lost, of the first `most` changes. `meanwhile` happens before the page
 * notices. Returns the end of it.
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
export function aShelf(): { prefix: string; query: string; product: (name: string) => string } {
  const prefix = newId('e2e');
  return { prefix, query: `?search=${prefix}`, product: (name) => `${prefix}-${name}` };
}

/** The row of a level. */
export function rowOf(page: Page, { productId, warehouseId }: Pick<StockLevel, 'productId' | 'warehouseId'>): Locator {
  return page.getByRole('row').filter({ hasText: productId }).filter({ hasText: warehouseId });
}

/** A number of a level as the grid shows it. */
export function countOf(
  page: Page,
  level: StockLevel,
  field: 'stockCount' | 'reservedCount' | 'availableCount' | 'thresholdLevel',
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
