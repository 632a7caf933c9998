import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect, useMemo, useState } from 'react';
import type { PlannedRow, ReadColumn, RowResult } from '../../csv/index.ts';
import { keyOf } from '../../client/stores/stock-state.ts';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { useBackend } from '../session/backend-context.ts';
import { usePastImports } from './past-imports.ts';

/** New levels that are named; the list has all. */
const NAMED = 5;

interface Props {
  fileName: string;
  plan: readonly PlannedRow[];
  columns: readonly ReadColumn[];
  results: ReadonlyMap<number, RowResult>;
  /** Whether it has come to its end. */
  isDone: boolean;
}

/**
 * What somebody should see of a file before the rows: how its columns are read, what would be new,
 * how many rows have warnings.
 */
export function PlanNotes({ fileName, plan, columns, results, isDone }: Props) {
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
      {!isDone && <Unversioned fileName={fileName} plan={plan} isBegun={results.size > 0} />}
      {warned > 0 && <Alert type="warning">{words.warned(warned, format.number(warned))}</Alert>}
    </SpaceBetween>
  );
}

/** A row that sets a count whatever happened to it since the file was made. */
function isUnversioned({ verdict, cells }: PlannedRow): boolean {
  return verdict.kind === 'change' && !cells.version?.trim() && verdict.changes.some(({ field }) => field === 'stockCount');
}

/**
 * What is said of such rows; a warning where a file of this name was imported in this browser
 * before, and their levels were changed after that.
 */
function Unversioned({ fileName, plan, isBegun }: { fileName: string; plan: readonly PlannedRow[]; isBegun: boolean }) {
  const { import: words } = useMessages();
  const format = useFormat();
  const { levels } = useBackend();
  const imports = usePastImports();
  const [last] = imports.filter((each) => each.fileName === fileName && each.state !== 'running');
  const rows = useMemo(() => plan.filter(isUnversioned), [plan]);
  const since = last?.seenAt;
  const [changed, setChanged] = useState(0);
  // A change may be heard of after the file was compared. What the import itself does is none.
  useEffect(() => {
    if (since === undefined || isBegun) return undefined;
    const isLater = ({ cells }: PlannedRow) => {
      const key = { productId: cells.productId?.trim() ?? '', warehouseId: cells.warehouseId?.trim() ?? '' };
      return (levels.get(keyOf(key))?.lastUpdated ?? '') > since;
    };
    const count = () => setChanged(rows.filter(isLater).length);
    count();
    return levels.listen(count);
  }, [levels, rows, since, isBegun]);
  if (rows.length === 0) return null;
  const what = words.unversioned(rows.length, format.number(rows.length));
  if (!last || changed === 0) return <Box color="text-body-secondary">{what}</Box>;
  return (
    <Alert type="warning" header={words.changedSince(changed, format.number(changed), fileName, format.instant(last.seenAt))}>
      {what}
    </Alert>
  );
}
