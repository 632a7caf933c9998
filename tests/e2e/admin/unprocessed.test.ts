import { expect, test } from 'vitest';
import { keepFailedRecord } from '../../support/failed-records.ts';
import { useStack } from '../../support/stack.ts';
import { look } from '../support/browser.ts';
import { ownProducts, usePanel, withoutAnswers } from '../support/panel.ts';

const { enter } = usePanel();
const stack = useStack();

test.each([
  ['en-GB', /Not processed/, 'Show what was not processed', 'History, live numbers, lists and alerts'],
  ['de-DE', /Nicht verarbeitet/, 'Nicht Verarbeitetes anzeigen', 'Verlauf, Live-Zahlen, Listen und Meldungen'],
])('home counts what functions gave up, and leads to what is missing of which product, in %s', async (locale, title, toAll, missing) => {
  const product = ownProducts().product('lost');
  await giveUp(product);
  const { page, problems } = await enter({ query: '?view=home', locale });
  await page.getByRole('heading', { name: new RegExp(`${title.source} \\([1-9]`) }).waitFor();
  expect(await look(page, `home-unprocessed-${locale}`)).toEqual([]);
  await page.getByRole('link', { name: toAll }).click();
  const row = page.getByRole('row').filter({ hasText: product });
  await row.getByText(missing).waitFor();
  expect(await look(page, `unprocessed-${locale}`)).toEqual([]);
  await row.getByRole('link', { name: product }).click();
  await page.waitForURL(`**?product=${product}`);
  expect(problems).toEqual([]);
});

test('what was given up and cannot be read is not called nothing', async () => {
  const { page } = await enter({ viewport: { width: 390, height: 844 } });
  const end = await withoutAnswers(page, 'deadLetters');
  await page.goto(page.url().replace(/\?.*|$/, '?view=unprocessed'));
  await page.getByText('Could not be loaded').waitFor();
  expect(await page.getByText('Everything was processed').count()).toBe(0);
  await end();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('Could not be loaded').waitFor({ state: 'detached' });
});

/** As if the change feed had given up a change of this product. */
async function giveUp(product: string): Promise<void> {
  const account = stack.alerts.topicArn.split(':')[4] ?? '';
  const now = new Date().toISOString();
  const image = { product_id: { S: product }, warehouse_id: { S: 'LONDON' } };
  await keepFailedRecord(
    stack,
    `aws/lambda/mapping/shard/${now.slice(0, 10).replaceAll('-', '/')}/${now.slice(0, 19).replaceAll(':', '.')}-${product}`,
    {
      requestContext: { functionArn: `arn:aws:lambda:${stack.region}:${account}:function:${stack.functions.changeFeed}` },
      timestamp: now,
      DDBStreamBatchInfo: { batchSize: 1 },
      payload: JSON.stringify({ Records: [{ dynamodb: { Keys: image, NewImage: image } }] }),
    },
  );
}
