import { expect, test } from 'vitest';
import { callersOf } from '../support/client.ts';
import { aLevel, levels, line, newId } from '../support/fixtures.ts';
import { reserveStock } from '../support/operations.ts';
import { accepted } from '../support/outcome.ts';
import { useStack } from '../support/stack.ts';
import { badge, reached, traffic } from './support/badge-page.ts';
import { axeFindings, useBrowser } from './support/browser.ts';
import { useShop } from './support/shop-page.ts';

const { open, origin } = useBrowser();
const { show } = useShop();
const script = `<script type="module" src="${origin}/inventory-widget.js"></script>`;

/** A strict policy: only the script of the site runs, and no style but from files. */
const strict = {
  'content-security-policy': `default-src 'none'; script-src ${origin}; connect-src ${origin} ${origin.replace('http', 'ws')}; img-src data:`,
};

test('a badge follows what is sold elsewhere', async () => {
  const level = await aLevel({ stock: 5, threshold: 3 });
  const { page, problems } = await open();
  await page.goto(show(badge(level.productId) + script));
  await page.getByText('In stock').waitFor();
  const { checkout } = callersOf(useStack());
  await accepted(reserveStock(checkout, { reservationId: newId(), lines: [line(level, 3)] }));
  await page.getByText('Only 2 left').waitFor();
  await accepted(reserveStock(checkout, { reservationId: newId(), lines: [line(level, 2)] }));
  await page.getByText('Out of stock').waitFor();
  expect(await axeFindings(page)).toEqual([]);
  expect(problems).toEqual([]);
});

test('many badges share one socket and one batch of queries', async () => {
  const products = await levels(30);
  const { page } = await open({ viewport: { width: 1000, height: 2_000 } });
  const seen = traffic(page);
  await page.goto(show(products.map(({ productId }) => badge(productId)).join(' ') + script));
  await Promise.all(products.map(({ productId }) => reached(page, productId, 'in')));
  expect(seen.sockets).toBe(1);
  // One when they appear, one when the subscription stands, at most one more a moment later.
  expect(seen.queries.length).toBeLessThanOrEqual(3);
});

test('only badges near the screen are subscribed', async () => {
  const [near, far] = await Promise.all([aLevel(), aLevel()]);
  const { page } = await open();
  const seen = traffic(page);
  const spacer = '<br><svg width="1" height="5000" aria-hidden="true"></svg><br>';
  await page.goto(show(badge(near.productId) + spacer + badge(far.productId) + script));
  await reached(page, near.productId, 'in');
  const asked = () => [...seen.queries, ...seen.subscribed].join('\n');
  expect(asked()).not.toContain(far.productId);
  await page.locator('stock-badge').last().scrollIntoViewIfNeeded();
  await reached(page, far.productId, 'in');
  expect(asked()).toContain(far.productId);
});

test('a page where sockets are blocked is polled', async () => {
  const level = await aLevel({ stock: 5, threshold: 3 });
  const { page } = await open();
  await page.clock.install();
  await page.routeWebSocket(/realtime/, (socket) => socket.close({ code: 1008 }));
  await page.goto(show(badge(level.productId) + script));
  await page.clock.runFor(1_000);
  await page.getByText('In stock').waitFor();
  await accepted(reserveStock(callersOf(useStack()).checkout, { reservationId: newId(), lines: [line(level, 3)] }));
  await page.clock.runFor(31_000);
  await page.getByText('Only 2 left').waitFor();
});

test('a product that nobody keeps is unknown too where sockets are blocked', async () => {
  const { page } = await open();
  await page.routeWebSocket(/realtime/, (socket) => socket.close({ code: 1008 }));
  await page.goto(show(badge(newId()) + script));
  await page.getByText('Availability unknown').waitFor();
});

test('a number that cannot be read any more is not shown for long', async () => {
  const level = await aLevel();
  const { page } = await open();
  await page.clock.install();
  await page.routeWebSocket(/realtime/, (socket) => socket.close({ code: 1008 }));
  await page.goto(show(badge(level.productId) + script));
  await page.clock.runFor(1_000);
  await page.getByText('In stock').waitFor();
  await page.route('**/graphql', (route) => route.abort());
  await page.clock.runFor(130_000);
  await page.getByText('Availability unknown').waitFor();
});

test('a product that nobody keeps is unknown, not out of stock', async () => {
  const { page } = await open();
  await page.goto(show(badge(newId()) + script));
  await page.getByText('Availability unknown').waitFor();
});

test.each([
  ['a config.json that is not there', `config="${origin}/nowhere/config.json"`],
  ['a config.json that is no address', 'config="http://"'],
  ['an API that is not there', 'graphql-url="http://127.0.0.1:9/graphql" realtime-url="ws://127.0.0.1:9/realtime" api-key="da2-x"'],
])('%s leaves the page unharmed and the badge unknown', async (_case, where) => {
  const { page } = await open();
  const errors: unknown[] = [];
  page.on('pageerror', (error) => errors.push(error));
  await page.goto(show(badge('any', where) + script));
  await page.getByText('Availability unknown').waitFor();
  expect(errors).toEqual([]);
});

test('until the first answer the page’s own text stays', async () => {
  const level = await aLevel();
  const { page } = await open();
  let answer: (() => void) | undefined;
  const answered = new Promise<void>((done) => (answer = done));
  await page.route('**/config.json', async (route) => {
    await answered;
    await route.continue();
  });
  await page.goto(show(`<stock-badge product-id="${level.productId}"><i>Usually in stock</i></stock-badge>${script}`));
  await page.waitForFunction(() => customElements.get('stock-badge') !== undefined);
  expect(await page.getByText('Usually in stock').isVisible()).toBe(true);
  answer?.();
  await page.getByText('In stock', { exact: true }).waitFor();
  expect(await page.getByText('Usually in stock').isVisible()).toBe(false);
});

test('a strict policy is kept to the letter', async () => {
  const level = await aLevel();
  const { page, problems } = await open();
  await page.goto(show(badge(level.productId) + script, strict));
  await page.getByText('In stock').waitFor();
  expect(problems).toEqual([]);
});

test('hostile CSS leaves the text readable', async () => {
  const level = await aLevel();
  const { page } = await open();
  const css = `main * { all: unset; letter-spacing: 40px; text-indent: -9999px; line-height: 0; text-transform: uppercase; word-spacing: 9em }
    span, slot, .badge, .dot, .text, [part] { display: none !important; font-size: 0 !important; position: absolute; left: -9999px }`;
  await page.goto(show(`${badge(level.productId)}<style>${css}</style>${script}`));
  await reached(page, level.productId, 'in');
  const box = await page.locator('stock-badge').evaluate((host) => {
    const text = host.shadowRoot?.querySelector('[part=text]');
    return text?.getBoundingClientRect().toJSON() as DOMRect | undefined;
  });
  expect(box?.width).toBeGreaterThan(40);
  expect(box?.height).toBeGreaterThan(10);
  expect(box?.x).toBeGreaterThanOrEqual(0);
});

test('two copies of the script serve one page', async () => {
  const level = await aLevel();
  const { page, problems } = await open();
  const seen = traffic(page);
  await page.goto(
    show(`${badge(level.productId)}${script}<script type="module" src="${origin}/inventory-widget.js?other-version"></script>`),
  );
  await page.getByText('In stock').waitFor();
  expect(seen.sockets).toBe(1);
  expect(problems).toEqual([]);
});

test('the language of the page is spoken, and its own words used', async () => {
  const [one, other] = [await aLevel({ stock: 2 }), await aLevel({ stock: 2 })];
  const { page } = await open();
  const own = `<stock-badge product-id="${other.productId}"><b slot="low">Fast weg</b></stock-badge>`;
  await page.goto(show(`<p lang="de-AT">${badge(one.productId)}</p>${own}${script}`));
  await page.getByText('Nur noch 2 verfügbar').waitFor();
  await page.getByText('Fast weg').waitFor();
});

test("a badge inside another component's shadow root speaks the page's language", async () => {
  const { productId } = await aLevel({ stock: 2 });
  const { page } = await open();
  await page.goto(show(`<div lang="de_DE"><my-card></my-card></div>`));
  await page.evaluate((inner) => {
    const card = document.querySelector('my-card') as HTMLElement;
    card.attachShadow({ mode: 'open' }).innerHTML = `<section><p id="deep"></p></section>`;
    const deep = card.shadowRoot?.querySelector('#deep') as HTMLElement;
    deep.attachShadow({ mode: 'open' }).innerHTML = inner;
  }, badge(productId));
  await page.addScriptTag({ type: 'module', url: `${origin}/inventory-widget.js` });
  await page.getByText('Nur noch 2 verfügbar').waitFor();
});

test('a sentence in English says that it is English on a page that is not', async () => {
  const { productId } = await aLevel({ stock: 2 });
  const { page } = await open();
  await page.goto(show(`<p lang="ar-EG" dir="rtl">${badge(productId)}</p>${script}`));
  const sentence = page.getByText('Only 2 left');
  await sentence.waitFor();
  expect(await sentence.getAttribute('lang')).toBe('en');
});

test('one warehouse alone can be asked for', async () => {
  const { productId } = await aLevel({ stock: 50, warehouseId: 'LONDON' });
  await aLevel({ productId, stock: 0, warehouseId: 'PARIS' });
  const { page } = await open();
  await page.goto(show(badge(productId, 'warehouse-id="PARIS"') + script));
  await page.getByText('Out of stock').waitFor();
});

test('the page hears of changes', async () => {
  const level = await aLevel();
  const { page } = await open();
  await page.goto(show(badge(level.productId)));
  const received = page.evaluate(
    () => new Promise((done) => document.addEventListener('stock-change', (event) => done((event as CustomEvent<unknown>).detail))),
  );
  await page.addScriptTag({ type: 'module', url: `${origin}/inventory-widget.js` });
  expect(await received).toMatchObject({ productId: level.productId, state: 'in', availability: { availableCount: 10 } });
});
