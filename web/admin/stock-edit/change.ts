import type { TextField } from '../../../domain/level-fields.ts';
import { productFields } from '../../../domain/level-fields.ts';
import type { ProductField } from '../../../domain/level-fields.ts';
import type { AdjustmentReason, StockKeyInput, StockLevel } from '../../../schema/types.ts';
import type { InventoryClient } from '../../client/inventory.ts';
import { CallError } from '../../client/retry.ts';
import type { Backend } from '../session/backend.ts';

/** The numbers of a level that people set. */
export type Count = 'stockCount' | 'thresholdLevel' | 'safetyStock';

/**
 * One thing to be changed. A difference is added to whatever is there; the others replace what was
 * seen.
 */
export type Wanted =
  | { field: Count; value: number }
  | { field: 'delta'; value: number }
  | { field: TextField['field']; value: string }
  | { field: 'muted'; value: boolean };

/** A change as a person made it. Sending it again has no further effect. */
export interface Change {
  /** Made once for each thing that somebody did. */
  id: string;
  /** The level as that person saw it. */
  base: StockLevel;
  wanted: Wanted;
  reason: AdjustmentReason;
  note: string;
  /** Also if the count is then less than what is reserved. */
  force?: true;
}

/**
 * What became of it. Except `done`, nothing was changed, unless its effect is unknown: `failed` can
 * then be sent again as it is, and a conflict may be with somebody who came after this change.
 */
export type Outcome =
  | { kind: 'done'; level: StockLevel }
  | { kind: 'conflict'; current: StockLevel; effectUnknown: boolean }
  | { kind: 'held'; current: StockLevel }
  | { kind: 'failed'; error: CallError };

export function newChange(given: Omit<Change, 'id'>): Change {
  return { ...given, id: crypto.randomUUID() };
}

/** The change as the API knows it. */
export async function submitChange({ inventory, levels }: Backend, change: Change): Promise<Outcome> {
  const since = levels.store.mark();
  try {
    const changed = await send(inventory, change);
    levels.store.put(changed, since);
    return { kind: 'done', level: changed.find(isOf(change)) ?? change.base };
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    const info = error.errorInfo as { current?: StockLevel; levels?: StockLevel[] } | null;
    const current = info?.current ?? info?.levels?.find(isOf(change));
    if (current === undefined) return { kind: 'failed', error };
    levels.store.put([current], since);
    if (error.errorType === 'VERSION_CONFLICT') return { kind: 'conflict', current, effectUnknown: error.effectUnknown };
    return error.errorType === 'BELOW_RESERVED' ? { kind: 'held', current } : { kind: 'failed', error };
  }
}

/** What describes a product is changed in all of its levels, whichever of them somebody edited. */
async function send(inventory: InventoryClient, { id, base, wanted, reason, note, force }: Change): Promise<StockLevel[]> {
  const { field, value } = wanted;
  if (isProductField(field)) {
    const { productId, warehouseId } = base;
    const expected = [{ warehouseId, [field]: base[field] ?? '' }];
    const product = await inventory.describeProduct({ changeId: id, productId, [field]: value, expected, ...optional(note) });
    return product.levels;
  }
  const said = { ...keyOf(base), reason, ...optional(note, force) };
  if (field === 'delta') return [await inventory.adjustStock({ adjustmentId: id, delta: value, ...said })];
  return [await inventory.updateStock({ expectedVersion: base.version, [field]: value, ...said })];
}

/** Whether it describes the product: such a change has a note and no reason. */
export function isProductField(field: Wanted['field']): field is ProductField['field'] {
  return productFields.some((each) => each.field === field);
}

function isOf({ base }: Change): (level: StockLevel) => boolean {
  return ({ productId, warehouseId }) => productId === base.productId && warehouseId === base.warehouseId;
}

function keyOf({ productId, warehouseId }: StockKeyInput): StockKeyInput {
  return { productId, warehouseId };
}

function optional(note: string, force?: true) {
  return { ...(note !== '' && { note }), ...(force && { allowBelowReserved: true }) };
}

/** By how much the count moved, zero when the change was about something else. */
export function countDelta({ base, wanted }: Change): number {
  if (wanted.field === 'delta') return wanted.value;
  return wanted.field === 'stockCount' ? wanted.value - base.stockCount : 0;
}

/**
 * What takes a change of the count back: the same units the other way, whatever happened since. Its
 * id comes from the change's, as a change that was sent again has two notices that offer to undo
 * it.
 */
export function reverse(change: Change, note: string): Change {
  return { id: `${change.id}~`, base: change.base, wanted: { field: 'delta', value: -countDelta(change) }, reason: 'CORRECTION', note };
}
