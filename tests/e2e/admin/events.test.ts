import { expect, test } from 'vitest';
import { awsJson } from '../../support/aws-json.ts';
import { newId } from '../../support/fixtures.ts';
import { useStack } from '../../support/stack.ts';
import { look } from '../support/browser.ts';
import { usePanel } from '../support/panel.ts';

const { enter, address } = usePanel();
const stack = useStack();

/** On the bus that every account has: what the stock does of its own accord is on another one. */
async function putEvent(DetailType: string, detail: object): Promise<void> {
  await awsJson(stack, 'events', 'AWSEvents.PutEvents', { Entries: [{ Source: 'tests', DetailType, Detail: JSON.stringify(detail) }] });
}

test('events that left are listed newest first, and one kind of them is chosen', async () => {
  const [one, other] = [`thing.${newId()}`, `thing.${newId()}`];
  await putEvent(one, { id: 'first', replay: null, data: { productId: 'LAMP', warehouseId: 'LONDON' } });
  await putEvent(one, { id: 'second', replay: 'again', data: { reservationId: 'r-1' } });
  await putEvent(other, { id: 'third', replay: null, data: { orderId: 'o-1' } });
  const { page, problems } = await enter({ viewport: { width: 1440, height: 900 } });
  await page.getByRole('link', { name: 'Events' }).click();
  await page.getByRole('row').filter({ hasText: 'third' }).getByText('o-1').waitFor();
  expect(await look(page, 'events-1440')).toEqual([]);
  await page.getByRole('button', { name: /Kind/ }).click();
  await page.getByRole('option', { name: one }).click();
  await page.getByRole('row').filter({ hasText: 'third' }).waitFor({ state: 'detached' });
  const rows = (await page.getByRole('row').allInnerTexts()).filter((text) => text.includes(one));
  expect(rows.map((text) => text.replaceAll(/\s+/g, ' '))).toEqual([
    expect.stringMatching(new RegExp(`${one} replay r-1 second`)),
    expect.stringMatching(new RegExp(`${one} LAMP, LONDON first`)),
  ]);
  expect(new URL(page.url()).searchParams.get('kind')).toBe(one);
  await page.getByRole('link', { name: 'LAMP' }).waitFor();
  expect(problems).toEqual([]);
});

test('a kind of which none has left yet says so, and a reading that fails says that and keeps the page', async () => {
  const { page } = await enter({ query: `?view=events&kind=thing.${newId()}` });
  await page.getByText('No event of this kind has left yet').waitFor();
  await page.route('**/_local/events*', (route) => route.abort());
  await page.getByRole('button', { name: 'Reload' }).click();
  await page.getByText('The events cannot be read').waitFor();
  expect(await look(page, 'events-failed')).toEqual([]);
  await page.unroute('**/_local/events*');
  await page.getByRole('button', { name: 'Reload' }).click();
  await page.getByText('No event of this kind has left yet').waitFor();
});

test('a stage that keeps no list has no such view, and says where to look', async () => {
  const { page } = await enter();
  await page.route('**/config.json', async (route) => {
    const config = (await (await route.fetch()).json()) as object;
    await route.fulfill({ json: { ...config, eventsUrl: undefined } });
  });
  await page.goto(address('?view=events'));
  await page.getByText('EventBridge keeps no list').waitFor();
  await page.getByRole('link', { name: 'Packing list' }).waitFor();
  expect(await page.getByRole('link', { name: 'Events' }).count()).toBe(0);
});
