import { expect, test } from 'vitest';
import { aLevel } from '../../support/fixtures.ts';
import { cardOf, ownProducts, refusingChanges, usePanel } from '../support/panel.ts';

const { enter } = usePanel();
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true } as const;

test('on a phone a message of what failed leaves the focus to who is typing in the next sheet', async () => {
  const { query, product } = ownProducts();
  const [failing, next] = [
    await aLevel({ productId: product('failing'), stock: 10 }),
    await aLevel({ productId: product('next'), stock: 10 }),
  ];
  const { page } = await enter({ ...phone, query });
  const { promise: typed, resolve: typeOn } = Promise.withResolvers<undefined>();
  await refusingChanges(page, typed);
  await cardOf(page, failing)
    .getByRole('button', { name: /One more/ })
    .tap();
  await cardOf(page, next).getByRole('button', { name: /^Edit/ }).tap();
  await page.keyboard.type('12');
  typeOn(undefined);
  const message = page.getByRole('region', { name: 'Messages' }).getByText(failing.productId);
  await message.waitFor();
  // As slowly as a thumb: the focus goes to an alert a moment after it was drawn.
  await page.keyboard.type('3456', { delay: 150 });
  expect(await page.getByRole('dialog').getByRole('textbox').inputValue()).toBe('123456');
});

test('an edit that failed does not open again over a field in which somebody types', async () => {
  const { query, product } = ownProducts();
  const level = await aLevel({ productId: product('failing'), stock: 10 });
  const { page } = await enter({ ...phone, query });
  const { promise: typed, resolve: typeOn } = Promise.withResolvers<undefined>();
  await refusingChanges(page, typed);
  await cardOf(page, level).getByRole('button', { name: /^Edit/ }).tap();
  await page.keyboard.type('12');
  await page.keyboard.press('Enter');
  const search = page.getByRole('searchbox');
  await search.tap();
  await search.press('End');
  typeOn(undefined);
  await page.getByRole('region', { name: 'Messages' }).getByText(level.productId).waitFor();
  await page.keyboard.type('-f');
  expect(await search.inputValue()).toMatch(/-f$/);
  expect(await page.getByRole('dialog').count()).toBe(0);
});
