import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { limits } from '../../../domain/limits.ts';
import type { DeadLetter } from '../../../schema/types.ts';
import { ReadFailure } from '../components/read-failure.tsx';
import { ViewLink } from '../components/view-link.tsx';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { useDeadLetters } from './use-dead-letters.ts';

/** What functions gave up, newest first: what is missing where, until somebody redrives it. */
export default function UnprocessedPage() {
  const { unprocessed: words, common, grid } = useMessages();
  const format = useFormat();
  const { items, total, failure, again } = useDeadLetters(limits.deadLetters);
  const failed = failure !== undefined && <ReadFailure failure={failure} onRetry={again} />;
  const columns: TableProps.ColumnDefinition<DeadLetter>[] = [
    { id: 'when', header: words.when, minWidth: 170, cell: ({ failedAt }) => <time dateTime={failedAt}>{format.instant(failedAt)}</time> },
    { id: 'what', header: words.missing, isRowHeader: true, minWidth: 220, cell: ({ kind }) => words.kinds[kind] },
    { id: 'count', header: words.changes, minWidth: 110, cell: ({ recordCount }) => format.number(recordCount) },
    { id: 'products', header: words.products, minWidth: 200, cell: ({ productIds }) => <Products ids={productIds} /> },
  ];
  return (
    <Table
      items={items ?? []}
      trackBy="id"
      columnDefinitions={columns}
      enableKeyboardNavigation
      stickyHeader
      wrapLines
      loading={items === undefined && !failed}
      loadingText={common.loading}
      ariaLabels={{ tableLabel: words.title }}
      header={
        <SpaceBetween size="xs">
          <Header
            variant="h1"
            {...(total !== undefined && { counter: `(${total})` })}
            actions={<Button iconName="refresh" ariaLabel={grid.reload} onClick={again} />}
            description={words.what}
          >
            {words.title}
          </Header>
          {items !== undefined && failed}
        </SpaceBetween>
      }
      empty={failed || <Box>{words.none}</Box>}
    />
  );
}

function Products({ ids }: { ids: readonly string[] }) {
  return (
    <ul className="plain">
      {ids.map((productId) => (
        <li key={productId}>
          <ViewLink to={{ name: 'product', productId }}>{productId}</ViewLink>
        </li>
      ))}
    </ul>
  );
}
