import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import Icon from '@cloudscape-design/components/icon';
import Pagination from '@cloudscape-design/components/pagination';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useMemo, useState } from 'react';
import type { PlannedRow, RowResult, RowOutcome, Verdict } from '../../csv/index.ts';
import { Stacked } from '../components/stacked.tsx';
import { useIsPhone } from '../components/use-is-phone.ts';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { useExplain } from './use-explain.ts';

type Kind = Verdict['kind'] | RowResult['kind'];

const PAGE_SIZE = 50;
/** Beside the kinds: rows that somebody should look at. */
const WARNED = 'warned';
const KINDS: readonly Kind[] = ['create', 'created', 'change', 'changed', 'unchanged', 'conflict', 'refused', 'failed'];
const SIGNS: Readonly<Record<Kind, StatusIndicatorProps.Type>> = {
  create: 'pending',
  change: 'pending',
  created: 'success',
  changed: 'success',
  unchanged: 'stopped',
  conflict: 'warning',
  refused: 'error',
  failed: 'error',
};

type ShownRow = PlannedRow & { outcome: ReturnType<typeof outcomeOf> };

interface Props {
  plan: readonly PlannedRow[];
  results: ReadonlyMap<number, RowResult>;
}

/**
 * Every row of the file with its verdict, later with what became of it; the kinds are counted and
 * can be looked at one by one.
 */
export function PlanTable({ plan, results }: Props) {
  const { import: words } = useMessages();
  const format = useFormat();
  const columns = useColumns();
  const [chosen, setChosen] = useState<string>('all');
  const [page, setPage] = useState(1);
  const rows = useMemo(() => plan.map((row) => ({ ...row, outcome: outcomeOf(row, results) })), [plan, results]);
  const counts = useMemo(() => countBy(rows.map(({ outcome }) => outcome.kind)), [rows]);
  const warned = rows.filter(({ warnings }) => warnings);
  const options = [
    { id: 'all', text: `${words.all} ${format.number(rows.length)}` },
    ...KINDS.filter((each) => counts.has(each)).map((each) => ({
      id: each,
      text: `${words.kinds[each]} ${format.number(counts.get(each) ?? 0)}`,
    })),
    ...(warned.length > 0 ? [{ id: WARNED, text: `${words.warnings} ${format.number(warned.length)}` }] : []),
  ];
  const id = options.some((each) => each.id === chosen) ? chosen : 'all';
  const shown = id === 'all' ? rows : id === WARNED ? warned : rows.filter(({ outcome }) => outcome.kind === id);
  const pages = Math.max(1, Math.ceil(shown.length / PAGE_SIZE));
  const current = Math.min(page, pages);
  return (
    <Table
      items={shown.slice((current - 1) * PAGE_SIZE, current * PAGE_SIZE)}
      trackBy={({ line }) => String(line)}
      variant="container"
      contentDensity="compact"
      wrapLines
      ariaLabels={{ tableLabel: words.rows }}
      header={
        <SpaceBetween size="xs">
          <Header counter={`(${format.number(shown.length)})`}>{words.rows}</Header>
          <SegmentedControl
            label={words.show}
            selectedId={id}
            options={options}
            onChange={({ detail }) => {
              setChosen(detail.selectedId);
              setPage(1);
            }}
          />
        </SpaceBetween>
      }
      pagination={<Pagination currentPageIndex={current} pagesCount={pages} onChange={({ detail }) => setPage(detail.currentPageIndex)} />}
      columnDefinitions={columns}
    />
  );
}

/** Line, level, result and explanation of a row; on a phone in two columns. */
function useColumns(): TableProps.ColumnDefinition<ShownRow>[] {
  const { import: words, columns } = useMessages();
  const format = useFormat();
  const { explain } = useExplain();
  const isPhone = useIsPhone();
  const verdict = ({ outcome: { kind } }: ShownRow) => <StatusIndicator type={SIGNS[kind]}>{words.kinds[kind]}</StatusIndicator>;
  const why = ({ outcome, warnings = [] }: ShownRow) => (
    <>
      {explain(outcome)}
      {warnings.map(({ problem }) => (
        <Box key={problem.code + explain({ kind: outcome.kind, problem })} color="text-status-warning">
          <Icon name="status-warning" ariaLabel={words.warning} /> {explain({ kind: outcome.kind, problem })}
        </Box>
      ))}
    </>
  );
  const level = ({ cells }: ShownRow) => [cells.productId, cells.warehouseId].filter(Boolean).join(', ');
  if (isPhone) {
    return [
      {
        id: 'line',
        header: words.line,
        isRowHeader: true,
        cell: (row) => <Stacked first={format.number(row.line)} rest={[level(row)]} />,
      },
      { id: 'verdict', header: words.verdict, cell: (row) => <Stacked first={verdict(row)} rest={[why(row)]} /> },
    ];
  }
  return [
    { id: 'line', header: words.line, isRowHeader: true, minWidth: 65, cell: ({ line }) => format.number(line) },
    { id: 'product', header: columns.productId, minWidth: 100, cell: ({ cells }) => cells.productId ?? '' },
    { id: 'warehouse', header: columns.warehouseId, minWidth: 115, cell: ({ cells }) => cells.warehouseId ?? '' },
    { id: 'verdict', header: words.verdict, minWidth: 125, cell: verdict },
    { id: 'why', header: words.why, minWidth: 280, cell: why },
  ];
}

/** The verdict, under its result where there is one. */
function outcomeOf({ line, verdict }: PlannedRow, results: Props['results']): RowOutcome & { kind: Kind } {
  return { ...verdict, ...results.get(line) };
}

function countBy(kinds: readonly Kind[]): Map<Kind, number> {
  const counts = new Map<Kind, number>();
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}
