import type { StockChange } from '../../schema/types.ts';
import { BYTE_ORDER_MARK, row } from './write.ts';

const MOVED = ['stock', 'reserved', 'committed'] as const;
const TOLD = ['availableCount', 'thresholdLevel', 'safetyStock', 'reason', 'note', 'reference'] as const;

/** Changes as a file for people: one row each, with the counts before and after. */
export function historyCsv(changes: Iterable<StockChange>): string {
  const counts = MOVED.flatMap((name) => [`${name}Before`, `${name}After`]);
  const head = ['changedAt', 'productId', 'warehouseId', 'sequence', 'cause', 'actor', 'actorKind', ...counts, ...TOLD];
  return BYTE_ORDER_MARK + row(head) + Array.from(changes, changeRow).join('');
}

function changeRow(change: StockChange): string {
  const { changedAt, productId, warehouseId, sequence, cause, actor, actorKind } = change;
  const counts = MOVED.flatMap((name) => {
    const after = change[`${name}Count`] ?? 0;
    return [after - (change[`${name}Delta`] ?? 0), after];
  });
  const told = TOLD.map((field) => change[field] ?? '');
  return row([changedAt, productId, warehouseId, sequence, cause, actor ?? '', actorKind ?? '', ...counts, ...told]);
}
