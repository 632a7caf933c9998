import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import { limits } from '../../../domain/limits.ts';
import type { StockLevel } from '../../../schema/types.ts';
import type { OnhandClient } from '../../client/client.ts';
import { documents } from '../../client/documents.ts';
import { eachItem } from '../../client/pages.ts';
import { keyOf } from '../../client/stores/stock-state.ts';
import { ask } from '../api/ask.ts';
import { useAnnounce } from '../components/announcer.tsx';
import { download } from '../components/download.ts';
import { loadPart } from '../components/part.tsx';
import { useNotify } from '../components/notices.tsx';
import { useReadErrorText } from '../components/use-error-text.ts';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { exportName } from './export-name.ts';
import { filterOf, type StockView } from '../routing/view.ts';
import { useBackend } from '../session/backend-context.ts';

interface Props {
  view: StockView;
  /** All that it lists, in its order; undefined where the API has to be asked. */
  levels: readonly StockLevel[] | undefined;
}

/** All levels of a view, not only those of its page, as a CSV file that the import takes again. */
export function ExportButton({ view, levels: known }: Props) {
  const { grid } = useMessages();
  const format = useFormat();
  const { client, levels: live } = useBackend();
  const notify = useNotify();
  const announce = useAnnounce();
  const errorText = useReadErrorText();
  const [busy, setBusy] = useState(false);
  const save = async () => {
    const levels = known?.map((level) => live.get(keyOf(level)) ?? level) ?? (await readAll(client, view));
    const { exportCsv } = await loadPart(() => import('../../csv/index.ts'));
    download(exportName(view), exportCsv(levels));
    announce(grid.exported(levels.length, format.number(levels.length)));
  };
  const press = () => {
    setBusy(true);
    save()
      .catch((error: unknown) => notify({ type: 'error', content: errorText(error) }))
      .finally(() => setBusy(false));
  };
  return (
    <Button iconName="download" loading={busy} loadingText={grid.exporting} onClick={press}>
      {grid.export}
    </Button>
  );
}

async function readAll(client: OnhandClient, view: StockView): Promise<StockLevel[]> {
  const filter = filterOf(view);
  const levels: StockLevel[] = [];
  const read = async (nextToken: string | null) => ask(client, documents.listStock, { filter, limit: limits.pageSize, nextToken });
  for await (const level of eachItem<StockLevel>(read)) levels.push(level);
  return levels;
}
