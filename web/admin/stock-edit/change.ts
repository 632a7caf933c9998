import type { AdjustmentReason, StockKeyInput, StockLevel } from '../../../schema/types.ts';
import { OnhandError } from '../../client/errors.ts';
import { change as send } from '../api/ask.ts';
import { adjustStock, updateStock } from '../api/documents.ts';
import type { Backend } from '../session/backend.ts';

/** One thing to be changed. A difference is added to whatever is there; the others replace what was seen. */
export type Wanted =
  | { field: 'stockCount' | 'thresholdLevel'; value: number }
  | { field: 'delta'; value: number }
  | { field: 'name' | 'category'; value: string };

/** A change as a person made it. Sending it again has no further effect. */
export interface Change {
  /** Made once for each thing that somebody did. */
  id: string;
  /** The level as that person saw it. */
  base: StockLevel;
  wanted: Wanted;
  reason: AdjustmentReason;
  note: string;
  /** Also if the count is then less than what is held. */
  force?: true;
}

/** What became of it. Except `done`, nothing was changed; after `failed` with NO_ANSWER nobody knows, and the same change can be sent again. */
export type Outcome =
  | { kind: 'done'; level: StockLevel }
  | { kind: 'conflict'; current: StockLevel }
  | { kind: 'held'; current: StockLevel }
  | { kind: 'failed'; error: OnhandError };

export function newChange(given: Omit<Change, 'id'>): Change {
  return { ...given, id: crypto.randomUUID() };
}

/** The change as the API knows it. */
export async function submitChange({ client, levels }: Backend, change: Change): Promise<Outcome> {
  const since = levels.store.mark();
  try {
    const level = change.wanted.field === 'delta' ? await adjust(client, change, change.wanted.value) : await update(client, change);
    if (!level) throw new OnhandError('NO_ANSWER', 'The API answered without the level.');
    levels.store.put([level], since);
    return { kind: 'done', level };
  } catch (error) {
    if (!(error instanceof OnhandError)) throw error;
    const current = (error.errorInfo as { current?: StockLevel } | null)?.current;
    if (current === undefined) return { kind: 'failed', error };
    levels.store.put([current], since);
    if (error.errorType === 'VERSION_CONFLICT') return { kind: 'conflict', current };
    return error.errorType === 'BELOW_RESERVED' ? { kind: 'held', current } : { kind: 'failed', error };
  }
}

async function adjust(client: Backend['client'], { id, base, reason, note, force }: Change, delta: number) {
  const input = { adjustmentId: id, ...keyOf(base), delta, reason, ...optional(note, force) };
  return (await send(client, adjustStock, { input })).adjustStock;
}

async function update(client: Backend['client'], { base, wanted, reason, note, force }: Change) {
  const input = { ...keyOf(base), expectedVersion: base.version, [wanted.field]: wanted.value, reason, ...optional(note, force) };
  return (await send(client, updateStock, { input })).updateStock;
}

function keyOf({ productId, warehouseId }: StockKeyInput): StockKeyInput {
  return { productId, warehouseId };
}

function optional(note: string, force: true | undefined) {
  return { ...(note !== '' && { note }), ...(force && { allowBelowReserved: true }) };
}

/** By how much the count moved, zero when the change was about something else. */
export function countDelta({ base, wanted }: Change): number {
  if (wanted.field === 'delta') return wanted.value;
  return wanted.field === 'stockCount' ? wanted.value - base.stockCount : 0;
}

/** What takes a change of the count back: the same pieces the other way, whatever happened since. */
export function reverse(change: Change, note: string): Change {
  return newChange({ base: change.base, wanted: { field: 'delta', value: -countDelta(change) }, reason: 'CORRECTION', note });
}
