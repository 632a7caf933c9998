import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { deriveCatalogue } from '../../../local/catalogue/sample.ts';
import { parseOrderLines } from '../../../local/catalogue/order-lines.ts';
import { checkoutCalls } from '../../../scripts/replay/calls.ts';
import { planReplay } from '../../../scripts/replay/plan.ts';
import { type Outcome, runPlan } from '../../../scripts/replay/run.ts';
import { createShop, type Shop } from '../../../scripts/replay/shop.ts';
import { verify } from '../../../scripts/replay/verify.ts';
import { callersOf } from '../../support/client.ts';
import { adjustStock, updateStock } from '../../support/operations.ts';
import { accepted } from '../../support/outcome.ts';
import { withOwnStack } from '../../support/own-stack.ts';
import type { StackDescription } from '../../support/stack.ts';

const SEED = 1;
const PARALLEL = 8;
/** Ordinary ones, one of 138 products, a cancellation, a write-off, customers of every kind. */
const INVOICES = ['536365', '536366', '536367', '536368', '536865', 'C536391', '536589'];
const data = parseOrderLines(readFileSync('data/online-retail-10k.csv', 'utf8'));
const firsts = ['extended', 'changed', 'abandoned'].flatMap((handling) => {
  const found = planReplay(data, SEED).find(({ order }) => order?.handling === handling && order.reservations[0]?.final.length === 2);
  return found?.order ? [found.order.orderId.replace('replay-', '')] : [];
});
const lines = data.filter(({ invoice }) => INVOICES.includes(invoice) || firsts.includes(invoice));
const invoices = planReplay(lines, SEED);

let stack: StackDescription;
let shop: Shop;
withOwnStack((description) => (stack = description));

async function replay(signal = new AbortController().signal, done = () => {}): Promise<Outcome> {
  return runPlan(invoices, checkoutCalls(shop), { parallel: PARALLEL, signal, done });
}

beforeAll(async () => {
  shop = createShop(stack);
  const { admin } = callersOf(stack);
  for (const level of deriveCatalogue(lines)) await accepted(updateStock(admin, { ...level, expectedVersion: 0 }));
});

describe('a replay', () => {
  it('that is interrupted and run again leaves stock, holds and history as one run would', async () => {
    const interruption = new AbortController();
    const { shipped } = await replay(interruption.signal, () => {
      interruption.abort();
    });
    expect(shipped.length).toBeLessThan(invoices.length);
    const outcome = await replay();
    expect(outcome.refused).toEqual([]);
    expect(outcome.shipped.length + outcome.abandoned.length).toBe(invoices.filter(({ order }) => order).length);
    expect(await verify(shop.inventory, outcome, PARALLEL)).toMatchObject({ problems: [] });
  });

  it('that has ended may be run again without another effect', async () => {
    const before = await verify(shop.inventory, await replay(), PARALLEL);
    const after = await verify(shop.inventory, await replay(), PARALLEL);
    expect(after).toEqual(before);
    expect(after.problems).toEqual([]);
  });

  it('is not verified when something else has moved under the name of one of its orders', async () => {
    const outcome = await replay();
    const line = outcome.shipped[0]?.lines[0];
    const reference = outcome.shipped[0]?.order.orderId ?? '';
    if (!line) throw new Error('Nothing was shipped.');
    const { productId, warehouseId } = line;
    const { admin } = callersOf(stack);
    await accepted(adjustStock(admin, { adjustmentId: 'by hand', productId, warehouseId, delta: -1, reason: 'LOST', reference }));
    const { problems } = await verify(shop.inventory, outcome, PARALLEL);
    expect(problems.join()).toContain(`${productId} in ${warehouseId}: ${reference} moved -${line.quantity + 1}, not -${line.quantity}.`);
  });
});
