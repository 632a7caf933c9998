import { useEffect, useState } from 'react';
import type { StockChange, StockLevel } from '../../../schema/types.ts';
import { documents } from '../../client/documents.ts';
import { ask } from '../api/ask.ts';
import { useBackend } from '../session/backend-context.ts';

/** How far back in another warehouse's history its half of a transfer is looked for. */
const LIMIT = 100;

/** Of a transfer, which both halves have. */
type Half = Pick<StockChange, 'cause' | 'reference'>;

export function isTransfer({ cause }: Half): boolean {
  return cause === 'TRANSFERRED_IN' || cause === 'TRANSFERRED_OUT';
}

/**
 * The warehouse at the other end of each transfer of a level, by its id. A change names the
 * transfer only, so it is found in the histories of the product's other levels; one that is not
 * found there is left out.
 */
export function useCounterparts(level: StockLevel | undefined, levels: readonly StockLevel[], changes: readonly StockChange[]) {
  const { client } = useBackend();
  const [found, setFound] = useState<ReadonlyMap<string, string>>(new Map());
  const { productId, warehouseId } = level ?? {};
  const others = JSON.stringify(levels.map((each) => each.warehouseId).filter((each) => each !== warehouseId));
  const newest = changes.find(isTransfer)?.sequence;
  const oldest = changes.findLast(isTransfer)?.sequence;
  useEffect(() => {
    if (newest === undefined || productId === undefined) return undefined;
    let late = false;
    for (const other of JSON.parse(others) as string[]) {
      ask(client, documents.stockHistory, { productId, warehouseId: other, limit: LIMIT })
        .then(({ items }) => {
          if (late) return;
          const halves = items.filter(isTransfer).map(({ reference }) => [reference ?? '', other] as const);
          setFound((before) => new Map([...before, ...halves]));
        })
        // The history stands without it.
        .catch(() => undefined);
    }
    return () => void (late = true);
  }, [client, productId, others, newest, oldest]);
  return found;
}
