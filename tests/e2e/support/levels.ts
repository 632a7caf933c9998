import type { StockKeyInput } from '../../../schema/types.ts';
import { callersOf } from '../../support/client.ts';
import { aLevel, newId } from '../../support/fixtures.ts';
import { adjustStock, stock } from '../../support/operations.ts';
import { accepted } from '../../support/outcome.ts';
import { useStack } from '../../support/stack.ts';

/**
 * Puts that many free units of a product that a page names into its warehouse, whatever other tests
 * did to it.
 */
export async function setAvailable(key: StockKeyInput, quantity: number): Promise<void> {
  const { admin } = callersOf(useStack());
  const level = (await stock(admin, key)).value;
  if (!level) {
    await aLevel({ ...key, stock: quantity, threshold: 3 });
    return;
  }
  const delta = quantity - level.availableCount;
  if (delta !== 0) await accepted(adjustStock(admin, { ...key, adjustmentId: newId(), delta, reason: 'CORRECTION' }));
}
