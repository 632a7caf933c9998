import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { PlannedRow, ReadColumn, RowResult } from '../../csv/index.ts';
import { useFormat, useMessages } from '../i18n/language.tsx';

/** New levels that are named; the list has all. */
const NAMED = 5;

interface Props {
  plan: readonly PlannedRow[];
  columns: readonly ReadColumn[];
  results: ReadonlyMap<number, RowResult>;
}

/**
 * What somebody should see of a file before the rows: how its columns are read, what would be new,
 * how many rows have warnings.
 */
export function PlanNotes({ plan, columns, results }: Props) {
  const { import: words } = useMessages();
  const format = useFormat();
  const news = plan.filter(({ verdict, line }) => verdict.kind === 'create' && (results.get(line)?.kind ?? 'created') === 'created');
  const warned = plan.filter(({ warnings }) => warnings).length;
  const taken = columns
    .filter(({ title, column }) => column && title !== column)
    .map(({ title, column }) => `${title} → ${words.column(column ?? '')}`);
  const passed = columns.filter(({ column }) => !column).map(({ title }) => title);
  const names = news.slice(0, NAMED).map(({ cells }) => words.level(cells.productId?.trim() ?? '', cells.warehouseId?.trim() ?? ''));
  return (
    <SpaceBetween size="s">
      {taken.length > 0 && <Box color="text-body-secondary">{words.columnsTaken(taken.join(', '))}</Box>}
      {passed.length > 0 && <Box color="text-body-secondary">{words.columnsPassed(passed.join(', '))}</Box>}
      {news.length > 0 && (
        <Alert type="info" header={words.newLevels(news.length, format.number(news.length))}>
          {names.join(', ') + (news.length > NAMED ? ' …' : '')}
        </Alert>
      )}
      {warned > 0 && <Alert type="warning">{words.warned(warned, format.number(warned))}</Alert>}
    </SpaceBetween>
  );
}
