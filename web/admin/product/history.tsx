import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { StockChange, StockLevel } from '../../../schema/types.ts';
import { useOtherEnds } from '../activity/use-other-ends.ts';
import { ReadFailure } from '../components/read-failure.tsx';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { ChangeTable } from './change-table.tsx';
import { HistoryFilters } from './history-filters.tsx';
import { ALL_CHANGES, type HistoryFilter, isWanted } from './history-filter.ts';
import { StepChart } from './step-chart.tsx';
import { useCounterparts } from './use-counterparts.ts';
import { useHistory } from './use-history.ts';
import { useHistoryFile } from './use-history-file.ts';

const NONE: readonly StockChange[] = [];

/**
 * What happened to a product, as the table that says all of it; of one warehouse as a step line,
 * too.
 */
export function History({ levels }: { levels: readonly StockLevel[] }) {
  const { history } = useMessages();
  const format = useFormat();
  const [first] = levels;
  if (!first) return null;
  return (
    <Container header={<Header description={history.zone(format.zone)}>{history.title}</Header>}>
      <Changes productId={first.productId} levels={levels} />
    </Container>
  );
}

function Changes({ productId, levels }: { productId: string; levels: readonly StockLevel[] }) {
  const { history, grid } = useMessages();
  const format = useFormat();
  const [chosen, setChosen] = useState('');
  const [filter, setFilter] = useState<HistoryFilter>(ALL_CHANGES);
  const level = levels.length === 1 ? levels[0] : levels.find(({ warehouseId }) => warehouseId === chosen);
  const shown = level ? [level] : levels;
  const warehouses = shown.map(({ warehouseId }) => warehouseId);
  const { changes, more, loading, failure, readMore } = useHistory(productId, warehouses);
  const otherEnd = useOtherWarehouse(level, levels, changes);
  const file = useHistoryFile(productId, warehouses, filter);
  const wanted = changes.filter((change) => isWanted(change, filter, (at) => format.isoDay(at)));
  const unread = failure !== undefined && changes.length === 0;
  return (
    <SpaceBetween size="m">
      <HistoryFilters
        {...{ levels, changes, filter }}
        warehouseId={level?.warehouseId ?? ''}
        onChange={setFilter}
        onWarehouse={setChosen}
      />
      {failure !== undefined && <ReadFailure failure={failure} onRetry={readMore} />}
      {level && changes.length > 1 && <StepChart changes={changes} />}
      {!unread && (
        <ChangeTable
          label={level ? history.of(productId, level.warehouseId) : history.ofAll(productId)}
          changes={wanted}
          known={changes}
          loading={loading}
          otherEnd={otherEnd}
          namesWarehouse={!level}
          none={changes.length === 0 ? history.none : history.noMatch}
        />
      )}
      <Box textAlign="center">
        <SpaceBetween direction="horizontal" size="xs" alignItems="center">
          {more && (
            <Button loading={loading} onClick={readMore}>
              {grid.more}
            </Button>
          )}
          <Button iconName="download" loading={file.busy} loadingText={history.downloading} onClick={() => void file.save()}>
            {history.download}
          </Button>
        </SpaceBetween>
      </Box>
    </SpaceBetween>
  );
}

/** Of a transfer. With all warehouses both of its halves are among the changes as a rule. */
function useOtherWarehouse(level: StockLevel | undefined, levels: readonly StockLevel[], changes: readonly StockChange[]) {
  const counterparts = useCounterparts(level, levels, changes);
  const otherEnd = useOtherEnds(level ? NONE : changes);
  return level ? ({ reference }: StockChange) => counterparts.get(reference ?? '') : otherEnd;
}
