import { useCallback, useEffect, useReducer, useState } from 'react';
import type { StockLevel } from '../../../schema/types.ts';
import { documents } from '../../client/documents.ts';
import { ask } from '../api/ask.ts';
import type { LevelChange } from '../connection/live-levels.ts';
import { useBackend, useChanges } from '../session/backend-context.ts';

function byWarehouse(one: StockLevel, other: StockLevel): number {
  return one.warehouseId < other.warehouseId ? -1 : 1;
}

/**
 * All levels of a product, live, also those that come and go. Undefined until they are read; those
 * that this machine keeps are there at once, also where they cannot be read.
 */
export function useProduct(productId: string) {
  const { client, copy, levels: live } = useBackend();
  const [levels, setLevels] = useState<readonly StockLevel[] | undefined>(() => {
    const kept = copy.state.phase === 'ready' ? copy.index.levelsOf(productId) : [];
    return kept.length > 0 ? kept : undefined;
  });
  const [failure, setFailure] = useState<unknown>();
  const [asked, reload] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    let late = false;
    setFailure(undefined);
    const since = live.store.mark();
    ask(client, documents.productStock, { productId })
      .then((product) => {
        live.store.put(product?.levels ?? [], since);
        if (!late) setLevels((product?.levels ?? []).toSorted(byWarehouse));
      })
      .catch((error: unknown) => !late && setFailure(error));
    return () => void (late = true);
  }, [client, live, productId, asked]);
  const heard = useCallback(
    (changed: readonly LevelChange[]) => {
      const own = changed.filter(({ key }) => key.productId === productId);
      if (own.length === 0) return;
      setLevels((before) => {
        const after = new Map((before ?? []).map((level) => [level.warehouseId, level]));
        for (const { key, level } of own) {
          if (level) after.set(key.warehouseId, level);
          else after.delete(key.warehouseId);
        }
        return [...after.values()].toSorted(byWarehouse);
      });
    },
    [productId],
  );
  useChanges(heard);
  return { levels, failure, reload };
}
