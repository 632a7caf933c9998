import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textFields } from '../../domain/level-fields.ts';
import type { StockLevel } from '../../schema/types.ts';
import { OnhandError } from '../../web/client/errors.ts';
import { CallError } from '../../web/client/retry.ts';
import { applyImport, CsvError, decodeCsv, exportCsv, planImport, reportCsv, type RowResult } from '../../web/csv/index.ts';
import { lamp, level, nameOf, warehouse } from './support/warehouse.ts';
import { valueOf } from '../support/level-fields.ts';

async function verdictsOf(text: string, ...levels: StockLevel[]) {
  return (await planImport(warehouse(...levels), text)).map(({ line, verdict }) => ({ line, ...verdict }));
}

describe('a file', () => {
  test.each([
    ['commas', 'productId,warehouseId,stockCount\nlamp,LONDON,7\n'],
    ['semicolons', 'productId;warehouseId;stockCount\nlamp;LONDON;7\n'],
    ['tabs', 'productId\twarehouseId\tstockCount\nlamp\tLONDON\t7\n'],
    ['CR LF and a byte order mark', '\uFEFFproductId,warehouseId,stockCount\r\nlamp,LONDON,7\r\n'],
    ['no line end at its end', 'productId,warehouseId,stockCount\nlamp,LONDON,7'],
    ['quotes', '"productId","warehouseId","stockCount"\n"lamp","LONDON","7"\n'],
    ["other systems' titles", 'SKU,Location,On hand\nlamp,LONDON,7\n'],
  ])('with %s is read', async (_name, text) => {
    expect(await verdictsOf(text, lamp)).toMatchObject([
      { line: 2, kind: 'change', changes: [{ field: 'stockCount', from: 10, to: 7 }], input: { expectedVersion: 4, stockCount: 7 } },
    ]);
  });

  test('keeps a text of two lines with as many commas as the file', async () => {
    const text = 'productId,warehouseId,stockCount,name\nlamp,LONDON,7,"In\nred, blue, 12 cm, or white"\n';
    expect(await verdictsOf(text, lamp)).toMatchObject([{ kind: 'change', product: { name: 'In\nred, blue, 12 cm, or white' } }]);
  });

  test('keeps line breaks and quotes inside of quotes, and counts lines as an editor does', async () => {
    const text = 'productId,warehouseId,name\r\nlamp,LONDON,"a ""big""\r\nlamp"\r\n\r\nsofa,LONDON,\r\n';
    expect(await verdictsOf(text, lamp)).toMatchObject([
      { line: 2, kind: 'change', product: { name: 'a "big"\r\nlamp' } },
      { line: 5, kind: 'refused' },
    ]);
  });

  test.each([
    ['', 'is empty'],
    ['product,stock\na,1\n', 'no column warehouseId'],
    ['productId,warehouseId,colour\n', 'does not know: "colour"'],
    ['productId,warehouseId,count,stock\n', 'column stockCount twice'],
  ])('that makes no sense (%j) is refused with a sentence', async (text, sentence) => {
    const outcome = verdictsOf(text);
    await expect(outcome).rejects.toBeInstanceOf(CsvError);
    await expect(outcome).rejects.toThrow(sentence);
  });

  test('is decoded from UTF-8 and UTF-16, and refused in anything else', () => {
    expect(decodeCsv(Buffer.from('é'))).toBe('é');
    expect(decodeCsv(Buffer.from('\uFEFFé', 'utf16le'))).toBe('é');
    expect(() => decodeCsv(Buffer.from('é', 'latin1'))).toThrow('CSV UTF-8');
  });
});

describe('a row', () => {
  test.each([
    ['lamp,LONDON,10,Lamp,', 'unchanged', undefined],
    ['sofa,LONDON,3,Sofa,', 'create', undefined],
    ['sofa,LONDON,,Sofa,', 'refused', 'needs a stockCount'],
    [',LONDON,3,,', 'refused', 'productId is empty'],
    ['lamp,LONDON,"1,000",,', 'refused', 'stockCount must be a whole number'],
    ['lamp,LONDON,-1,,', 'refused', 'stockCount must be a whole number'],
    ['lamp,LONDON,1000000001,,', 'refused', 'stockCount must be a whole number from 0 to 1000000000'],
    ['lamp,LONDON,3,Lamp', 'change', undefined],
    ['lamp,LONDON,3,Lamp,4,', 'change', undefined],
    ['lamp,LONDON,3,Lamp,4,,x', 'refused', 'It has "x" in cell 7'],
    ['lamp,LONDON,3,"Lamp', 'refused', 'The quote at the beginning of cell 4 is not closed'],
    ['lamp,LONDON,3,19" lamp', 'change', undefined],
    ['lamp,LONDON,3.5,,', 'refused', 'counted in their smallest unit'],
    [`lamp,LONDON,3,${'x'.repeat(129)},`, 'refused', 'name has more than 128 characters'],
    ['held,LONDON,1,,', 'refused', 'Customers have reserved 2'],
    ['lamp,LONDON,3,,3', 'conflict', 'version 4 instead of 3'],
    ['lamp,LONDON,3,,4', 'change', undefined],
    ['lamp,LONDON,10,,3', 'unchanged', undefined],
    ['gone,LONDON,3,,7', 'conflict', 'removed since'],
  ])('%s is judged %s', async (row, kind, explanation) => {
    const held = level({ productId: 'held', warehouseId: 'LONDON' }, { reservedCount: 2 });
    const [verdict] = await verdictsOf(`productId,warehouseId,stockCount,name,version\n${row}\n`, lamp, held);
    expect(verdict).toMatchObject({
      kind,
      ...(explanation !== undefined && { explanation: expect.stringContaining(explanation) as string }),
    });
  });

  test('of a level that comes twice is refused, and so is the other', async () => {
    const text = 'productId,warehouseId,stockCount\nlamp,LONDON,1\nsofa,LONDON,1\nlamp,LONDON,2\n';
    expect(await verdictsOf(text, lamp)).toMatchObject([
      { kind: 'refused', explanation: 'The same level is also in line 4. Keep one of them.' },
      { kind: 'create' },
      { kind: 'refused', explanation: 'The same level is also in line 2. Keep one of them.' },
    ]);
  });

  test('whose text looks like a formula is imported as it is, and never leaves as one', async () => {
    const shop = warehouse(lamp);
    await applyImport(shop, await planImport(shop, 'productId,warehouseId,name\nlamp,LONDON,"=HYPERLINK(""http://x"")"\n'));
    expect(shop.levels()[0]?.name).toBe('=HYPERLINK("http://x")');
    expect(exportCsv(shop.levels())).toContain(`"'=HYPERLINK(""http://x"")"`);
  });
});

describe('applying', () => {
  const text = 'productId,warehouseId,stockCount\nlamp,LONDON,7\nsofa,LONDON,3\nbad,LONDON,x\n';

  test('does what the dry run said', async () => {
    const shop = warehouse(lamp);
    const plan = await planImport(shop, text);
    expect(shop.writes).toEqual([]);
    const results = await applyImport(shop, plan);
    expect([...results.values()].map(({ kind }) => kind)).toEqual(expect.arrayContaining(['changed', 'created', 'refused']));
    expect(shop.levels().map(({ stockCount }) => stockCount)).toEqual([7, 3]);
    expect((await planImport(shop, text)).map(({ verdict }) => verdict.kind)).toEqual(['unchanged', 'unchanged', 'refused']);
  });

  test('overwrites nothing that changed since', async () => {
    const shop = warehouse(lamp);
    const plan = await planImport(shop, text);
    shop.table.set(nameOf(lamp), { ...lamp, stockCount: 9, version: 5 });
    const results = await applyImport(shop, plan);
    expect(results.get(2)).toMatchObject({ kind: 'conflict', explanation: expect.stringContaining('count of 9') as string });
    expect(shop.table.get(nameOf(lamp))?.stockCount).toBe(9);
  });

  test('says of a conflict after a lost answer that the row may be done', async () => {
    const shop = warehouse(lamp);
    const plan = await planImport(shop, text);
    const updateStock = async () => {
      const current = { ...lamp, stockCount: 1_234 };
      throw new CallError(new OnhandError('VERSION_CONFLICT', 'A sentence.', { errorInfo: { expectedVersion: 4, current } }), {}, true);
    };
    const result = (await applyImport({ ...shop, updateStock }, plan)).get(2);
    expect(result).toMatchObject({ kind: 'conflict', problem: { code: 'PERHAPS_DONE', parts: [1_234] } });
  });

  test('goes on after an abort with what is left', async () => {
    const shop = warehouse();
    const rows = Array.from({ length: 50 }, (_, index) => `p${index},LONDON,1`);
    const plan = await planImport(shop, `productId,warehouseId,stockCount\n${rows.join('\n')}`);
    const controller = new AbortController();
    const done = new Map<number, RowResult>();
    const onResult = ({ line }: { line: number }, result: RowResult) => {
      done.set(line, result);
      if (done.size === 10) controller.abort();
    };
    await applyImport(shop, plan, { concurrency: 4, rowsPerSecond: Infinity, signal: controller.signal, onResult });
    expect(done.size).toBeGreaterThanOrEqual(10);
    expect(done.size).toBeLessThan(50);
    const results = await applyImport(shop, plan, { rowsPerSecond: Infinity, done });
    expect(results.size).toBe(50);
    expect(shop.writes).toHaveLength(50);
  });

  test("sends a token's rows no faster than was asked", async () => {
    const shop = warehouse();
    const plan = await planImport(
      shop,
      `productId,warehouseId,stockCount\n${Array.from({ length: 6 }, (_, row) => `p${row},LONDON,1`).join('\n')}`,
    );
    const begun = performance.now();
    await applyImport(shop, plan, { rowsPerSecond: 100 });
    expect(performance.now() - begun).toBeGreaterThan(49);
  });

  test('waits while the firewall turns rows away, and leaves none out', async () => {
    const shop = warehouse(lamp);
    const plan = await planImport(shop, text);
    let refusals = 3;
    const rests: number[] = [];
    const updateStock: typeof shop.updateStock = async (input) => {
      if (refusals-- > 0) throw new OnhandError('WAFForbiddenException', '403 Forbidden', { status: 403 });
      return shop.updateStock(input);
    };
    const results = await applyImport({ ...shop, updateStock }, plan, { restMs: 1, onRest: (milliseconds) => rests.push(milliseconds) });
    expect([...results.values()].map(({ kind }) => kind)).toEqual(expect.arrayContaining(['changed', 'created', 'refused']));
    expect(rests).toEqual([1, 1, 1]);
  });

  test('says so of a row that the firewall turns away for ever', async () => {
    const shop = warehouse(lamp);
    const plan = await planImport(shop, text);
    const updateStock = async () => {
      throw new OnhandError('WAFForbiddenException', '403 Forbidden', { status: 403 });
    };
    const results = await applyImport({ ...shop, updateStock }, plan, { restMs: 1, rowsPerSecond: Infinity });
    expect(results.get(2)).toMatchObject({ kind: 'failed', problem: { errorType: 'WAFForbiddenException' } });
  });

  test('ends early when nothing is allowed, and the report says what is left', async () => {
    const shop = warehouse();
    const rows = Array.from({ length: 100 }, (_, index) => `p${index},LONDON,1`);
    const plan = await planImport(shop, `productId,warehouseId,stockCount\n${rows.join('\n')}`);
    let calls = 0;
    const updateStock = async () => {
      calls += 1;
      throw new OnhandError('Unauthorized', 'Not Authorized to access updateStock on type Mutation');
    };
    const results = await applyImport({ ...shop, updateStock }, plan);
    expect(calls).toBeLessThan(40);
    expect(reportCsv(plan, results)).toContain(',left,The import ended before this row.,');
  });
});

test('importing an export changes nothing, whatever the texts are', async () => {
  const characters = fc.constantFrom(...Array.from('=+-@\t\r\n\'"`,; aé\uFEFF😀'));
  const text = fc.oneof(
    fc.constant(null),
    fc.array(characters, { minLength: 1, maxLength: 12 }).map((parts) => parts.join('')),
  );
  const texts = Object.fromEntries(
    textFields.map((each) => [each.field, each.kind === 'url' ? fc.constantFrom(null, valueOf(each), 'https://a/=1') : text]),
  );
  const idText = fc.array(fc.constantFrom(...Array.from('=+-@\'",;aé')), { minLength: 1, maxLength: 12 }).map((parts) => parts.join(''));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.record({ productId: idText, ...texts }), { maxLength: 8 }), async (given) => {
      const levels = given.map(({ productId, ...others }, index) =>
        level({ productId: `${productId}${index}`, warehouseId: 'LONDON' }, others),
      );
      const verdicts = await verdictsOf(exportCsv(levels), ...levels);
      expect(verdicts.map(({ kind }) => kind)).toEqual(levels.map(() => 'unchanged'));
    }),
  );
});

test('each text of a level is a column, whose changes are shown', async () => {
  const header = ['productId', 'warehouseId', ...textFields.map(({ field }) => field)].join(',');
  const [verdict] = await verdictsOf(`${header}\nlamp,LONDON,${textFields.map((each) => valueOf(each)).join(',')}\n`, lamp);
  const changes = textFields.map((each) => ({ field: each.field, from: lamp[each.field], to: valueOf(each) }));
  expect(verdict).toMatchObject({ kind: 'change', changes, product: Object.fromEntries(changes.map(({ field, to }) => [field, to])) });
});

describe('the safety stock', () => {
  test.each(['safetyStock', 'Safety stock', 'Sicherheitsbestand', 'Stock de sécurité', 'Existencias de seguridad', 'Veiligheidsvoorraad'])(
    'is set by a column %s, and the count stays',
    async (title) => {
      const [verdict] = await verdictsOf(`productId,warehouseId,${title}\nlamp,LONDON,3\n`, lamp);
      const { productId, warehouseId, version } = lamp;
      expect(verdict).toMatchObject({ kind: 'change', changes: [{ field: 'safetyStock', from: 0, to: 3 }] });
      expect(verdict).toHaveProperty('input', { productId, warehouseId, expectedVersion: version, safetyStock: 3 });
    },
  );

  test.each([
    ['-1', 'SIGNED'],
    ['1.5', 'FRACTION'],
    ['1000000001', 'WHOLE_NUMBER'],
  ])('of %s costs its row', async (cell, code) => {
    const [verdict] = await verdictsOf(`productId,warehouseId,safetyStock\nlamp,LONDON,${cell}\n`, lamp);
    expect(verdict).toMatchObject({ kind: 'refused', problem: { code } });
  });

  test('is part of a new level', async () => {
    const [verdict] = await verdictsOf('productId,warehouseId,stockCount,safetyStock\nsofa,LONDON,9,2\n', lamp);
    expect(verdict).toMatchObject({ kind: 'create', input: { stockCount: 9, safetyStock: 2, expectedVersion: 0 } });
  });

  test('leaves in an export beside what is committed and sellable, which an import passes over', async () => {
    const sold = level(
      { productId: 'sold', warehouseId: 'LONDON' },
      { stockCount: 10, reservedCount: 5, committedCount: 4, safetyStock: 2 },
    );
    const file = exportCsv([sold]);
    const [titles = [], cells = []] = file
      .replace('\uFEFF', '')
      .split('\r\n')
      .map((row) => row.split(','));
    const read = Object.fromEntries(titles.map((title, place) => [title, cells[place]]));
    expect(read).toMatchObject({ reservedCount: '5', committedCount: '4', availableCount: '5', safetyStock: '2', sellableCount: '3' });
    const edited = file.replace(',5,4,5,3,', ',9,9,9,9,');
    expect(edited).not.toBe(file);
    expect(await verdictsOf(edited, sold)).toMatchObject([{ kind: 'unchanged' }]);
  });
});

test.each(['http://images.example/a.jpg', 'a.jpg', `https://a/${'x'.repeat(512)}`])('a picture at %s costs its row', async (address) => {
  const [verdict] = await verdictsOf(`productId,warehouseId,Image Src\nlamp,LONDON,${address}\n`, lamp);
  expect(verdict).toMatchObject({ kind: 'refused', problem: { code: 'URL', parts: ['imageUrl', 512] } });
});

test('a report that was corrected can be imported', async () => {
  const shop = warehouse(lamp);
  const report = reportCsv(await planImport(shop, 'productId,warehouseId,stockCount,name\nlamp,LONDON,7x,-lamp\n'));
  expect(report).toContain('refused');
  const plan = await planImport(shop, report.replace(',7x,', ',7,'));
  expect(plan).toMatchObject([{ verdict: { kind: 'change', input: { stockCount: 7 }, product: { name: '-lamp' } } }]);
});

test('ten thousand rows with errors among them are judged one by one', async () => {
  const planted = ['bad,LONDON,x,', ',LONDON,1,', 'twice,LONDON,1,', 'twice,LONDON,2,', '=1+1,LONDON,5,"=HYPERLINK(""a"")"'];
  const rows = Array.from({ length: 10_000 - planted.length }, (_, index) => `p${index},LONDON,${index},"Row\r\n${index}"`);
  const verdicts = await verdictsOf(`\uFEFFproductId,warehouseId,stockCount,name\r\n${[...rows, ...planted].join('\r\n')}\r\n`);
  const count = (kind: string) => verdicts.filter((verdict) => verdict.kind === kind).length;
  expect([count('create'), count('refused')]).toEqual([9_996, 4]);
});
