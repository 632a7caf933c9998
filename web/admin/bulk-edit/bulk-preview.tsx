import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import type { ReactNode } from 'react';
import type { StockLevel } from '../../../schema/types.ts';
import { keyOf } from '../../client/stores/stock-state.ts';
import { useErrorText } from '../components/use-error-text.ts';
import { useIsPhone } from '../components/use-is-phone.ts';
import { useFormat, useMessages } from '../i18n/language.tsx';
import type { Outcome } from '../stock-edit/change.ts';
import { useProblemText } from '../stock-edit/use-problem-text.ts';
import { type BulkEffect, fieldOf } from './plan.ts';
import type { BulkRun } from './use-bulk.ts';

/** Of thousands nobody reads more, and the browser draws each. */
const MOST = 100;

export type Planned = BulkEffect & { base: StockLevel };

/** Row by row, what a bulk change would do, does, or did. */
export function BulkPreview({ planned: now, run }: { planned: readonly Planned[]; run: BulkRun | undefined }) {
  const { bulk } = useMessages();
  const columnDefinitions = useColumns(run);
  const isPhone = useIsPhone();
  const format = useFormat();
  // Once it runs the preview is about what was sent, not about the numbers of this moment.
  const sent = run?.changes.map(({ base, wanted }): Planned => {
    const after = wanted.field === 'delta' ? base.stockCount + wanted.value : Number(wanted.value);
    return { base, wanted, before: base[fieldOf(wanted)], after };
  });
  const all = sent ?? now;
  const rows = inOrder(all, run).slice(0, MOST);
  return (
    <Table
      variant="embedded"
      contentDensity="compact"
      ariaLabels={{ tableLabel: bulk.preview }}
      items={rows}
      footer={all.length > rows.length && bulk.more(format.number(all.length - rows.length))}
      trackBy={({ base }) => keyOf(base)}
      wrapLines={isPhone}
      columnDefinitions={columnDefinitions}
    />
  );
}

/** A phone has room for two columns: what it is, and what becomes of it. */
function useColumns(run: BulkRun | undefined): TableProps.ColumnDefinition<Planned>[] {
  const { bulk, columns } = useMessages();
  const format = useFormat();
  const isPhone = useIsPhone();
  const product = { id: 'product', header: columns.productId, isRowHeader: true };
  const effect = ({ before, after }: Planned) => `${format.number(before)} → ${format.number(after)}`;
  const verdict = (row: Planned) => <Verdict row={row} outcome={run?.outcomes.get(keyOf(row.base))} running={run !== undefined} />;
  if (isPhone)
    return [
      { ...product, cell: ({ base }) => stacked(base.productId, base.warehouseId) },
      { id: 'effect', header: bulk.effect, cell: (row) => stacked(effect(row), verdict(row)) },
    ];
  return [
    { ...product, cell: ({ base }) => base.productId },
    { id: 'warehouse', header: columns.warehouseId, cell: ({ base }) => base.warehouseId },
    { id: 'effect', header: bulk.effect, cell: effect },
    { id: 'verdict', header: bulk.verdict, cell: verdict },
  ];
}

function stacked(first: ReactNode, second: ReactNode): ReactNode {
  return (
    <>
      <div>{first}</div>
      <div>{second}</div>
    </>
  );
}

/** What needs somebody comes first, where not all can be shown. */
function inOrder(all: readonly Planned[], run: BulkRun | undefined): readonly Planned[] {
  if (all.length <= MOST) return all;
  const needs = ({ base, problem }: Planned) => {
    const outcome = run?.outcomes.get(keyOf(base));
    return problem !== undefined || (outcome !== undefined && outcome.kind !== 'done');
  };
  return [...all.filter(needs), ...all.filter((each) => !needs(each))];
}

function Verdict({ row, outcome, running }: { row: Planned; outcome: Outcome | undefined; running: boolean }) {
  const { bulk } = useMessages();
  const format = useFormat();
  const errorText = useErrorText();
  const problemText = useProblemText();
  if (outcome?.kind === 'done') return <StatusIndicator type="success">{bulk.done}</StatusIndicator>;
  if (outcome?.kind === 'conflict') {
    const problem = outcome.effectUnknown ? bulk.unknown : bulk.conflict;
    const now = outcome.current[row.wanted ? fieldOf(row.wanted) : 'stockCount'];
    return <StatusIndicator type="warning">{problem(format.number(now))}</StatusIndicator>;
  }
  if (outcome?.kind === 'held')
    return <StatusIndicator type="warning">{bulk.reserved(format.number(outcome.current.reservedCount))}</StatusIndicator>;
  if (outcome) return <StatusIndicator type="error">{errorText(outcome.error)}</StatusIndicator>;
  if (row.problem) return <StatusIndicator type="error">{problemText(row.problem)}</StatusIndicator>;
  if (row.wanted === null) return <StatusIndicator type="stopped">{bulk.unchanged}</StatusIndicator>;
  return <StatusIndicator type={running ? 'in-progress' : 'pending'}>{running ? bulk.waiting : bulk.planned}</StatusIndicator>;
}
