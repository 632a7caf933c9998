import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, test } from 'vitest';
import { callersOf } from '../../support/client.ts';
import { expectFeedCaughtUp } from '../../support/expect-feed.ts';
import { aLevel, aReservation, keyOf, line, newId } from '../../support/fixtures.ts';
import * as api from '../../support/operations.ts';
import { accepted } from '../../support/outcome.ts';
import { allOf } from '../../support/paging.ts';
import { setReservation, setLevel, setMovement } from '../../support/tampering.ts';
import { isLocal, useStack } from '../../support/stack.ts';
import { eventually } from '../../support/wait.ts';

const stack = useStack();
const { admin, viewer, checkout } = callersOf(stack);

// Somebody has written to the tables past the API: each bad item may cost its own row, and never
// the page that it stands in.
describe.runIf(isLocal(stack))('a level that was written past the API', () => {
  const productId = newId('product');
  const level = (warehouseId: string) => ({ productId, warehouseId });
  const [good, half, without, typed] = [level('GOOD'), level('HALF'), level('LACKS'), level('TYPED')];

  beforeAll(async () => {
    const given = [good, half, without, typed].map((each) => aLevel({ ...each, stock: 10 }));
    await expectFeedCaughtUp((await Promise.all(given)).map(keyOf), { stack });
    await setLevel(stack, half, { stock_count: 4.5, available_count: 4.5 });
    await setLevel(stack, without, { available_count: null, threshold_level: null, version: null, last_updated: null });
    await setLevel(stack, typed, { stock_count: 'ten', available_count: 5e12, name: 7 });
  });

  const shown = new Map(Object.entries({ GOOD: [10, 10], HALF: [4, 4], LACKS: [10, 0], TYPED: [0, 2_147_483_647] }));
  const asShown = (levels: readonly ({ warehouseId: string; stockCount: number; availableCount: number } | null)[]) =>
    new Map(levels.map((each) => [each?.warehouseId, [each?.stockCount, each?.availableCount]]));

  test('is a row of every list, with the whole units that are there', async () => {
    const listed = await accepted(api.listStock(viewer, { filter: { search: productId } }));
    expect(asShown(listed.items)).toEqual(shown);
    const product = await accepted(api.productStock(viewer, { productId }));
    expect(asShown(product.levels)).toEqual(shown);
    expect(product).toMatchObject({ stockCount: 24, status: 'IN_STOCK' });
    const keys = [good, half, without, typed];
    expect(asShown(await accepted(api.stocks(viewer, { keys })))).toEqual(shown);
    expect((await accepted(api.availability(checkout, { productId }))).warehouses).toHaveLength(4);
  });

  test('is answered alone, too', async () => {
    expect(await accepted(api.stock(viewer, half))).toMatchObject({ stockCount: 4, availableCount: 4, status: 'IN_STOCK' });
    expect(await accepted(api.stock(viewer, without))).toMatchObject({
      version: 0,
      thresholdLevel: 0,
      lastUpdated: '1970-01-01T00:00:00.000Z',
    });
  });

  test('is mended by a count, which the history has', async () => {
    const { version } = await accepted(api.stock(admin, half));
    const mended = await accepted(api.updateStock(admin, { ...half, expectedVersion: version, stockCount: 4 }));
    expect(mended).toMatchObject({ stockCount: 4, availableCount: 4, version: version + 1 });
    await eventually(async () => {
      const { items } = await accepted(api.stockHistory(viewer, half));
      expect(items[0]).toMatchObject({ sequence: mended.sequence, stockCount: 4, cause: 'COUNTED' });
    });
  });

  test('costs the history no more than what does not say what happened', async () => {
    await accepted(api.adjustStock(admin, { adjustmentId: newId('adjustment'), ...good, delta: 5, reason: 'RECEIVED' }));
    await accepted(api.adjustStock(admin, { adjustmentId: newId('adjustment'), ...good, delta: 1, reason: 'RECEIVED' }));
    await eventually(async () => {
      expect((await accepted(api.stockHistory(viewer, good))).items).toHaveLength(3);
    });
    await setMovement(stack, good, 2, { stock_delta: 4.5, version: null, actor: 7 });
    await setMovement(stack, good, 3, { cause: null });
    const { items } = await accepted(api.stockHistory(viewer, good));
    expect(items.map(({ sequence, stockDelta }) => [sequence, stockDelta])).toEqual([
      [2, 4],
      [1, 10],
    ]);
  });
});

describe.runIf(isLocal(stack))('a reservation that was written past the API', () => {
  test('costs its row of the list and no other', async () => {
    const level = await aLevel({ stock: 10 });
    const reservations = await Promise.all([1, 2, 3].map((units) => aReservation([line(level, units)], { ttlSeconds: 3_600 })));
    const [good, half, broken] = reservations.map(({ reservationId }) => reservationId) as [string, string, string];
    await setReservation(stack, half, {
      lines: [{ product_id: level.productId, warehouse_id: level.warehouseId, quantity: 2.5 }],
      revision: null,
    });
    await setReservation(stack, broken, { lines: 'three' });
    const listed = await allOf(api.listReservations, viewer, {});
    const own = listed.filter(({ reservationId }) => [good, half, broken].includes(reservationId));
    expect(own.map(({ reservationId, lines }) => [reservationId, lines[0]?.quantity]).toSorted()).toEqual(
      [
        [good, 1],
        [half, 2],
      ].toSorted(),
    );
    await setReservation(stack, broken, { lines: [{ product_id: level.productId, warehouse_id: level.warehouseId, quantity: 3 }] });
  });
});

describe.runIf(isLocal(stack))('an audit of one level', () => {
  test('names the level that was meant where there is none of that name, and ends with 1', async () => {
    const productId = newId('lamp');
    await aLevel({ productId, warehouseId: 'LONDON' });
    const { code, error } = await auditOf(productId.toUpperCase(), 'LONDON');
    expect(code).toBe(1);
    expect(error).toBe(`There is no level ${productId.toUpperCase()} LONDON. Do you mean ${productId} LONDON?\n`);
    expect((await auditOf(productId, 'LONDN')).error).toContain(`Do you mean ${productId} LONDON?`);
    expect(await auditOf(productId, 'LONDON')).toMatchObject({ code: 0, error: '' });
  });

  async function auditOf(...level: string[]): Promise<{ code: number | null; error: string }> {
    const directory = mkdtempSync(join(tmpdir(), 'onhand-test-'));
    try {
      writeFileSync(join(directory, 'stack.json'), JSON.stringify(stack), { mode: 0o600 });
      const args = ['scripts/audit.ts', '--stack', join(directory, 'stack.json'), '--level', ...level];
      const audit = spawn('node_modules/.bin/node', args, { stdio: ['ignore', 'ignore', 'pipe'] });
      const [error, ended] = await Promise.all([text(audit.stderr), once(audit, 'close')]);
      return { code: (ended as [number | null])[0], error };
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  }
});
