import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useState } from 'react';
import { productFields } from '../../../domain/level-fields.ts';
import type { StockChange, StockLevel } from '../../../schema/types.ts';
import { ReadFailure } from '../components/read-failure.tsx';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { StepChart } from './step-chart.tsx';
import { isTransfer, useCounterparts } from './use-counterparts.ts';
import { useHistory } from './use-history.ts';

const SETTINGS = ['thresholdLevel', 'safetyStock'] as const;

/** What happened to a level: as a step line, and as the table that says all of it. */
export function History({ levels }: { levels: readonly StockLevel[] }) {
  const { history } = useMessages();
  const [chosen, setChosen] = useState<string>();
  const level = levels.find(({ warehouseId }) => warehouseId === chosen) ?? levels[0];
  if (!level) return null;
  const option = (warehouseId: string) => ({ value: warehouseId, label: warehouseId });
  return (
    <Container header={<Header>{history.title}</Header>}>
      <SpaceBetween size="m">
        <FormField label={history.warehouse}>
          <Select
            selectedOption={option(level.warehouseId)}
            options={levels.map(({ warehouseId }) => option(warehouseId))}
            onChange={({ detail }) => setChosen(detail.selectedOption.value)}
          />
        </FormField>
        <Changes key={level.warehouseId} level={level} levels={levels} />
      </SpaceBetween>
    </Container>
  );
}

function Changes({ level, levels }: { level: StockLevel; levels: readonly StockLevel[] }) {
  const { history, grid } = useMessages();
  const { changes, more, loading, failure, readMore } = useHistory(level);
  const counterparts = useCounterparts(level, levels, changes);
  const unread = failure !== undefined && changes.length === 0;
  return (
    <SpaceBetween size="m">
      {failure !== undefined && <ReadFailure failure={failure} onRetry={readMore} />}
      {changes.length > 1 && <StepChart changes={changes} />}
      {!unread && (
        <ChangeTable
          label={history.of(level.productId, level.warehouseId)}
          changes={changes}
          loading={loading}
          counterparts={counterparts}
        />
      )}
      {more && (
        <Box textAlign="center">
          <Button loading={loading} onClick={readMore}>
            {grid.more}
          </Button>
        </Box>
      )}
    </SpaceBetween>
  );
}

interface ChangeTableProps {
  label: string;
  changes: readonly StockChange[];
  loading: boolean;
  /** The other warehouse of a transfer, by the transfer's id. */
  counterparts: ReadonlyMap<string, string>;
}

function ChangeTable({ label, changes, loading, counterparts }: ChangeTableProps) {
  const { history, columns, causes, reasons, common, conflict } = useMessages();
  const format = useFormat();
  const described = (change: StockChange) =>
    productFields.flatMap(({ field }) => {
      const [before, after] = [change.previous?.[field], change[field]].map((text) => text ?? conflict.empty);
      return change.previous && before !== after ? [`${columns[field]}: ${before} → ${after}`] : [];
    });
  const bySequence = new Map(changes.map((change) => [change.sequence, change]));
  // Of the settings a change says only what they are afterwards.
  const set = (change: StockChange) =>
    SETTINGS.flatMap((field) => {
      const [before, after] = [bySequence.get(change.sequence - 1)?.[field], change[field]].map((value) => value ?? undefined);
      if (before === undefined || after === undefined || before === after) return [];
      return [`${columns[field]}: ${format.number(before)} → ${format.number(after)}`];
    });
  const about = (change: StockChange) => {
    const other = isTransfer(change) ? counterparts.get(change.reference ?? '') : undefined;
    if (other === undefined) return change.reference;
    return change.cause === 'TRANSFERRED_OUT' ? history.to(other) : history.from(other);
  };
  const moved = (delta: number, after: number) => (delta === 0 ? format.number(after) : `${format.delta(delta)} = ${format.number(after)}`);
  return (
    <Table
      variant="embedded"
      contentDensity="compact"
      wrapLines
      ariaLabels={{ tableLabel: label }}
      loading={loading && changes.length === 0}
      loadingText={common.loading}
      empty={<Box>{history.none}</Box>}
      items={[...changes]}
      trackBy={({ sequence }) => String(sequence)}
      columnDefinitions={[
        {
          id: 'when',
          header: history.when,
          isRowHeader: true,
          minWidth: 190,
          cell: ({ changedAt }) => <time dateTime={changedAt}>{format.instant(changedAt)}</time>,
        },
        { id: 'cause', header: history.cause, minWidth: 140, cell: ({ cause }) => causes[cause] },
        { id: 'who', header: history.who, minWidth: 120, cell: ({ actor, actorKind }) => history.actor[actorKind ?? 'USER'](actor ?? '') },
        { id: 'stock', header: columns.stockCount, minWidth: 120, cell: ({ stockDelta, stockCount }) => moved(stockDelta, stockCount) },
        {
          id: 'held',
          header: columns.reservedCount,
          minWidth: 120,
          cell: ({ reservedDelta, reservedCount }) => moved(reservedDelta, reservedCount),
        },
        {
          id: 'committed',
          header: columns.committedCount,
          minWidth: 120,
          cell: ({ committedDelta, committedCount }) => moved(committedDelta ?? 0, committedCount ?? 0),
        },
        { id: 'available', header: columns.availableCount, minWidth: 100, cell: ({ availableCount }) => format.number(availableCount) },
        {
          id: 'why',
          header: history.why,
          minWidth: 200,
          cell: (change) =>
            [...described(change), ...set(change), change.reason && reasons[change.reason], change.note, about(change)]
              .filter(Boolean)
              .join(' · '),
        },
      ]}
    />
  );
}
