import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { look, type Watched } from '../support/browser.ts';
import { connected, signIn, usePanel } from '../support/panel.ts';

const { arrive, address } = usePanel();
/** Where the page asks the issuer for tokens. */
const TOKENS = '**/oauth2/token';

test('who signs in comes back to the address that he had opened', async () => {
  const { page, problems } = await arrive({ query: '?status=LOW_STOCK&category=Toys' });
  expect(await look(page, 'sign-in')).toEqual([]);
  await signIn(page, 'admin');
  await connected(page);
  expect(page.url()).toBe(address('?status=LOW_STOCK&category=Toys'));
  await page.getByRole('heading', { name: /Low stock/ }).waitFor();
  expect(problems).toEqual([]);
});

test('who is in no group is informed and can sign out', async () => {
  const { page } = await arrive();
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('Somebody else').click();
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByText('is in neither of the groups').waitFor();
  expect(await look(page, 'no-group')).toEqual([]);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
});

test('a reload keeps the session, signing out ends it and deletes the levels and the file that the browser kept', async () => {
  const { page } = await signedIn();
  await page.reload();
  await connected(page);
  const copies = () => page.evaluate(async () => (await indexedDB.databases()).length);
  await expect.poll(copies).toBe(1);
  await page.evaluate(keepImport);
  expect(await copies()).toBe(2);
  await page.getByRole('button', { name: /admin \(admin\)/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  await expect.poll(copies).toBe(0);
});

test('a sign-out whose page ends before the kept levels are deleted is finished by the next page', async () => {
  const { page } = await signedIn();
  const copies = () => page.evaluate(async () => (await indexedDB.databases()).length);
  await expect.poll(copies).toBe(1);
  // Of this page only: the next one has its own.
  await page.evaluate(() => {
    indexedDB.deleteDatabase = () => new EventTarget() as IDBOpenDBRequest;
  });
  await page.getByRole('button', { name: /admin \(admin\)/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  await expect.poll(copies).toBe(0);
});

test('what renewed a session renews nothing after signing out', async () => {
  const { page } = await signedIn();
  const stored = await page.evaluate(() => {
    const keys = Array.from({ length: sessionStorage.length }, (_, index) => sessionStorage.key(index) ?? '');
    return sessionStorage.getItem(keys.find((key) => key.startsWith('oidc.user:')) ?? '');
  });
  const { refresh_token, access_token } = JSON.parse(String(stored)) as Record<string, string>;
  const { client_id = '' } = JSON.parse(atob(String(access_token).split('.')[1] ?? '')) as Record<string, string>;
  const renewed = page.waitForRequest('**/oauth2/revoke');
  await page.getByRole('button', { name: /admin \(admin\)/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  const address = (await renewed).url().replace('revoke', 'token');
  const body = new URLSearchParams({ grant_type: 'refresh_token', client_id, refresh_token: String(refresh_token) });
  expect(await (await fetch(address, { method: 'POST', body })).json()).toEqual({ error: 'invalid_grant' });
});

test('a session that ends while somebody works is begun again in another window, and what was typed is kept', async () => {
  const { page } = await signedIn();
  await revoke(page);
  await page.getByRole('searchbox', { name: 'Search' }).fill('what I typed');
  await signInAgain(page);
  await connected(page);
  expect(await page.getByRole('searchbox', { name: 'Search' }).inputValue()).toBe('what I typed');
});

test('a renewal that is refused only after somebody has signed in again does not end the new session', async () => {
  const { page } = await signedIn();
  await revoke(page);
  await page.getByRole('searchbox', { name: 'Search' }).fill('first');
  await page.getByRole('button', { name: 'Sign in again' }).waitFor();
  const { promise: released, resolve: release } = Promise.withResolvers<undefined>();
  await page.route(TOKENS, async (route) => {
    await released;
    await route.continue();
  });
  const [renewal] = await Promise.all([page.waitForRequest(TOKENS), page.getByRole('searchbox', { name: 'Search' }).fill('second')]);
  await signInAgain(page);
  release(undefined);
  expect((await renewal.response())?.status()).toBe(400);
  await connected(page);
  expect(await page.getByRole('button', { name: 'Sign in again' }).count()).toBe(0);
});

test('a tab that is opened beside another one has its session, which no disk keeps', async () => {
  const { page, context } = await signedIn();
  const tab = await context.newPage();
  await tab.goto(address('?view=reservations'));
  await connected(tab);
  await page.close();
  await tab.reload();
  await connected(tab);
  expect(await tab.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('oidc')))).toEqual([]);
  await tab.close();
  const late = await context.newPage();
  await late.goto(address());
  await late.getByRole('button', { name: 'Sign in' }).waitFor();
});

test('signing out in one tab signs out of the others', async () => {
  const { page, context } = await signedIn();
  const tab = await context.newPage();
  await tab.goto(address());
  await connected(tab);
  await page.getByRole('button', { name: /admin \(admin\)/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await tab.getByRole('button', { name: 'Sign in' }).waitFor();
});

test('tabs renew their session once for all of them', async () => {
  const { page, context } = await signedIn();
  const tab = await context.newPage();
  await tab.goto(address());
  await connected(tab);
  let renewals = 0;
  await context.route(TOKENS, async (route) => {
    renewals += 1;
    await route.continue();
  });
  for (const each of [page, tab]) await outdate(each);
  await Promise.all([page, tab].map(askApi));
  expect(renewals).toBe(1);
  expect(await refreshTokenOf(page)).toBe(await refreshTokenOf(tab));
});

test('a tab that has not heard yet that another one renewed takes over what that got', async () => {
  const { page, context } = await signedIn();
  const tab = await context.newPage();
  await tab.addInitScript(hearNothing);
  await tab.goto(address());
  await connected(tab);
  let renewals = 0;
  await context.route(TOKENS, async (route) => {
    renewals += 1;
    await route.continue();
  });
  for (const each of [page, tab]) await outdate(each);
  await tab.evaluate(() => Object.assign(window, { deafSince: performance.now() }));
  await askApi(page);
  // What one tab stores reaches the other one a moment later.
  await expect.poll(() => tab.evaluate(() => localStorage.getItem('onhand-renewed-until'))).not.toBeNull();
  await askApi(tab);
  expect(renewals).toBe(1);
  expect(await refreshTokenOf(tab)).toBe(await refreshTokenOf(page));
});

test('a tab whose renewal is refused takes over what another one got meanwhile', async () => {
  const { page, context } = await signedIn();
  const tab = await context.newPage();
  await tab.addInitScript(hearNothing);
  await tab.goto(address());
  await connected(tab);
  for (const each of [page, tab]) await outdate(each);
  await tab.evaluate(() => Object.assign(window, { deafSince: performance.now() }));
  await askApi(page);
  // As if what the other tab stored had not arrived here yet, and the time were over in which its
  // old refresh token works once more.
  await tab.evaluate(() => localStorage.removeItem('onhand-renewed-until'));
  await tab.route(TOKENS, (route) => route.fulfill({ status: 400, json: { error: 'invalid_grant' } }));
  await askApi(tab);
  expect(await refreshTokenOf(tab)).toBe(await refreshTokenOf(page));
});

/** Opens a view that only the API can answer, and waits for that. */
async function askApi(page: Page): Promise<void> {
  const answered = page.waitForResponse((each) => each.ok() && each.request().postData()?.includes('listReservations') === true);
  await page.getByRole('link', { name: 'Active reservations' }).click();
  await answered;
}

/** Runs in a page: channels that it has since before `deafSince` hear nothing after that. */
function hearNothing(): void {
  window.BroadcastChannel = class extends BroadcastChannel {
    readonly born = performance.now();

    override set onmessage(hear: ((this: BroadcastChannel, event: MessageEvent) => unknown) | null) {
      super.onmessage = (event) => {
        const { deafSince = Infinity } = window as { deafSince?: number };
        if (this.born >= deafSince || performance.now() < deafSince) hear?.call(this, event);
      };
    }
  };
}

/**
 * The page of an administrator who has a session of his own: what a test does to it meets no other.
 */
async function signedIn(): Promise<Watched> {
  const watched = await arrive();
  await signIn(watched.page, 'admin');
  await connected(watched.page);
  return watched;
}

/** As if the refresh token had been revoked: the issuer refuses the next renewal. */
async function revoke(page: Page): Promise<void> {
  await outdate(page, { refresh_token: 'revoked' });
}

/** As if the hour of the access token were over. */
async function outdate(page: Page, also: Readonly<Record<string, string>> = {}): Promise<void> {
  await page.evaluate((changed) => {
    for (const [key, value] of Object.entries(sessionStorage) as [string, string][]) {
      if (!key.startsWith('oidc.user')) continue;
      sessionStorage.setItem(key, JSON.stringify({ ...(JSON.parse(value) as object), ...changed, expires_at: 1 }));
    }
  }, also);
}

async function refreshTokenOf(page: Page): Promise<string> {
  return page.evaluate(() => {
    const [, value = '{}'] = Object.entries(sessionStorage).find(([key]) => key.startsWith('oidc.user')) ?? [];
    return (JSON.parse(String(value)) as { refresh_token?: string }).refresh_token ?? '';
  });
}

async function signInAgain(page: Page): Promise<void> {
  const again = page.getByRole('button', { name: 'Sign in again' });
  const [popup] = await Promise.all([page.context().waitForEvent('page'), again.click()]);
  await popup.getByRole('button', { name: 'Sign in as admin' }).click();
  await again.waitFor({ state: 'detached' });
}

/** Runs in the page: what an import leaves there that has not ended. */
async function keepImport(): Promise<void> {
  await new Promise<void>((resolve) => {
    const request = indexedDB.open('onhand-import', 1);
    request.onupgradeneeded = () => request.result.createObjectStore('files').put({ file: new File(['id'], 'levels.csv') }, 'import');
    request.onsuccess = () => {
      request.result.close();
      resolve();
    };
  });
}
