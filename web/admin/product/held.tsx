import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useCallback } from 'react';
import { limits } from '../../../domain/limits.ts';
import type { Reservation, ReservationStatus } from '../../../schema/types.ts';
import { documents } from '../../client/documents.ts';
import { ask } from '../api/ask.ts';
import { ReadFailure } from '../components/read-failure.tsx';
import { useReading } from '../components/use-reading.ts';
import { ViewLink } from '../components/view-link.tsx';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { useBackend } from '../session/backend-context.ts';

/** The API lists reservations of the whole shop, so those of a product are looked for in these. */
const PAGES = 10;

/** Who has units of this product: active reservations, soonest end first, then paid orders. */
export function Held({ productId }: { productId: string }) {
  const { held: words, reservations: reserved, common, packing } = useMessages();
  const format = useFormat();
  const { client } = useBackend();
  const { value, failure, again } = useReading(
    useCallback(async () => {
      const [active, committed] = await Promise.all([listed('ACTIVE'), listed('COMMITTED')]);
      return { items: [...active.items, ...committed.items], more: active.more || committed.more };

      async function listed(status: ReservationStatus) {
        const items: Reservation[] = [];
        let nextToken: string | null = null;
        for (let page = 0; page < PAGES && (page === 0 || nextToken !== null); page += 1) {
          const asked = { filter: { status }, limit: limits.pageSize, nextToken };
          const read: { items: Reservation[]; nextToken?: string | null } = await ask(client, documents.listReservations, asked);
          items.push(...read.items.filter(({ lines }) => lines.some((line) => line.productId === productId)));
          nextToken = read.nextToken ?? null;
        }
        return { items, more: nextToken !== null };
      }
    }, [client, productId]),
  );
  const failed = failure !== undefined && <ReadFailure failure={failure} onRetry={again} />;
  return (
    <Table
      items={value?.items ?? []}
      trackBy="reservationId"
      variant="container"
      contentDensity="compact"
      wrapLines
      ariaLabels={{ tableLabel: words.title }}
      loading={value === undefined && !failed}
      loadingText={common.loading}
      empty={failed || <Box>{words.none}</Box>}
      header={
        <SpaceBetween size="xs">
          <Header
            {...(value && { counter: `(${format.number(value.items.length)})` })}
            description={value?.more && words.partial(format.number(PAGES * limits.pageSize))}
          >
            {words.title}
          </Header>
          {value !== undefined && failed}
        </SpaceBetween>
      }
      columnDefinitions={[
        { id: 'kind', header: words.kind, minWidth: 100, cell: ({ status }) => (status === 'COMMITTED' ? words.committed : words.active) },
        {
          id: 'order',
          header: words.order,
          isRowHeader: true,
          minWidth: 180,
          cell: ({ reservationId, orderId }) =>
            orderId ? <ViewLink to={{ name: 'packing', orderId }}>{orderId}</ViewLink> : reservationId,
        },
        {
          id: 'units',
          header: reserved.lines,
          minWidth: 160,
          cell: ({ lines }) =>
            lines
              .filter((line) => line.productId === productId)
              .map(({ warehouseId, quantity }) => `${reserved.units(format.number(quantity))} ${warehouseId}`)
              .join(', '),
        },
        {
          id: 'since',
          header: `${reserved.created} / ${packing.paid}`,
          minWidth: 180,
          cell: ({ createdAt, committedAt }) => format.instant(committedAt ?? createdAt),
        },
        {
          id: 'ends',
          header: words.ends,
          minWidth: 180,
          cell: ({ status, expiresAt }) => (status === 'COMMITTED' ? words.never : format.instant(expiresAt)),
        },
        { id: 'reference', header: reserved.reference, minWidth: 120, cell: ({ reference }) => reference ?? '' },
      ]}
    />
  );
}
