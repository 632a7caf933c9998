import { textFields } from '../../domain/level-fields.ts';
import { VISIBLE_PATTERN } from '../../domain/text.ts';
import type { StockLevel } from '../../schema/types.ts';
import { SET_NUMBERS } from './columns.ts';
import { type Explained, explained } from './problems.ts';
import type { Wanted } from './rows.ts';
import type { FieldChange, Verdict } from './verdict.ts';

const VISIBLE = new RegExp(VISIBLE_PATTERN, 'u');

const FIELDS = [...SET_NUMBERS, ...textFields.map(({ field }) => field)];

/**
 * Compares what a row wants with the level as it is; null when there is none. `existingOnly`: what
 * would be new is refused.
 */
export function judge(wanted: Wanted, level: StockLevel | null, existingOnly = false): Verdict {
  const { version, ...rest } = wanted;
  if (level === null) {
    if (version !== undefined && version > 0) return { kind: 'conflict', ...explained({ code: 'REMOVED_SINCE_FILE', parts: [] }) };
    if (existingOnly) return { kind: 'refused', ...explained({ code: 'NOT_THERE', parts: [] }) };
    if (rest.stockCount === undefined) return { kind: 'refused', ...explained({ code: 'NEEDS_COUNT', parts: [] }) };
    const unseen = (['productId', 'warehouseId'] as const).find((column) => !VISIBLE.test(rest[column]));
    if (unseen) return { kind: 'refused', ...explained({ code: 'INVISIBLE', parts: [unseen] }) };
    return { kind: 'create', input: { ...rest, expectedVersion: 0 } };
  }
  const changes = FIELDS.flatMap((field): FieldChange[] => {
    const to = wanted[field];
    const from = level[field] ?? null;
    return to === undefined || to === from ? [] : [{ field, from, to }];
  });
  if (changes.length === 0) return { kind: 'unchanged' };
  if (version !== undefined && version !== level.version) {
    return { kind: 'conflict', ...explained({ code: 'CHANGED_SINCE_FILE', parts: [level.version, version, level.stockCount] }) };
  }
  const counted = changes.find(({ field }) => field === 'stockCount');
  if (counted && Number(counted.to) < level.reservedCount) return { kind: 'refused', ...belowReserved(level) };
  const { productId, warehouseId, reason, note } = rest;
  const comment = { ...(reason !== undefined && { reason }), ...(note !== undefined && { note }) };
  const set = Object.fromEntries(changes.map(({ field, to }) => [field, to]));
  return { kind: 'change', changes, input: { productId, warehouseId, expectedVersion: level.version, ...set, ...comment } };
}

export function belowReserved({ reservedCount }: StockLevel): Explained {
  return explained({ code: 'BELOW_RESERVED', parts: [reservedCount] });
}
