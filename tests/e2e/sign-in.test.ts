import { expect, test } from 'vitest';
import { axeFindings, useBrowser } from './support/browser.ts';

const { open, origin } = useBrowser();

/** The address to which the panel sends people. */
async function authorizeUrl(): Promise<string> {
  const { signIn } = (await (await fetch(`${origin}/config.json`)).json()) as { signIn: { clientId: string } };
  const parameters = {
    client_id: signIn.clientId,
    redirect_uri: `${origin}/admin-panel.html`,
    response_type: 'code',
    scope: 'openid',
    state: 's',
  };
  return `${origin}/_local/sign-in/oauth2/authorize?${new URLSearchParams(parameters).toString()}`;
}

test.each(['light', 'dark'] as const)('the local sign-in page is accessible and keeps its own policy in %s', async (colorScheme) => {
  const { page, problems } = await open({ colorScheme });
  await page.goto(await authorizeUrl());
  expect(await axeFindings(page)).toEqual([]);
  await page.getByText('Somebody else').click();
  expect(await axeFindings(page)).toEqual([]);
  expect(problems).toEqual([]);
});

test('choosing a user leads back with a code', async () => {
  const { page } = await open();
  await page.goto(await authorizeUrl());
  await page.getByRole('button', { name: 'Sign in as viewer' }).click();
  await page.waitForURL(`${origin}/admin-panel.html?*`);
  const { searchParams } = new URL(page.url());
  expect(searchParams.get('state')).toBe('s');
  expect(searchParams.get('code')).toMatch(/./);
});
