import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { chromium, type Page } from 'playwright-core';
import type { StockKeyInput } from '../../schema/types.ts';
import { type Callers, callersOf } from '../../tests/support/client.ts';
import { importLevels } from '../../tests/support/import.ts';
import { adjustStock, type Outcome, stockSummary } from '../../tests/support/operations.ts';
import { spawnStack } from '../../tests/support/process.ts';
import type { StackDescription } from '../../tests/support/stack.ts';
import { noteCounts, shownAt, type Watched, watchFrames } from './in-page.ts';
import { type Summary, summarise, tableOf } from '../statistics.ts';

// `npm run bench:panel`: how smooth the panel stays with 10,000 products and 100 changes a second, and how long a change takes from a mutation's
// answer to the number on another screen. On a stack and a browser of its own. Prints a table and a line of JSON. Fails on errors, never on time.

const PRODUCTS = numberFrom('PRODUCTS', 10_000);
const CHANGES_A_SECOND = numberFrom('RATE', 100);
/** Of each scene. */
const SECONDS = numberFrom('SECONDS', 10);
/** One at a time, so that nothing but the way to the screen is measured. */
const SINGLE_CHANGES = numberFrom('CHANGES', 100);
/** A hundred rows are a page: half of the changes happen in sight. */
const IN_SIGHT = 100;
/** What somebody does meanwhile. Each runs without changes and with them, on the same machine: what the changes add is the difference. */
const scenes = { resting: rest, scrolling: scroll, typing: type };

const TYPED = 'a search';

const directory = mkdtempSync(join(tmpdir(), 'onhand-bench-'));
const stack = await spawnStack({ directory, memory: true });
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
});
try {
  const callers = callersOf(stack.description);
  const levels = await load(stack.description);
  const page = await openPanel(stack.description);
  const seen = await toSecondScreen(page, callers, levels);
  const results: Record<string, Summary> = { 'answer to number on screen': summarise(seen) };
  let rowsMoved = 0;
  const rates: number[] = [];
  for (const [name, scene] of Object.entries(scenes)) {
    const still = await watch(page, scene);
    const changing = changeSteadily(callers, levels);
    const live = await watch(page, scene);
    rates.push((await changing.end()) / SECONDS);
    rowsMoved += live.rowsMoved;
    for (const [what, { frames, longTasks }] of Object.entries({ still, live })) {
      results[`${name}, ${what}: frames`] = summarise(frames);
      results[`${name}, ${what}: tasks over 50 ms`] = summarise(longTasks);
    }
  }
  const rate = Math.min(...rates).toFixed(1);
  process.stdout.write(`${tableOf(results)}\n`);
  process.stdout.write(
    `${PRODUCTS} products, at least ${rate} changes a second where it is live, ${SECONDS} s each; rows moved: ${rowsMoved}\n`,
  );
  process.stdout.write(`${JSON.stringify({ ...results, rate, rowsMoved })}\n`);
} finally {
  await browser.close();
  await stack.stop();
  rmSync(directory, { recursive: true, force: true });
}

/** Levels of as many products, in the order of the list, when the feed has told of all of them. */
async function load(description: StackDescription): Promise<StockKeyInput[]> {
  const levels = await importLevels(description, PRODUCTS, 10_000);
  const { viewer } = callersOf(description);
  while (((await stockSummary(viewer, {})).value?.levels ?? 0) < PRODUCTS) await pause(1_000);
  return levels.toSorted((one, other) => (one.productId < other.productId ? -1 : 1));
}

/** The grid of an admin, live, with its first page. */
async function openPanel({ graphqlUrl }: StackDescription): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1500, height: 900 }, locale: 'en-GB' });
  page.setDefaultTimeout(120_000);
  await page.goto(`${new URL(graphqlUrl).origin}/admin-panel.html`);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Sign in as admin' }).click();
  await page.locator('.connection[data-state="live"]').waitFor();
  await page.locator(`tbody tr:nth-child(${IN_SIGHT})`).waitFor();
  return page;
}

/** From the answer of each change to its number on the screen of somebody else, milliseconds. One that overtakes the answer counts as 0. */
async function toSecondScreen(page: Page, { admin }: Callers, levels: readonly StockKeyInput[]): Promise<number[]> {
  const delays: number[] = [];
  await page.evaluate(noteCounts);
  for (let change = 0; change < SINGLE_CHANGES; change += 1) {
    const level = levels[change % 20] as StockKeyInput;
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

async function type(page: Page, until: number): Promise<void> {
  const search = page.getByRole('searchbox', { name: 'Search' });
  while (performance.now() < until) {
    await search.pressSequentially(TYPED, { delay: 60 });
    if ((await search.inputValue()) !== TYPED) throw new Error('What was typed is not what stands there.');
    await search.fill('');
  }
  await page.locator(`tbody tr:nth-child(${IN_SIGHT})`).waitFor();
}

function changeSteadily({ admin }: Callers, levels: readonly StockKeyInput[]): { end: () => Promise<number> } {
  const begun = performance.now();
  const calls: Promise<void>[] = [];
  const stop = new AbortController();
  const made = (async () => {
    for (let change = 0; !stop.signal.aborted; change += 1) {
      await pause(Math.max(0, begun + (change * 1_000) / CHANGES_A_SECOND - performance.now()));
      const index = change % 2 === 0 ? (change / 2) % IN_SIGHT : IN_SIGHT + (change % (PRODUCTS - IN_SIGHT));
      const level = levels[index] as StockKeyInput;
      calls.push(worked(adjustStock(admin, { adjustmentId: randomUUID(), ...level, delta: -1, reason: 'CORRECTION' })));
    }
    await Promise.all(calls);
    return calls.length;
  })();
  return {
    end: () => {
      stop.abort();
      return made;
    },
  };
}

async function worked(call: Promise<Outcome<unknown>>): Promise<void> {
  const { answer } = await call;
  if (answer.errors || answer.status !== 200) throw new Error(`A call failed: ${answer.body}`);
}

function numberFrom(name: string, usual: number): number {
  return Number(process.env[name] ?? usual);
}
