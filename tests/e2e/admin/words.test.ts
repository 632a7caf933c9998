import { expect, test } from 'vitest';
import { callersOf } from '../../support/client.ts';
import { aLevel, line, newId } from '../../support/fixtures.ts';
import { fulfillStock } from '../../support/operations.ts';
import { accepted } from '../../support/outcome.ts';
import { useStack } from '../../support/stack.ts';
import { look } from '../support/browser.ts';
import { aPaidOrder } from '../support/orders.ts';
import { ownProducts, usePanel } from '../support/panel.ts';

const { enter } = usePanel();
const { checkout } = callersOf(useStack());

test.each([
  ['en-GB', 'Reserved', 'of it paid', 'Paid', 'Shipped'],
  ['de-DE', 'Reserviert', 'davon bezahlt', 'Bezahlt', 'Versendet'],
])(
  'what is paid and what is shipped have one word each on the page of a product, in %s',
  async (locale, reserved, ofItPaid, paid, shipped) => {
    const level = await aLevel({ productId: ownProducts().product('words'), stock: 3 });
    await aPaidOrder([line(level, 1)]);
    await accepted(fulfillStock(checkout, { orderId: newId('order'), lines: [line(level, 1)] }));
    const { page } = await enter({ locale, query: `?product=${level.productId}`, viewport: { width: 390, height: 844 } });
    await page
      .getByRole('cell', { name: new RegExp(shipped) })
      .first()
      .waitFor();
    const names = await page.locator('.big-numbers dt').allInnerTexts();
    expect(names.indexOf(ofItPaid)).toBe(names.indexOf(reserved) + 1);
    await page.getByRole('columnheader', { name: paid, exact: true }).waitFor();
    expect(await page.getByText(/Committed|Fulfilled/).count()).toBe(0);
    expect((await look(page, `phone-words-${locale}`)).filter((found) => !found.includes('mobile-toolbar-nav'))).toEqual([]);
  },
);
