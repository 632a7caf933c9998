import { globSync, readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aLevel, aReservation, line, newId } from '../support/fixtures.ts';
import { useStack } from '../support/stack.ts';
import { traffic } from './support/badge-page.ts';
import { useBrowser } from './support/browser.ts';
import { type ClientProject, clientProject, shownFiles } from './support/client-project.ts';
import { useShop } from './support/shop-page.ts';

const stack = useStack();
const { open } = useBrowser();
const { place } = useShop();

const STRICT = { strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: false, noEmit: true };
const TSC = 'node_modules/typescript/bin/tsc';

/** A page that shows its products in two places, and can show other ones. */
const PAGE = `
import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { useAvailability } from '@onhand/client/react';
import type {} from '@onhand/client/badge/react';
import { inventory, Stock } from './stock';

const products = new URLSearchParams(location.search).getAll('product');

function List({ ids }: { ids: string[] }) {
  const views = useAvailability(inventory, ids);
  return <ul>{ids.map((id) => <li key={id}>{id}: {views.get(id)?.state} {views.get(id)?.availability?.availableCount}</li>)}</ul>;
}

function Shop() {
  const [count, show] = useState(1);
  const ids = products.slice(0, count);
  return (
    <main>
      {[0, 1, 2].map((most) => <button key={most} onClick={() => { show(most); }}>Show {most}</button>)}
      {ids.map((id) => <section key={id} aria-label={id}><Stock productId={id} /></section>)}
      <List ids={ids} />
      <stock-badge product-id={ids[0]} announce onstock-change={({ detail }) => { document.title = detail.state; }}>?</stock-badge>
    </main>
  );
}

const root = document.getElementById('root');
if (root) createRoot(root).render(<StrictMode><Shop /></StrictMode>);
`;

/** What a compiler without a bundler takes, each entry once. */
const PROGRAM = `
import { readFileSync } from 'node:fs';
import { type AwsCredentials, type Reservation } from '@onhand/client';
import { createApi, createAvailabilityStore, type AvailabilityView } from '@onhand/client/stores';
import { useAvailability } from '@onhand/client/react';
import '@onhand/client/badge';
import { shopOf, type Stage } from './checkout.js';

const stack = JSON.parse(readFileSync('stack.json', 'utf8')) as Stage & { credentials: { checkout: AwsCredentials } };
const shop = shopOf(stack, stack.credentials.checkout);
const [productId = '', warehouseId = '', attempt = ''] = process.argv.slice(2);
const lines = [{ productId, warehouseId, quantity: 2 }];
const held = [await shop.hold(attempt, lines), await shop.hold(attempt + '-more', [{ productId, warehouseId, quantity: 1000 }])];
const paid: Reservation = await shop.pay(attempt, attempt + '-order');
const { orderId } = await shop.ship(attempt, attempt + '-parcel');
console.log(JSON.stringify({ held, status: paid.status, orderId }));

export const shown = (badge: HTMLElementTagNameMap['stock-badge']): string => badge.state;
export const view = (): AvailabilityView => useAvailability(createAvailabilityStore(createApi({} as never)), 'lamp');
// @ts-expect-error Lines are needed.
export const nothing = () => shop.hold('cart');
`;

let project: ClientProject;

beforeAll(async () => {
  project = await clientProject();
  for (const [file, code] of Object.entries(shownFiles())) project.write(file, code);
  project.write('src/main.tsx', PAGE);
  project.write('src/program.ts', PROGRAM);
  project.write('stack.json', JSON.stringify(stack));
});

afterAll(() => project.remove());

test('shows a live change in React, once for all places, and opens nothing that it does not need', async () => {
  project.write(
    'index.html',
    '<!doctype html><link rel="icon" href="data:,"><div id="root"></div><script type="module" src="/src/main.tsx"></script>',
  );
  project.write('vite.config.ts', `import react from '@vitejs/plugin-react';\nexport default { base: './', plugins: [react()] };\n`);
  const addresses = { GRAPHQL_URL: stack.graphqlUrl, REALTIME_URL: stack.realtimeUrl, API_KEY: stack.apiKey };
  project.write(
    '.env',
    Object.entries(addresses)
      .map(([name, value]) => `VITE_${name}=${value}\n`)
      .join(''),
  );
  await project.node('node_modules/vite/bin/vite.js', 'build', '--logLevel', 'error');
  const [lamp, chair] = [await aLevel({ stock: 9 }), await aLevel({ stock: 4 })];
  const { page, problems } = await open();
  const seen = traffic(page);
  await page.goto(`${placeSite()}?product=${lamp.productId}&product=${chair.productId}`);

  await shows(page, lamp.productId, 9);
  await aReservation([line(lamp, 2)]);
  await shows(page, lamp.productId, 7);
  // Twice drawn by StrictMode, in two places: still one subscription.
  expect(seen.subscribed).toHaveLength(1);

  await page.getByRole('button', { name: 'Show 2' }).click();
  await shows(page, chair.productId, 4);
  await shows(page, lamp.productId, 7);
  await aReservation([line(chair, 1)]);
  await shows(page, chair.productId, 3);

  // Who signs with a key loads more.
  const scripts = globSync('assets/*.js', { cwd: project.path('dist') }).map((file) => readFileSync(project.path(`dist/${file}`), 'utf8'));
  expect(scripts.join()).toContain('onAvailabilityChange');
  expect(scripts.join()).not.toContain('AWS4-HMAC-SHA256');

  await page.getByRole('button', { name: 'Show 0' }).click();
  await expect.poll(() => seen.openSockets).toBe(0);
  expect(seen.sockets).toBe(1);
  expect(problems).toEqual([]);
});

describe('has types that hold under the strictest settings', () => {
  test('beside a bundler, with JSX', async () => {
    const compilerOptions = { ...STRICT, module: 'esnext', moduleResolution: 'bundler', jsx: 'react-jsx', types: ['vite/client'] };
    project.write('tsconfig.json', JSON.stringify({ compilerOptions: { ...compilerOptions, target: 'es2023' }, files: ['src/main.tsx'] }));
    expect(await project.node(TSC, '-p', '.')).toBe('');
  });

  test('beside Node, which then runs the checkout that the README shows', async () => {
    const compilerOptions = {
      ...STRICT,
      noEmit: false,
      outDir: 'out',
      rootDir: 'src',
      module: 'nodenext',
      types: ['node'],
      target: 'es2023',
    };
    project.write('tsconfig.node.json', JSON.stringify({ compilerOptions, files: ['src/program.ts'] }));
    expect(await project.node(TSC, '-p', 'tsconfig.node.json')).toBe('');

    const level = await aLevel({ stock: 5 });
    const attempt = newId('cart');
    const printed = await project.node('out/program.js', level.productId, level.warehouseId, attempt);
    expect(JSON.parse(printed)).toEqual({ held: [true, false], status: 'COMMITTED', orderId: `${attempt}-parcel` });
  });
});

test('says on a server that it is loading, and keeps no process alive', async () => {
  project.write(
    'server.mjs',
    `import { createElement } from 'react';
     import { renderToString } from 'react-dom/server';
     import { apiKey, createInventoryClient } from '@onhand/client';
     import { useAvailability } from '@onhand/client/react';
     const inventory = createInventoryClient({ graphqlUrl: 'https://a.example/graphql', realtimeUrl: 'wss://a.example/graphql', authorization: apiKey('key') });
     const Stock = () => useAvailability(inventory, 'lamp').state + [...useAvailability(inventory, ['lamp', 'chair']).keys()].join();
     console.log(renderToString(createElement(Stock)));`,
  );
  expect(await project.node('server.mjs')).toBe('loadinglamp,chair\n');
});

test('exports only what is in the package, and asks for no other package', () => {
  interface Manifest {
    exports: Record<string, string | Record<string, string>>;
    dependencies?: unknown;
  }
  const manifest = JSON.parse(readFileSync(project.path('node_modules/@onhand/client/package.json'), 'utf8')) as Manifest;
  const targets = Object.values(manifest.exports).flatMap((target) => (typeof target === 'string' ? [target] : Object.values(target)));
  for (const target of targets) expect(() => readFileSync(project.path(`node_modules/@onhand/client/${target}`))).not.toThrow();
  expect(manifest.dependencies).toBeUndefined();
  expect(globSync('node_modules/@onhand/client/{LICENSE,README.md}', { cwd: project.path('.') })).toHaveLength(2);
});

/** Puts what Vite has made on an origin of its own; answers with the address of the page. */
function placeSite(): string {
  const put = (file: string) => place(file, readFileSync(project.path(`dist/${file}`), 'utf8'));
  globSync('assets/*', { cwd: project.path('dist') }).forEach(put);
  return put('index.html');
}

/** Waits until both places say so much of a product. */
async function shows(page: Page, productId: string, available: number): Promise<void> {
  await page.getByRole('region', { name: productId }).getByText(`${available} available`, { exact: true }).waitFor();
  await page.getByText(`${productId}: live ${available}`, { exact: true }).waitFor();
}
