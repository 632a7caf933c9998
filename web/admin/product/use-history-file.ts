import { useState } from 'react';
import { limits } from '../../../domain/limits.ts';
import type { StockChange, StockChangePage } from '../../../schema/types.ts';
import { historyCsv } from '../../csv/index.ts';
import { documents } from '../../client/documents.ts';
import { ask } from '../api/ask.ts';
import { download } from '../components/download.ts';
import { useNotify } from '../components/notices.tsx';
import { useReadErrorText } from '../components/use-error-text.ts';
import { useFormat } from '../i18n/language.tsx';
import { useBackend } from '../session/backend-context.ts';
import { type HistoryFilter, isWanted } from './history-filter.ts';
import { inOrder, type LevelHistory } from './history-order.ts';

/**
 * The history of a product in these warehouses as a file: all that matches, also what is not on the
 * page.
 */
export function useHistoryFile(productId: string, warehouses: readonly string[], filter: HistoryFilter) {
  const { client } = useBackend();
  const format = useFormat();
  const isoDay = (at: string) => format.isoDay(at);
  const notify = useNotify();
  const errorText = useReadErrorText();
  const [busy, setBusy] = useState(false);
  const historyOf = async (warehouseId: string): Promise<LevelHistory> => {
    const changes: StockChange[] = [];
    let nextToken: string | null = null;
    let oldest = '';
    do {
      const asked = { productId, warehouseId, limit: limits.pageSize, nextToken };
      const page: StockChangePage = await ask(client, documents.stockHistory, asked);
      changes.push(...page.items.filter((change) => isWanted(change, filter, isoDay)));
      oldest = page.items.at(-1)?.changedAt ?? oldest;
      nextToken = page.nextToken ?? null;
    } while (nextToken !== null && (filter.since === '' || isoDay(oldest) >= filter.since));
    return { changes, nextToken: null };
  };
  const save = async () => {
    setBusy(true);
    try {
      const histories: LevelHistory[] = [];
      for (const warehouseId of warehouses) histories.push(await historyOf(warehouseId));
      const name = ['history', productId, ...(warehouses.length === 1 ? warehouses : [])].join('-');
      download(`${name}.csv`.replace(/[\\/:*?"<>|]/g, '_'), historyCsv(inOrder(histories)));
    } catch (failure) {
      notify({ type: 'error', content: errorText(failure) });
    } finally {
      setBusy(false);
    }
  };
  return { busy, save };
}
