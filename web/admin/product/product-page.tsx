import Alert from '@cloudscape-design/components/alert';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { Loading } from '../components/loading.tsx';
import { ReadFailure } from '../components/read-failure.tsx';
import { ViewLink } from '../components/view-link.tsx';
import { StaleNote } from '../connection/stale-note.tsx';
import { useMessages } from '../i18n/language.tsx';
import { EditProvider } from '../stock-edit/edit-provider.tsx';
import type { ColumnId } from '../stock-grid/columns.tsx';
import { Levels } from '../stock-grid/levels.tsx';
import { Held } from './held.tsx';
import { History } from './history.tsx';
import { ProductHeader } from './product-header.tsx';
import { Sales } from './sales.tsx';
import { useProduct } from './use-product.ts';

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
];

/** One product: what it is and has in each warehouse, who has units of it, and its history. */
export default function ProductPage({ productId }: { productId: string }) {
  const { product } = useMessages();
  const { levels, failure, reload } = useProduct(productId);
  const failed = failure !== undefined && <ReadFailure failure={failure} onRetry={reload} />;
  if (!levels && failed) {
    return (
      <SpaceBetween size="m">
        <Header variant="h1">{productId}</Header>
        {failed}
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
  // Where nothing is kept it is what is available.
  const keeps = levels.some(({ safetyStock }) => safetyStock > 0);
  const columns = COLUMNS.filter((column) => keeps || column !== 'sellableCount');
  return (
    <EditProvider>
      <StaleNote>
        <SpaceBetween size="l">
          {failed}
          <ProductHeader productId={productId} levels={levels} />
          <Container disableContentPaddings header={<Header>{product.warehouses}</Header>}>
            <Levels label={product.levels(productId)} rows={levels} columns={columns} />
          </Container>
          <Sales productId={productId} levels={levels} />
          <Held productId={productId} />
          <History levels={levels} />
        </SpaceBetween>
      </StaleNote>
    </EditProvider>
  );
}
