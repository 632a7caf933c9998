import { limits } from '../../domain/limits.ts';
import { addUp } from '../../domain/lines.ts';
import type { AskedLine } from '../../domain/lines.ts';
import { isNil } from '../../domain/nil.ts';
import { candidates } from '../../domain/sourcing.ts';
import type { Sourcing } from '../../domain/sourcing.ts';
import type { SourcingInput } from '../../schema/types.ts';
import { checkId } from '../lib/input.ts';
import type { LevelKey } from '../lib/batch-levels.ts';
import { invalid } from '../lib/errors.ts';

/**
 * What is to be chosen; null where every line names its warehouse: such a call is not compared by
 * its sourcing, which then means nothing.
 * @param order the setting sourcingOrder, empty when it is not set
 */
export function askedSourcing(input: SourcingInput, asked: AskedLine[], order: string): Sourcing | null {
  const { warehouses, split } = input;
  const listed = isNil(warehouses) ? null : checkWarehouses(warehouses);
  if (asked.every((line) => !isNil(line.warehouse_id))) {
    return null;
  }
  checkProducts(asked);
  const policy = split ?? 'LINES';
  const texts = asked.map((line) => JSON.stringify([line.product_id, line.warehouse_id, line.quantity]));
  texts.sort();
  // The setting is not part of what was asked: a deploy may change it between a call and its retry.
  return { asked, split: policy, warehouses: listed ?? fromSetting(order), input: JSON.stringify([texts, listed, policy]) };
}

/** The levels to choose from; none where they are not known, or more than one read takes. */
export function levelsToRead({ asked, warehouses }: Sourcing): LevelKey[] {
  const keys = warehouses ? candidates(asked, warehouses) : [];
  return keys.length <= limits.levelsPerSnapshot ? keys : [];
}

function fromSetting(order: string): string[] | null {
  return order === '' ? null : order.split(',');
}

/** The warehouses as they were listed, each once. */
function checkWarehouses(warehouses: string[]): string[] {
  if (warehouses.length < 1 || warehouses.length > limits.warehousesPerCall) {
    invalid('sourcing.warehouses', `must be 1 to ${limits.warehousesPerCall}; leave it out for all`, limits.warehousesPerCall);
  }
  warehouses.forEach((warehouse, index) => {
    checkId(`sourcing.warehouses[${index}]`, warehouse);
  });
  return warehouses.filter((warehouse, index) => warehouses.indexOf(warehouse) === index);
}

/** Lines of one product may come from one level, which takes no more than a line may have. */
function checkProducts(asked: AskedLine[]): void {
  const products = addUp(asked.map(({ product_id, quantity }) => ({ productId: product_id, warehouseId: '', quantity })));
  const over = products.find((product) => product.quantity > limits.quantity);
  if (over) {
    invalid('lines.quantity', `of ${over.product_id} adds up to more than ${limits.quantity}`, limits.quantity);
  }
}
