import { useEffect, useState } from 'react';
import type { StockChange, StockLevel } from '../../../schema/types.ts';
import { documents } from '../../client/documents.ts';
import { ask } from '../api/ask.ts';
import { useBackend } from '../session/backend-context.ts';

/** As history follows a change within about a second. */
const RETRY_MS = 700;
const TRIES = 4;
/** Reservations do not change the version but stand in the history too. */
const LIMIT = 20;

/**
 * Who made this version of a level, and when. Undefined until the history has it, or when nobody
 * can tell.
 */
export function useLastChange({ productId, warehouseId, version }: StockLevel): StockChange | undefined {
  const { client } = useBackend();
  const [found, setFound] = useState<StockChange>();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let late = false;
    const look = async (triesLeft: number) => {
      const { items } = await ask(client, documents.stockHistory, { productId, warehouseId, limit: LIMIT });
      // The oldest change with this version made it; the newer ones are holds.
      const change = items.findLast((item) => item.version === version);
      if (late) return;
      if (change) setFound(change);
      else if (triesLeft > 0) timer = setTimeout(() => void look(triesLeft - 1).catch(() => undefined), RETRY_MS);
    };
    look(TRIES).catch(() => undefined);
    return () => {
      late = true;
      clearTimeout(timer);
    };
  }, [client, productId, warehouseId, version]);
  return found?.version === version ? found : undefined;
}
