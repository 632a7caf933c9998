import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { textFields } from '../../../domain/level-fields.ts';
import { openJournal, startJournal } from '../../../scripts/import/journal.ts';
import { planImport } from '../../../web/csv/index.ts';
import { auditAll, quickAudits } from '../../support/audits.ts';
import { callersOf } from '../../support/client.ts';
import { newId } from '../../support/fixtures.ts';
import { anImport } from '../../support/import-file.ts';
import { adjustStock, stockHistory, stockSummary, updateStock } from '../../support/operations.ts';
import { valueOf } from '../../support/level-fields.ts';
import { accepted } from '../../support/outcome.ts';
import { withOwnStack } from '../../support/own-stack.ts';
import type { StackDescription } from '../../support/stack.ts';
import { allStoredLevels, storedLevels } from '../../support/tables.ts';

const TEXTS = Object.fromEntries(textFields.map((each) => [each.field, valueOf(each)]));
const HEADER = `productId,warehouseId,stockCount,thresholdLevel,safetyStock,reason,note,${Object.keys(TEXTS).join(',')}`;
const LAMP = `LONDON,7,10,3,RECEIVED,Opening stock,${Object.values(TEXTS).join(',')}`;
const FAST = ['--initial', '--rate', '100000'];

/** A file of that many levels, of which a third each is out, low and in stock. */
function aCatalogue(levels: number): string {
  const rows = Array.from({ length: levels }, (_, index) => `P${index},LONDON,${(index % 3) * 10},15,,,,Name ${index}`);
  return `${[HEADER, `LAMP,${LAMP}`, ...rows].join('\n')}\n`;
}

describe('an initial load of an empty stage', () => {
  let stack: StackDescription;
  withOwnStack((description) => {
    stack = description;
  }, quickAudits);

  test('leaves levels, history and summary as the API and the change feed would have, and the audit finds nothing', async () => {
    const { admin, viewer } = callersOf(stack);
    const { run, file } = anImport(stack, aCatalogue(120));
    expect(await run(...FAST)).toMatchObject({ code: 0, output: expect.stringContaining('121 rows: 121 created.') as string });
    expect(existsSync(`${file}.import`)).toBe(false);
    expect(await accepted(stockSummary(viewer, {}))).toEqual({ levels: 121, low: 41, out: 40, oversold: 0 });
    expect((await auditAll(stack)).drift).toEqual([]);

    const twin = { productId: 'TWIN', warehouseId: 'LONDON', stockCount: 7, thresholdLevel: 10, safetyStock: 3, ...TEXTS };
    await accepted(updateStock(admin, { ...twin, expectedVersion: 0, reason: 'RECEIVED', note: 'Opening stock' }));
    await expect.poll(async () => (await storedLevels(stack, 'TWIN'))[0]?.status).toBe('LOW_STOCK');
    const [[loaded], [created]] = await Promise.all([storedLevels(stack, 'LAMP'), storedLevels(stack, 'TWIN')]);
    expect(comparable(loaded)).toEqual(comparable(created));
    const [answered, changesOfTwin] = await Promise.all(
      ['LAMP', 'TWIN'].map(async (productId) => (await accepted(stockHistory(viewer, { productId, warehouseId: 'LONDON' }))).items),
    );
    const own = { productId: '', actor: '', actorKind: null, changedAt: '' };
    expect(answered?.map((change) => ({ ...change, ...own }))).toEqual(changesOfTwin?.map((change) => ({ ...change, ...own })));
  });

  test('is followed by the change feed from its next change on', async () => {
    const { admin, viewer } = callersOf(stack);
    const key = { productId: 'P1', warehouseId: 'LONDON' };
    const before = await accepted(stockSummary(viewer, {}));
    await accepted(adjustStock(admin, { adjustmentId: newId('delivery'), ...key, delta: 100, reason: 'RECEIVED' }));
    await expect
      .poll(async () => (await accepted(stockHistory(viewer, key))).items.map(({ cause, actor }) => [cause, actor]))
      .toEqual([
        ['ADJUSTED', 'admin'],
        ['CREATED', 'system:initial-load'],
      ]);
    await expect.poll(() => accepted(stockSummary(viewer, {}))).toEqual({ ...before, low: before.low - 1 });
  });

  test('is refused where there are levels', async () => {
    const { run } = anImport(stack, `${HEADER}\nOTHER,${LAMP}\n`);
    expect(await run('--initial')).toMatchObject({ code: 1, output: expect.stringContaining('has levels already') as string });
    expect(await storedLevels(stack, 'OTHER')).toEqual([]);
  });
});

describe('an initial load that died', () => {
  let stack: StackDescription;
  withOwnStack((description) => {
    stack = description;
  }, quickAudits);

  test('goes on where it ended, writes nothing twice, and sets nothing back that was sold since', async () => {
    const { admin, viewer } = callersOf(stack);
    const levels = 400;
    const { begin, run, file } = anImport(stack, aCatalogue(levels));
    const { child, ended } = begin(['--initial', '--rate', '100']);
    await expect.poll(async () => (await allStoredLevels(stack)).length, { interval: 100 }).toBeGreaterThan(0);
    child.kill('SIGKILL');
    expect(await ended).toMatchObject({ code: -1 });
    const sold = { productId: 'LAMP', warehouseId: 'LONDON', adjustmentId: newId('sale'), delta: -5, reason: 'OTHER' } as const;
    await accepted(adjustStock(admin, sold));
    expect((await allStoredLevels(stack)).length).toBeLessThan(levels);

    expect((await run(...FAST)).output).toContain('Going on with an import that was interrupted');
    expect(existsSync(`${file}.import`)).toBe(false);
    expect(await allStoredLevels(stack)).toHaveLength(levels + 1);
    expect((await storedLevels(stack, 'LAMP'))[0]?.stock_count).toBe(2);
    await expect.poll(() => accepted(stockSummary(viewer, {}))).toMatchObject({ levels: levels + 1 });
    expect((await auditAll(stack)).drift).toEqual([]);
  });

  test('does not go on in a stage that was emptied since', async () => {
    const { run, file, text } = anImport(stack, `${HEADER}\nGONE,${LAMP}\nLEFT,${LAMP}\n`);
    const plan = await planImport({ stocks: async ({ keys }) => keys.map(() => null) }, text);
    const subject = { graphqlUrl: stack.graphqlUrl, bytes: readFileSync(file), initial: true };
    startJournal(file, subject, plan).note(2, { kind: 'created' });
    expect(await run('--initial')).toMatchObject({ code: 1, output: expect.stringContaining('it was emptied since') as string });
    expect(openJournal(file, subject)).toBeDefined();
  });
});

/** A level without what names its product, its making and its caller. */
function comparable(level: object | undefined) {
  const own = ['product_id', 'list_key', 'name_key', 'last_updated', 'attention_since', 'update_input', 'update_version', 'last_change'];
  return Object.fromEntries(Object.entries(level ?? {}).filter(([name]) => !own.includes(name)));
}
