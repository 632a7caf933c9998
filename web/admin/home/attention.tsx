import { useCallback } from 'react';
import { documents } from '../../client/documents.ts';
import { keyOf } from '../../client/stores/stock-state.ts';
import { ask } from '../api/ask.ts';
import { useReading } from '../components/use-reading.ts';
import { ViewLink } from '../components/view-link.tsx';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { filterOf, type StockView } from '../routing/view.ts';
import { useBackend } from '../session/backend-context.ts';
import { Card } from './card.tsx';

const SHOWN = 5;

/** Levels of one kind that need somebody: how many, and the first of them. */
export function Attention({ title, to, count }: { title: string; to: StockView; count: number | undefined }) {
  const { home } = useMessages();
  const format = useFormat();
  const { client } = useBackend();
  const query = JSON.stringify(filterOf(to));
  const { value, failure, again } = useReading(
    useCallback(
      async () => (await ask(client, documents.listStock, { filter: JSON.parse(query) as object, limit: SHOWN })).items,
      [client, query],
    ),
  );
  const text = count === undefined ? undefined : format.number(count);
  return (
    <Card
      title={title}
      count={text}
      to={to}
      toAll={home.all(title)}
      none={home.nothing}
      failure={failure}
      onRetry={again}
      items={value?.map((level) => ({
        key: keyOf(level),
        content: (
          <>
            <span>
              <ViewLink to={{ name: 'product', productId: level.productId }}>{level.name ?? level.productId}</ViewLink>, {level.warehouseId}
            </span>
            <span className="count">{home.sellable(format.number(level.sellableCount))}</span>
          </>
        ),
      }))}
    />
  );
}
