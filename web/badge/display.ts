import type { Availability, StockStatus } from '../../schema/types.ts';
import type { Sight } from './page-store.ts';
import type { Display } from './texts.ts';

/**
 * Up to here the number itself is said; more is no reason to hurry, whatever threshold the shop
 * has.
 */
const FEW = 10;

const STATES: Readonly<Record<StockStatus, Display['state']>> = { IN_STOCK: 'in', LOW_STOCK: 'low', OUT_OF_STOCK: 'out' };

/**
 * Decides what can be said without saying anything that may be false. With `warehouseId`, of that
 * warehouse alone.
 */
export function displayOf({ trusted, answered, availability, cap }: Sight, warehouseId: string | undefined): Display {
  if (!answered) return { state: trusted ? 'loading' : 'unknown' };
  const level = availability && levelOf(availability, warehouseId);
  if (!trusted || !level) return { state: 'unknown' };
  const { status, availableCount: count } = level;
  // A number that the shop caps may stand for more.
  const exact = cap === undefined || count < cap;
  return { state: STATES[status], ...(status === 'LOW_STOCK' && exact && count <= FEW && { count }) };
}

function levelOf(availability: Availability, warehouseId: string | undefined) {
  if (warehouseId === undefined) return availability;
  return availability.warehouses.find((level) => level.warehouseId === warehouseId);
}
