import { describe, expect, test } from 'vitest';
import { auditAll, quickAudits } from '../../support/audits.ts';
import { type Callers, callersOf } from '../../support/client.ts';
import { aLevel, keyOf, newId } from '../../support/fixtures.ts';
import { productStock, updateStock } from '../../support/operations.ts';
import { accepted } from '../../support/outcome.ts';
import { withOwnStack } from '../../support/own-stack.ts';
import { isLocal, type StackDescription, useStack } from '../../support/stack.ts';

describe.runIf(isLocal(useStack()))('an audit of products', () => {
  let stack: StackDescription;
  let callers: Callers;
  withOwnStack((own) => {
    stack = own;
    callers = callersOf(own);
  }, quickAudits);

  test('finds one that is described differently, changes nothing of it, and counts no drift', async () => {
    const alike = await aLevel({ productId: newId('product'), name: 'Lamp' }, callers);
    await aLevel({ productId: alike.productId, warehouseId: 'PARIS' }, callers);
    const london = await aLevel({ productId: newId('product'), name: 'Lamp' }, callers);
    const paris = await aLevel({ productId: london.productId, warehouseId: 'PARIS' }, callers);
    await accepted(updateStock(callers.admin, { ...keyOf(paris), expectedVersion: 1, name: 'Torch' }));
    const report = await auditAll(stack, { repair: true });
    expect(report).toMatchObject({ drifted: 0, counts: { DESCRIPTION: 1 } });
    expect(report.drift).toMatchObject([{ kind: 'DESCRIPTION', product: london.productId, repaired: false }]);
    expect(report.drift[0]?.found).toMatch(/LONDON .*Lamp.*PARIS .*Torch/);
    const { levels } = await accepted(productStock(callers.viewer, london));
    expect(levels.map(({ name }) => name)).toEqual(['Lamp', 'Torch']);
  });
});
