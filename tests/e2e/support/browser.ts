import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, inject, onTestFinished } from 'vitest';
import { useStack } from '../../support/stack.ts';
import { watchWindows } from './page-evidence.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * How long a test waits for what a page should come to: a limit for what never comes. A browser, a
 * stack and other suites share two cores.
 */
const ACTION_TIMEOUT_MS = 60_000;

/** What went wrong on a page that nobody asked for: each makes a test fail that looks. */
export interface Watched {
  page: Page;
  context: BrowserContext;
  /** Errors on the console, uncaught ones, and reports of the content security policy. */
  problems: string[];
}

/**
 * The browser of this run for the tests of a file. `open` gives a test a context of its own, which
 * ends with the test: each open window goes on drawing.
 */
export function useBrowser(): { open: (options?: BrowserContextOptions) => Promise<Watched>; origin: string } {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await chromium.connect(inject('browser'));
  });
  afterAll(async () => {
    await browser?.close();
  });
  return {
    origin: new URL(useStack().graphqlUrl).origin,
    async open(options = {}) {
      if (!browser) throw new Error('The browser is there from beforeAll on.');
      const context = await browser.newContext(options);
      const evidence = watchWindows(context);
      onTestFinished(async ({ task }) => {
        if (task.result?.state === 'fail') process.stderr.write(`${await evidence.keep(task.fullTestName)}\n`);
        await context.close();
      });
      context.setDefaultTimeout(ACTION_TIMEOUT_MS);
      const page = await context.newPage();
      return { page, context, problems: watch(page) };
    },
  };
}

function watch(page: Page): string[] {
  const problems: string[] = [];
  // Chromium reports violations of the policy as errors on the console.
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(String(error)));
  return problems;
}

/** Where pictures of what tests look at go, for people; none when it is not set. */
const pictures = process.env['ONHAND_PICTURES'];

/**
 * What axe finds wrong on a page as it is now, one line each; of some `rules` only, when they are
 * named.
 */
export async function axeFindings(page: Page, rules?: readonly string[]): Promise<string[]> {
  // A page that went on to another address has none any more.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axeSource);
  return page.evaluate(async (runOnly) => {
    const { axe } = globalThis as unknown as { axe: { run: (options: object) => Promise<{ violations: Finding[] }> } };
    interface Finding {
      id: string;
      nodes: { target: unknown[]; failureSummary: string }[];
    }
    // Of what passes, which is most of a page, axe need not tell.
    const { violations } = await axe.run({ resultTypes: ['violations'], ...(runOnly && { runOnly }) });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} ${String(target)}: ${failureSummary}`));
  }, rules);
}

/**
 * What axe finds wrong in light, and with the colours of dark. `ONHAND_PICTURES` names a directory
 * for a picture of each, called `name`. The page stays in light, and without motion.
 */
export async function look(page: Page, name: string): Promise<string[]> {
  const findings: string[] = [];
  for (const colorScheme of ['dark', 'light'] as const) {
    // Colours on their way from one to another have a contrast that nobody sees.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    findings.push(...(await axeFindings(page, colorScheme === 'dark' ? ['color-contrast'] : undefined)));
    if (pictures !== undefined) await page.screenshot({ path: `${pictures}/${name}-${colorScheme}.png` });
  }
  return findings;
}
