import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openJournal, startJournal } from '../../../scripts/import/journal.ts';
import { createInventoryClient, sigV4 } from '../../../web/client/main.ts';
import { exportCsv, planImport } from '../../../web/csv/index.ts';
import { callersOf } from '../../support/client.ts';
import { aLevel, keyOf, newId } from '../../support/fixtures.ts';
import { anImport } from '../../support/import-file.ts';
import { adjustStock, stock } from '../../support/operations.ts';
import { accepted } from '../../support/outcome.ts';
import { useStack } from '../../support/stack.ts';

const stack = useStack();
const { admin, viewer } = callersOf(stack);

function clientOf() {
  const { graphqlUrl, realtimeUrl, region, credentials } = stack;
  return createInventoryClient({ graphqlUrl, realtimeUrl, authorization: sigV4({ region, credentials: credentials.catalogue }) });
}

const aFile = (text: string) => anImport(stack, text);

test('an import shows first and then does what the file says, and doing it again changes nothing', async () => {
  const [known, born] = [await aLevel({ stock: 10, name: 'Lamp' }), newId('product')];
  const { file, report, run } = aFile(
    `\uFEFFsku;warehouse;count;name\r\n${known.productId};LONDON;7;"=Lamp; new"\r\n${born};LONDON;3;\r\n`,
  );
  expect(await run('--dry-run')).toMatchObject({ code: 0, output: expect.stringContaining('2 rows: 1 change, 1 create.') as string });
  expect(await accepted(stock(viewer, known))).toMatchObject({ stockCount: 10, version: 1 });

  expect(await run()).toMatchObject({ code: 0, output: expect.stringContaining('2 rows: 1 changed, 1 created.') as string });
  expect(await accepted(stock(viewer, known))).toMatchObject({ stockCount: 7, name: '=Lamp; new', version: 3 });
  expect(readFileSync(report, 'utf8')).toContain(`"'=Lamp; new"`);
  expect(existsSync(`${file}.import`)).toBe(false);

  expect(await run()).toMatchObject({ code: 0, output: expect.stringContaining('2 rows: 2 unchanged.') as string });
});

test('rows that are wrong stay behind, with 1 as the exit code, and a file that makes no sense is 2', async () => {
  const { productId } = await aLevel();
  const wrong = aFile(`productId,warehouseId,stockCount\n${productId},LONDON,many\n`);
  expect(await wrong.run()).toMatchObject({ code: 1, output: expect.stringContaining('line 2, refused: stockCount must be') as string });
  const senseless = aFile('colour\nred\n');
  expect(await senseless.run()).toMatchObject({ code: 2, output: expect.stringContaining('no column productId') as string });
});

test('an import that died goes on with the versions of its beginning, and sets nothing back that was sold since', async () => {
  const [written, sold, left] = [await aLevel(), await aLevel(), await aLevel()];
  const rows = [written, sold, left].map(({ productId }) => `${productId},LONDON,50`);
  const { file, run, text } = aFile(`productId,warehouseId,stockCount\n${rows.join('\n')}\n`);
  const client = clientOf();
  const subject = { graphqlUrl: stack.graphqlUrl, bytes: readFileSync(file) };
  const plan = await planImport(client, text);
  startJournal(file, subject, plan);
  // It died after two writes of which it had noted none; of one, units were taken since.
  for (const { verdict } of plan.slice(0, 2)) if ('input' in verdict) await client.updateStock(verdict.input);
  const taken = { adjustmentId: newId('sale'), ...keyOf(sold), delta: -5, reason: 'OTHER' } as const;
  await accepted(adjustStock(admin, taken));

  expect(await run()).toMatchObject({ code: 1, output: expect.stringContaining('2 changed, 1 conflict') as string });
  const counts = await Promise.all([written, sold, left].map(async (key) => (await accepted(stock(viewer, key))).stockCount));
  expect(counts).toEqual([50, 45, 50]);
  expect(openJournal(file, subject)).toBeUndefined();
});

test('a journal of another content is not gone on with', async () => {
  const { productId } = await aLevel();
  const { file, run } = aFile(`productId,warehouseId,stockCount\n${productId},LONDON,1\n`);
  startJournal(file, { graphqlUrl: stack.graphqlUrl, bytes: Buffer.from('other') }, []);
  expect(await run()).toMatchObject({ code: 1, output: expect.stringContaining('forget it with --restart') as string });
  expect(await run('--restart')).toMatchObject({ code: 0 });
});

test('an interrupted import goes on only in the way in which it began', async () => {
  const { productId } = await aLevel();
  const { file, run } = aFile(`productId,warehouseId,stockCount\n${productId},LONDON,1\n`);
  startJournal(file, { graphqlUrl: stack.graphqlUrl, bytes: readFileSync(file) }, []);
  for (const way of ['--existing-only', '--columns=stockCount=stockCount'])
    expect(await run(way)).toMatchObject({ code: 1, output: expect.stringContaining('or in another way') as string });
  expect(await run()).toMatchObject({ code: 0, output: expect.stringContaining('Going on') as string });
});

test('what the command does not know is refused, and what makes no sense together', async () => {
  const { run } = aFile('productId,warehouseId,stockCount\n');
  expect(await run('--existing')).toMatchObject({ code: 2, output: expect.stringContaining('no option --existing. ') as string });
  expect(await run('--columns', 'sku=SKU')).toMatchObject({
    code: 2,
    output: expect.stringContaining('--columns has "sku=SKU"') as string,
  });
  expect(await run('--as-of', '2026-11-29 06:00')).toMatchObject({
    code: 2,
    output: expect.stringContaining('a time with its zone') as string,
  });
  expect(await run('--as-of', '2999-01-01T00:00Z')).toMatchObject({ code: 2, output: expect.stringContaining('still to come') as string });
  expect(await run('--initial', '--existing-only')).toMatchObject({
    code: 2,
    output: expect.stringContaining('Say one of them') as string,
  });
});

test('an export of levels is an import that changes nothing', async () => {
  const category = newId('category');
  await aLevel({ name: '-20% "Lamp", new\r\nline', category });
  await aLevel({ name: ' @home', category });
  const client = clientOf();
  const { items } = await client.listStock({ filter: { category } });
  const plan = await planImport(client, exportCsv(items));
  expect(plan.every(({ verdict }) => verdict.kind === 'unchanged')).toBe(true);
});
