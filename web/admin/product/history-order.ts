import type { StockChange } from '../../../schema/types.ts';

/** What was read of one level's history, newest first, and where its next page begins. */
export interface LevelHistory {
  changes: readonly StockChange[];
  nextToken: string | null;
}

/**
 * The changes of several levels, newest first. Of a level with more pages nobody knows what lies
 * before its oldest change: what is older than that waits until it is read.
 */
export function inOrder(histories: readonly LevelHistory[]): StockChange[] {
  const ends = histories.flatMap(({ changes, nextToken }) => (nextToken === null ? [] : (changes.at(-1)?.changedAt ?? [])));
  const since = ends.toSorted().at(-1) ?? '';
  const [only] = histories;
  // A level counts its changes; between levels there are only their clocks.
  if (only && histories.length === 1) return [...only.changes];
  return histories
    .flatMap(({ changes }) => changes.filter(({ changedAt }) => changedAt >= since))
    .toSorted((one, other) => (placeOf(one) < placeOf(other) ? 1 : -1));
}

function placeOf({ changedAt, sequence, warehouseId }: StockChange): string {
  return `${changedAt} ${String(sequence).padStart(10, '0')} ${warehouseId}`;
}

/** Each change of a level once, newest first. */
export function joined(one: readonly StockChange[], other: readonly StockChange[]): StockChange[] {
  const bySequence = new Map([...one, ...other].map((change) => [change.sequence, change]));
  return [...bySequence.values()].toSorted((a, b) => b.sequence - a.sequence);
}
