import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { chromium, type Page } from 'playwright-core';
import { stockChange } from '../../domain/movement.ts';
import type { StockChange, StockKeyInput } from '../../schema/types.ts';
import { type Callers, callersOf } from '../../tests/support/client.ts';
import { importLevels } from '../../tests/support/import.ts';
import { adjustStock, stockSummary } from '../../tests/support/operations.ts';
import { beginCommand, wholeNumber } from '../../tools/command-line.ts';
import { spawnStack } from '../../tests/support/process.ts';
import type { StackDescription } from '../../tests/support/stack.ts';
import { isKept, noteCounts, shownAt, type Watched, watchFrames } from './in-page.ts';
import { startChangeStream } from './change-stream.ts';
import { type Summary, summarise, tableOf } from '../statistics.ts';

// `npm run bench:panel`: see --help. On a stack and a browser of its own.

const { values } = beginCommand({
  usage: 'npm run bench:panel -- [options]',
  about:
    "How smooth the panel stays with many products and many changes a second, and how long a change takes from a mutation's answer to the\n" +
    'number on another screen.',
  options: {
    products: { type: 'string', value: 'N', default: '50000', help: 'products in the catalogue, each with one level' },
    rate: { type: 'string', value: 'N', default: '100', help: 'changes a second' },
    seconds: { type: 'string', value: 'N', default: '10', help: 'how long each scene lasts' },
    changes: { type: 'string', value: 'N', default: '100', help: 'changes that come one at a time' },
    rows: { type: 'string', value: 'N', default: '50', help: 'rows of a page: 25, 50 or 100' },
  },
  more: 'CHROMIUM_PATH names another browser than /usr/bin/chromium. Prints a table and a line of JSON. Fails on errors, never on time.',
});
const numberOf = (name: 'products' | 'rate' | 'seconds' | 'changes' | 'rows', least = 1) =>
  wholeNumber(`--${name}`, values[name], { least, most: 1_000_000 });

/** At least so many that some are out of sight. */
const PRODUCTS = numberOf('products', 101);
const CHANGES_A_SECOND = numberOf('rate');
/** Of each scene. */
const SECONDS = numberOf('seconds');
/** One at a time, so that nothing but the way to the screen is measured. */
const SINGLE_CHANGES = numberOf('changes');
/** Rows of a page: 25, 50 or 100. Half of the changes happen in sight. */
const IN_SIGHT = numberOf('rows', 25);
/** All that the grid has, in its order. */
const COLUMNS = 'productId name warehouseId stockCount reservedCount availableCount status thresholdLevel category lastUpdated'.split(' ');
/**
 * What somebody does meanwhile. Each runs without changes and with them, on the same machine: what
 * the changes add is the difference.
 */
const scenes = { resting: rest, scrolling: scroll, typing: type, sorting: sort, searching: search };

const STOCK = 10_000;
/** The first rows, whose numbers are those of the database. */
const CHANGED_ALONE = 20;
const TYPED = 'lamp import';
const SORTED = ['On hand', 'Available', 'Name', 'Last updated'];
/** How often the panel is opened again. */
const REOPENED = 5;

const directory = mkdtempSync(join(tmpdir(), 'onhand-bench-'));
const stack = await spawnStack({ directory, memory: true });
const stream = await startChangeStream(stack.description.realtimeUrl);
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
});
try {
  const callers = callersOf(stack.description);
  note('Loading the catalogue.');
  const levels = await load(stack.description);
  note('Opening the panel.');
  const { page, firstRows, allLevels } = await openPanel(stack.description);
  const asked = countRequests(page);
  const again = await reopen(page);
  const requests = asked() / REOPENED;
  note('Measuring the way to a second screen.');
  const seen = await toSecondScreen(page, callers, levels);
  const results: Record<string, Summary> = {
    'cold: signed in to first rows': summarise([firstRows]),
    'cold: signed in to all levels': summarise([allLevels]),
    'warm: opened to first rows': summarise(again),
    'answer to number on screen': summarise(seen),
  };
  const next = changesOf(levels);
  const first = next();
  await stream.tell(() => first, CHANGES_A_SECOND).end();
  await expectShown(page, first);
  let rowsMoved = 0;
  const rates: number[] = [];
  for (const [name, scene] of Object.entries(scenes)) {
    note(`Watching the scene ${name}.`);
    const still = await watch(page, scene);
    const telling = stream.tell(next, CHANGES_A_SECOND);
    const live = await watch(page, scene);
    rates.push((await telling.end()) / SECONDS);
    rowsMoved += live.rowsMoved;
    for (const [what, { frames, longTasks }] of Object.entries({ still, live })) {
      results[`${name}, ${what}: frames`] = summarise(frames);
      results[`${name}, ${what}: tasks over 50 ms`] = summarise(longTasks);
    }
  }
  process.stdout.write(`Requests of a visit with what an earlier one left: ${requests.toFixed(1)}\n`);
  const rate = Math.min(...rates).toFixed(1);
  process.stdout.write(`${tableOf(results)}\n`);
  process.stdout.write(
    `${PRODUCTS} products, at least ${rate} changes a second where it is live, ${SECONDS} s each; rows moved: ${rowsMoved}\n`,
  );
  process.stdout.write(`${JSON.stringify({ ...results, rate, rowsMoved })}\n`);
} finally {
  await browser.close();
  stream.close();
  await stack.stop();
  rmSync(directory, { recursive: true, force: true });
}

/** What is under way, for who waits. */
function note(text: string): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);
}

/**
 * Levels of as many products, in the order of the list, when the feed has published all of them.
 */
async function load(description: StackDescription): Promise<StockKeyInput[]> {
  const levels = await importLevels(description, PRODUCTS, STOCK);
  const { viewer } = callersOf(description);
  while (((await stockSummary(viewer, {})).value?.levels ?? 0) < PRODUCTS) await pause(1_000);
  return levels.toSorted((one, other) => (one.productId < other.productId ? -1 : 1));
}

/**
 * The grid of an admin in a browser that has never seen it, with all levels, and how long it took
 * from the sign-in, milliseconds.
 */
async function openPanel({ graphqlUrl }: StackDescription): Promise<{ page: Page; firstRows: number; allLevels: number }> {
  // The panel's policy does not let it listen anywhere else.
  const page = await browser.newPage({ viewport: { width: 1500, height: 900 }, locale: 'en-GB', bypassCSP: true });
  await page.route('**/config.json', async (route) => {
    const config = (await (await route.fetch()).json()) as object;
    await route.fulfill({ json: { ...config, realtimeUrl: stream.url } });
  });
  page.setDefaultTimeout(600_000);
  await page.addInitScript((kept) => localStorage.setItem('onhand.grid', kept), JSON.stringify({ columns: COLUMNS, pageSize: IN_SIGHT }));
  await page.goto(`${new URL(graphqlUrl).origin}/admin-panel.html`);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Sign in as admin' }).click();
  await page.waitForURL('**/admin-panel.html*');
  const begun = performance.now();
  await page.locator(`tbody tr:nth-child(${IN_SIGHT})`).waitFor();
  const firstRows = performance.now() - begun;
  await page.getByText(/^Page 1 of/).waitFor();
  const allLevels = performance.now() - begun;
  await page.getByText(/^Loading all levels|^Comparing/).waitFor({ state: 'detached' });
  while (!(await page.evaluate(isKept))) await pause(500);
  return { page, firstRows, allLevels };
}

/** How long it takes from opening the panel again to its first rows, milliseconds, a few times. */
async function reopen(page: Page): Promise<number[]> {
  const times: number[] = [];
  for (let time = 0; time < REOPENED; time += 1) {
    await page.reload({ waitUntil: 'commit' });
    await page.locator(`tbody tr:nth-child(${IN_SIGHT})`).waitFor();
    times.push(await page.evaluate(() => performance.now()));
    await page.getByText(/^Page 1 of/).waitFor();
    await page.locator('.connection[data-state="live"]').waitFor();
    await page.getByText(/^Comparing/).waitFor({ state: 'detached' });
  }
  return times;
}

/** Of the API, from now on. */
function countRequests(page: Page): () => number {
  let count = 0;
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/graphql')) count += 1;
  });
  return () => count;
}

/**
 * From the answer of each change to its number on the screen of somebody else, milliseconds. One
 * that overtakes the answer counts as 0.
 */
async function toSecondScreen(page: Page, { admin }: Callers, levels: readonly StockKeyInput[]): Promise<number[]> {
  const delays: number[] = [];
  await page.evaluate(noteCounts);
  for (let change = 0; change < SINGLE_CHANGES; change += 1) {
    const level = levels[change % CHANGED_ALONE] as StockKeyInput;
    const { value } = await adjustStock(admin, { adjustmentId: randomUUID(), ...level, delta: 1, reason: 'CORRECTION' });
    const answered = Date.now();
    if (!value) throw new Error('A change was not made.');
    const at = await page.evaluate(shownAt, { productId: level.productId, count: new Intl.NumberFormat('en-GB').format(value.stockCount) });
    delays.push(Math.max(0, at - answered));
  }
  return delays;
}

/** The frames of the page while somebody does something. */
async function watch(page: Page, scene: (page: Page, until: number) => Promise<void>): Promise<Watched> {
  const until = performance.now() + SECONDS * 1_000;
  const watched = page.evaluate(watchFrames, SECONDS * 1_000);
  const [result] = await Promise.all([watched, scene(page, until)]);
  return result;
}

async function rest(page: Page, until: number): Promise<void> {
  await page.mouse.move(600, 500);
  await pause(until - performance.now());
}

async function scroll(page: Page, until: number): Promise<void> {
  await page.mouse.move(600, 500);
  for (let step = 0; performance.now() < until; step += 1) await page.mouse.wheel(0, step % 40 < 20 ? 200 : -200);
}

/** Without a rest: each key searches all levels, and all of them match. */
async function type(page: Page, until: number): Promise<void> {
  const field = page.getByRole('searchbox', { name: 'Search' });
  while (performance.now() < until) {
    await field.pressSequentially(TYPED, { delay: 60 });
    if ((await field.inputValue()) !== TYPED) throw new Error('What was typed is not what stands there.');
    await field.fill('');
  }
}

/** By one column after the other, each time all levels. */
async function sort(page: Page, until: number): Promise<void> {
  // One row a product is called so too.
  const head = (name: string) => page.getByRole('grid').getByRole('button', { name, exact: true });
  for (let step = 0; performance.now() < until; step += 1) {
    await head(SORTED[step % SORTED.length] as string).click();
    await pause(400);
  }
  await head('Product').click();
}

/** From a full page to an empty one and back. */
async function search(page: Page, until: number): Promise<void> {
  const field = page.getByRole('searchbox', { name: 'Search' });
  while (performance.now() < until) {
    await field.fill('nothing is called so');
    await page.locator('tbody tr a').first().waitFor({ state: 'detached' });
    await field.fill('');
    await page.locator(`tbody tr:nth-child(${IN_SIGHT})`).waitFor();
  }
}

/**
 * Changes of levels, the first and each second one in sight; levels of single changes are left out.
 */
function changesOf(levels: readonly StockKeyInput[]): () => StockChange {
  const changes = new Map<string, StockChange>();
  const [inSight, others] = [levels.slice(CHANGED_ALONE, IN_SIGHT), levels.slice(IN_SIGHT)];
  let made = 0;
  return () => {
    const some = made % 2 === 0 ? inSight : others;
    const { productId, warehouseId } = some[Math.floor(made / 2) % some.length] as StockKeyInput;
    made += 1;
    const { sequence, stockCount } = changes.get(productId) ?? { sequence: 1, stockCount: STOCK };
    const change = stockChange({
      ...{ level: '', product_id: productId, warehouse_id: warehouseId, sequence: sequence + 1, version: sequence + 1 },
      ...{
        cause: 'ADJUSTED',
        stock_delta: -1,
        reserved_delta: 0,
        reason: 'CORRECTION',
        name: 'Lamp',
        changed_at: new Date().toISOString(),
      },
      ...{ stock_count: stockCount - 1, reserved_count: 0, available_count: stockCount - 1, threshold_level: 5 },
    });
    changes.set(productId, change);
    return change;
  };
}

async function expectShown(page: Page, { productId, stockCount }: StockChange): Promise<void> {
  const count = page
    .locator('tbody tr', { has: page.getByRole('link', { name: productId, exact: true }) })
    .locator('[data-field="stockCount"]');
  await count.filter({ hasText: new Intl.NumberFormat('en-GB').format(stockCount) }).waitFor();
}
