import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { StockLevel } from '../../../schema/types.ts';
import { ReadFailure } from '../components/read-failure.tsx';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { ChangeTable } from './change-table.tsx';
import { HistoryFilters } from './history-filters.tsx';
import { ALL_CHANGES, type HistoryFilter, isWanted } from './history-filter.ts';
import { StepChart } from './step-chart.tsx';
import { useCounterparts } from './use-counterparts.ts';
import { useHistory } from './use-history.ts';
import { useHistoryFile } from './use-history-file.ts';

/** What happened to a level: as a step line, and as the table that says all of it. */
export function History({ levels }: { levels: readonly StockLevel[] }) {
  const { history } = useMessages();
  const format = useFormat();
  const [chosen, setChosen] = useState<string>();
  const level = levels.find(({ warehouseId }) => warehouseId === chosen) ?? levels[0];
  if (!level) return null;
  return (
    <Container header={<Header description={history.zone(format.zone)}>{history.title}</Header>}>
      <Changes key={level.warehouseId} level={level} levels={levels} onWarehouse={setChosen} />
    </Container>
  );
}

interface ChangesProps {
  level: StockLevel;
  levels: readonly StockLevel[];
  onWarehouse: (warehouseId: string) => void;
}

function Changes({ level, levels, onWarehouse }: ChangesProps) {
  const { history, grid } = useMessages();
  const format = useFormat();
  const { changes, more, loading, failure, readMore } = useHistory(level);
  const counterparts = useCounterparts(level, levels, changes);
  const [filter, setFilter] = useState<HistoryFilter>(ALL_CHANGES);
  const file = useHistoryFile(level, filter);
  const wanted = changes.filter((change) => isWanted(change, filter, (at) => format.isoDay(at)));
  const unread = failure !== undefined && changes.length === 0;
  return (
    <SpaceBetween size="m">
      <HistoryFilters level={level} levels={levels} changes={changes} filter={filter} onChange={setFilter} onWarehouse={onWarehouse} />
      {failure !== undefined && <ReadFailure failure={failure} onRetry={readMore} />}
      {changes.length > 1 && <StepChart changes={changes} />}
      {!unread && (
        <ChangeTable
          label={history.of(level.productId, level.warehouseId)}
          changes={wanted}
          known={changes}
          loading={loading}
          counterparts={counterparts}
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
