import { chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import provideStack from '../../support/provide-stack.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the browser of this run listens. */
    browser: string;
  }
}

/**
 * Chromium obeys the last list of features only, so Playwright's own is repeated. Before it what
 * takes as much work as the page under test: two pages of the address bar that each window would
 * load though nobody sees them, and a process in reserve.
 */
const UNUSED_FEATURES = [
  ...['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup', 'SpareRendererForSitePerProcess'],
  ...['AvoidUnnecessaryBeforeUnloadCheckSync', 'DestroyProfileOnBrowserClose', 'HttpsUpgrades', 'HttpsFirstBalancedModeAutoEnable'],
  ...['LensOverlay', 'MediaRouter', 'PaintHolding', 'ThirdPartyStoragePartitioning', 'AvoidCorsURLLoaderRestartOnRedirect'],
  ...['OptimizationHints', 'NetworkTimeServiceQuerying', 'AimEnabled', 'PreconnectToSearch'],
];

/** Chromium says nothing to anybody but the pages. */
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  `--disable-features=${UNUSED_FEATURES.join(',')}`,
];

/**
 * Vitest's global set-up for browser tests: one stack, and one browser in which each test opens a
 * context of its own.
 */
export default async function provideStackAndBrowser(project: TestProject): Promise<() => Promise<void>> {
  const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
  const browser = await chromium.launchServer({ executablePath, headless: true, args: QUIET }).catch((cause: unknown) => {
    const advice = 'Install Chromium (Debian: apt-get install chromium), or name it in CHROMIUM_PATH.';
    throw new Error(`The browser at ${executablePath} does not start. ${advice}`, { cause });
  });
  const stopStack = await provideStack(project).catch(async (failure: unknown) => {
    await browser.close();
    throw failure;
  });
  project.provide('browser', browser.wsEndpoint());
  return async () => {
    await browser.close();
    await stopStack?.();
  };
}
