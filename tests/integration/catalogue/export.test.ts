import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { callersOf } from '../../support/client.ts';
import { KNOWN } from '../../support/csv-files.ts';
import { aLevel, aReservation, keyOf, line, newId } from '../../support/fixtures.ts';
import { anImport } from '../../support/import-file.ts';
import { adjustStock, stock, stockHistory } from '../../support/operations.ts';
import { accepted } from '../../support/outcome.ts';
import { type StackDescription, useStack } from '../../support/stack.ts';

const stack = useStack();
const { admin, viewer } = callersOf(stack);

/** A directory, gone after the test, and the command that exports into it. */
function anExport(description: StackDescription) {
  const directory = mkdtempSync(join(tmpdir(), 'onhand-export-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const [file, stackFile] = [join(directory, 'levels.csv'), join(directory, 'stack.json')];
  writeFileSync(stackFile, JSON.stringify(description));
  const run = async (...args: string[]) => {
    const { promise, resolve } = Promise.withResolvers<{ code: number; output: string; errors: string }>();
    const env = { ...process.env, AWS_ACCESS_KEY_ID: undefined, AWS_PROFILE: undefined };
    execFile('node_modules/.bin/node', ['scripts/export.ts', '--stack', stackFile, ...args], { env }, (error, output, errors) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, output, errors }),
    );
    return promise;
  };
  return { directory, file, run };
}

test('an ERP that knows only counts changes them in an export, and sets back nothing that moved since', async () => {
  const category = newId('category');
  const [counted, sold, left] = [
    await aLevel({ stock: 10, category }),
    await aLevel({ stock: 10, category }),
    await aLevel({ stock: 10, category }),
  ];
  const { file, run } = anExport(stack);
  await expect.poll(async () => (await run('--category', category)).output.match(/IN_STOCK/g)?.length).toBe(3);
  expect(await run('--category', category, file)).toMatchObject({ code: 0, errors: `3 levels are in ${file}.\n` });

  await accepted(adjustStock(admin, { adjustmentId: newId('sale'), ...keyOf(sold), delta: -4, reason: 'OTHER' }));
  const text = readFileSync(file, 'utf8');
  const erp = [counted, sold].reduce((rows, { productId }) => rows.replace(`${productId},LONDON,10`, `${productId},LONDON,8`), text);
  const { run: load } = anImport(stack, erp);
  expect(await load()).toMatchObject({
    code: 1,
    output: expect.stringMatching(
      /version 2 instead of 1\. It now has a count of 6\.(?:.|\n)*3 rows: (?=.*1 changed)(?=.*1 conflict)(?=.*1 unchanged)/,
    ) as string,
  });
  const counts = await Promise.all([counted, sold, left].map(async (key) => (await accepted(stock(viewer, keyOf(key)))).stockCount));
  expect(counts).toEqual([8, 6, 10]);
});

test('an import without versions says which counts it overwrites, before and after it does', async () => {
  const level = await aLevel({ stock: 10 });
  const { run } = anImport(stack, `productId,warehouseId,stockCount\n${level.productId},LONDON,8\n`);
  for (const options of [['--dry-run'], []]) {
    expect((await run(...options)).output).toContain('line 2, warning: The row has no version. The level last changed at 2');
  }
});

test('counts as of a time overwrite what was only held since, and refuse what was sold', async () => {
  const [held, sold] = [await aLevel({ stock: 10 }), await aLevel({ stock: 10 })];
  const asOf = sold.lastUpdated;
  await aReservation([line(held, 1)]);
  await accepted(adjustStock(admin, { adjustmentId: newId('sale'), ...keyOf(sold), delta: -4, reason: 'OTHER' }));
  const followed = async (key: typeof held) => (await accepted(stockHistory(viewer, keyOf(key)))).items.length;
  await expect.poll(async () => [await followed(held), await followed(sold)]).toEqual([2, 2]);
  const rows = [held, sold].map(({ productId }) => `${productId},LONDON,8`);
  const { run } = anImport(stack, `productId,warehouseId,stockCount\n${rows.join('\n')}\n`);
  const { code, output } = await run('--as-of', asOf);
  expect(output).toContain('line 3, conflict: The level changed since the file was made: version 2 instead of 1. It now has a count of 6.');
  expect(output).toContain('2 rows: 1 changed, 1 conflict.');
  expect(output).not.toContain('warning');
  expect(code).toBe(1);
});

test('an export that fails in its middle leaves no file, whole or half, and an older one as it was', async () => {
  const server = createServer((request, response) => {
    request.resume();
    const [level] = KNOWN.map((known) => ({ ...known, version: 1, lastUpdated: '' }));
    pages += 1;
    const first = { data: { listStock: { items: [level], nextToken: 'more' } } };
    const refusal = { data: null, errors: [{ errorType: 'INVALID_INPUT', message: 'Nobody made this token.', path: ['listStock'] }] };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(pages % 2 === 1 ? first : refusal));
  });
  let pages = 0;
  onTestFinished(() => void server.close());
  const { port } = await new Promise<AddressInfo>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve(server.address() as AddressInfo)),
  );
  const { directory, file, run } = anExport({ ...stack, graphqlUrl: `http://127.0.0.1:${port}/graphql` });
  const refused = { code: 1, output: '', errors: 'Nobody made this token.\n' };
  expect(await run(file)).toEqual(refused);
  expect(readdirSync(directory)).toEqual(['stack.json']);
  expect(await run()).toEqual(refused);
  writeFileSync(file, 'older');
  expect(await run(file)).toEqual(refused);
  expect(readFileSync(file, 'utf8')).toBe('older');
  expect(pages).toBe(6);
});
