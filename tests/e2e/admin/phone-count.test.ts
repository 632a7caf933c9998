import { expect, test } from 'vitest';
import { look } from '../support/browser.ts';
import { usePanel } from '../support/panel.ts';

const { enter } = usePanel();

test.each([
  ['en-GB', 'Find', 'Choose the warehouse first.'],
  ['de-DE', 'Suchen', 'Wählen Sie zuerst das Lager.'],
])('who counts a shelf without a warehouse is asked for it, in %s', async (locale, find, words) => {
  const { page } = await enter({ viewport: { width: 390, height: 844 }, hasTouch: true, locale, query: '?view=count' });
  await page.keyboard.type('4006381333931');
  await page.getByRole('button', { name: find, exact: true }).tap();
  await page.getByText(words).waitFor();
  // What opens the navigation on a phone is the design system's own.
  const findings = await look(page, `count-no-warehouse-${locale}`);
  expect(findings.filter((found) => !found.includes('mobile-toolbar-nav'))).toEqual([]);
});
