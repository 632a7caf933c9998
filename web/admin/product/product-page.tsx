import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { Suspense, useState } from 'react';
import { textFields } from '../../../domain/level-fields.ts';
import type { StockLevel } from '../../../schema/types.ts';
import { ErrorBoundary } from '../components/error-boundary.tsx';
import { Loading } from '../components/loading.tsx';
import { part } from '../components/part.tsx';
import { ReadFailure } from '../components/read-failure.tsx';
import { ViewLink } from '../components/view-link.tsx';
import { StaleNote } from '../connection/stale-note.tsx';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { useMayEdit } from '../session/backend-context.ts';
import { EditProvider } from '../stock-edit/edit-provider.tsx';
import { Picture } from '../stock-grid/cells.tsx';
import type { ColumnId } from '../stock-grid/columns.tsx';
import { LevelTable } from '../stock-grid/level-table.tsx';
import { History } from './history.tsx';
import { useProduct } from './use-product.ts';

const Transfer = part(() => import('./transfer.tsx'));

const COLUMNS: readonly ColumnId[] = [
  'warehouseId',
  'stockCount',
  'reservedCount',
  'committedCount',
  'availableCount',
  'safetyStock',
  'sellableCount',
  'status',
  'thresholdLevel',
  'muted',
  'lastUpdated',
  ...textFields.map(({ field }) => field),
];

const SUMS = ['stockCount', 'reservedCount', 'committedCount', 'availableCount', 'safetyStock', 'sellableCount'] as const;

/** One product in all its warehouses, with its history. */
export default function ProductPage({ productId }: { productId: string }) {
  const { product } = useMessages();
  const { levels, failure, reload } = useProduct(productId);
  if (failure !== undefined) {
    return (
      <SpaceBetween size="m">
        <Header variant="h1">{productId}</Header>
        <ReadFailure failure={failure} onRetry={reload} />
      </SpaceBetween>
    );
  }
  if (!levels) return <Loading />;
  if (levels.length === 0) {
    return (
      <Alert type="info" header={product.unknown(productId)}>
        <ViewLink to={{ name: 'stock' }}>{product.toList}</ViewLink>
      </Alert>
    );
  }
  return (
    <EditProvider>
      <StaleNote>
        <SpaceBetween size="l">
          <ProductHeader productId={productId} levels={levels} />
          <LevelTable label={product.levels(productId)} rows={levels} columns={COLUMNS} header={<Header>{product.warehouses}</Header>} />
          <History levels={levels} />
        </SpaceBetween>
      </StaleNote>
    </EditProvider>
  );
}

function ProductHeader({ productId, levels }: { productId: string; levels: readonly StockLevel[] }) {
  const { product, columns } = useMessages();
  const format = useFormat();
  const mayEdit = useMayEdit();
  const [transferring, setTransferring] = useState(false);
  const [first] = levels;
  // A level that keeps or owes more than it has takes nothing from what another one has.
  const sum = (field: (typeof SUMS)[number]) =>
    format.number(
      levels.reduce(
        (total, level) => total + (field === 'sellableCount' || field === 'availableCount' ? Math.max(0, level[field]) : level[field]),
        0,
      ),
    );
  // What is short in one warehouse must not hide behind what another one has.
  const short = levels.reduce((total, { availableCount }) => total - Math.min(0, availableCount), 0);
  const total = (field: (typeof SUMS)[number]) =>
    field === 'availableCount' && short > 0 ? (
      <>
        {sum(field)} <StatusIndicator type="error">{product.short(format.number(short))}</StatusIndicator>
      </>
    ) : (
      sum(field)
    );
  const action = mayEdit && <Button onClick={() => setTransferring(true)}>{product.transfer}</Button>;
  return (
    <Container
      header={
        <Header variant="h1" description={first?.category ?? ''} actions={action}>
          {first?.name ? `${productId} · ${first.name}` : productId}
        </Header>
      }
    >
      <KeyValuePairs columns={3} items={SUMS.map((field) => ({ label: columns[field], value: total(field) }))} />
      {first?.imageUrl && <Picture address={first.imageUrl} of={first.name ?? productId} size="large" />}
      {transferring && (
        <ErrorBoundary>
          <Suspense>
            <Transfer levels={levels} onClose={() => setTransferring(false)} />
          </Suspense>
        </ErrorBoundary>
      )}
    </Container>
  );
}
