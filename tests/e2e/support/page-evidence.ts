import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { BrowserContext, Page, Request } from 'playwright-core';
import { evidencePlace } from '../../support/evidence.ts';

/** So many requests of a context are remembered, the last ones. */
const MAX_REQUESTS = 200;
/** So much of what a request sent tells which it was. */
const MAX_BODY = 300;

/** What the windows of a context did, for when its test fails. */
export interface PageEvidence {
  /** Keeps a picture and the text of each window, and what they asked; answers where. */
  keep: (test: string) => Promise<string>;
}

export function watchWindows(context: BrowserContext): PageEvidence {
  const requests: string[] = [];
  const windows: Page[] = [];
  context.on('page', (page) => {
    const window = `window-${windows.push(page)}`;
    const note = (request: Request, outcome: string | number) => {
      requests.push(`${new Date().toISOString()} ${window} ${outcome} ${request.method()} ${request.url()} ${sentWith(request)}`);
      if (requests.length > MAX_REQUESTS) requests.shift();
    };
    page.on('response', (response) => note(response.request(), response.status()));
    page.on('requestfailed', (request) => note(request, request.failure()?.errorText ?? 'failed'));
  });
  return {
    async keep(test) {
      const place = join(evidencePlace(test), 'pages');
      mkdirSync(place, { recursive: true });
      writeFileSync(join(place, 'requests.log'), requests.map((line) => `${line}\n`).join(''));
      for (const [index, page] of windows.entries()) await keepPage(page, join(place, `window-${index + 1}`));
      return `${resolve(place)} has what was on screen, and what the windows asked.`;
    },
  };
}

/** A window may have ended, or hang: what it still gives is kept. */
async function keepPage(page: Page, path: string): Promise<void> {
  const options = { timeout: 5_000 };
  await page.screenshot({ path: `${path}.png`, ...options }).catch(() => undefined);
  const text = await page
    .locator('body')
    .innerText(options)
    .catch((error: unknown) => String(error));
  writeFileSync(`${path}.txt`, `${page.url()}\n\n${text}\n`);
}

function sentWith(request: Request): string {
  return (request.postData() ?? '').slice(0, MAX_BODY).replaceAll(/\s+/g, ' ');
}
