import { bestStatus, boundedSum } from '../../../domain/status.ts';
import type { Availability, WarehouseAvailability } from '../../../schema/types.ts';
import { afterAnswer, afterEvent, type Entry } from './merge.ts';

/** What is known of one product, by warehouse id. Never changed in place. */
export type Warehouses = ReadonlyMap<string, Entry<WarehouseAvailability>>;

/**
 * The warehouses after something came (the same object when nothing changed), and whether to read
 * the product again.
 */
export interface MergedProduct {
  warehouses: Warehouses;
  doubt: boolean;
}

/**
 * Takes in an event. Sequences may be skipped here, so a gap means nothing. An event of a warehouse
 * that does not keep the product, as far as is known, does: the level was just born, or was retired
 * and this is late.
 */
export function applyEvent(warehouses: Warehouses, event: WarehouseAvailability, now: number): MergedProduct {
  const known = warehouses.get(event.warehouseId);
  const { entry } = afterEvent(known, event, false, now);
  if (entry === undefined || entry === known) return { warehouses, doubt: false };
  return { warehouses: new Map(warehouses).set(event.warehouseId, entry), doubt: known === undefined || known.gone };
}

/**
 * Takes in the answer to a read that was sent at `since`; null when no warehouse keeps the product.
 */
export function applyAnswer(warehouses: Warehouses, answer: Availability | null, since: number, now: number): MergedProduct {
  const answered = new Map(answer?.warehouses.map((each) => [each.warehouseId, each]));
  const after = new Map(warehouses);
  let doubt = false;
  for (const id of new Set([...warehouses.keys(), ...answered.keys()])) {
    const merged = afterAnswer(warehouses.get(id), answered.get(id) ?? null, since, now);
    if (merged.entry) after.set(id, merged.entry);
    doubt ||= merged.doubt;
  }
  return { warehouses: after, doubt };
}

/**
 * The product as `availability` would answer it: the sum, at most `cap`, and the best status of its
 * warehouses; null when there is none.
 */
export function toAvailability(productId: string, warehouses: Warehouses, cap: number): Availability | null {
  const kept = [...warehouses.values()].filter(({ gone }) => !gone).map(({ value }) => value);
  if (kept.length === 0) return null;
  return {
    productId,
    availableCount: Math.min(cap, boundedSum(kept.map(({ availableCount }) => availableCount))),
    status: bestStatus(kept.map(({ status }) => status)),
    warehouses: kept.toSorted((a, b) => (a.warehouseId < b.warehouseId ? -1 : 1)),
  };
}

/**
 * The deploy setting publicCountCap where an answer shows it: a sum that is less than its parts was
 * capped. Otherwise undefined.
 */
export function capOf({ availableCount, warehouses }: Availability): number | undefined {
  return availableCount < boundedSum(warehouses.map((each) => each.availableCount)) ? availableCount : undefined;
}
