import { type ReactNode, useMemo, useState } from 'react';
import { TableLink } from '../components/view-link.tsx';
import { DataGrid } from '../data-grid/data-grid.tsx';
import { roomFor } from '../data-grid/room.ts';
import type { GridColumn, Selection, SortState } from '../data-grid/types.ts';
import { useFormat, useMessages } from '../i18n/language.tsx';
import type { Messages } from '../i18n/messages.ts';
import { CountCell, ProductStatusCell, TextCell } from './cells.tsx';
import type { ColumnId } from './columns.tsx';
import { Levels } from './levels.tsx';
import { type ProductRow, totalOf } from './product-rows.ts';
import { useLiveProduct } from './use-live-product.ts';

interface Props {
  label: string;
  rows: readonly ProductRow[];
  warehouses: readonly string[];
  /** Of an opened product's levels. */
  columns: readonly ColumnId[];
  empty: ReactNode;
  density: 'comfortable' | 'compact';
  sort: SortState;
  selection: Selection<ProductRow> | undefined;
}

/**
 * One row a product, with what each warehouse has available; a row opens to its levels, where they
 * are edited.
 */
export function ProductTable({ warehouses, columns, ...grid }: Props) {
  const messages = useMessages();
  const [opened, setOpened] = useState<string>();
  const row = grid.rows.find(({ productId }) => productId === opened);
  const shown = useMemo(() => {
    const toggle = (productId: string) => setOpened((before) => (before === productId ? undefined : productId));
    return productColumns({ messages, warehouses, opened, toggle });
  }, [messages, warehouses, opened]);
  const inside = useMemo(() => columns.filter((id) => id !== 'productId' && id !== 'name'), [columns]);
  const detail = row && {
    name: row.productId,
    content: <Levels label={messages.grid.warehousesOf(row.productId)} rows={row.levels} columns={inside} />,
  };
  return <DataGrid {...grid} columns={shown} nameOf={({ productId }) => productId} useLive={useLiveProduct} detail={detail} />;
}

interface ColumnSettings {
  messages: Messages;
  warehouses: readonly string[];
  opened: string | undefined;
  toggle: (productId: string) => void;
}

function productColumns({ messages, warehouses, opened, toggle }: ColumnSettings): GridColumn<ProductRow>[] {
  const { columns: words, grid, statuses, inSome } = messages;
  const open = ({ productId }: ProductRow) => (
    <button
      type="button"
      className="opener"
      tabIndex={-1}
      aria-expanded={opened === productId}
      aria-label={grid.warehousesOf(productId)}
      onClick={() => toggle(productId)}
    >
      {opened === productId ? '▾' : '▸'}
    </button>
  );
  return [
    { id: 'open', header: messages.product.warehouses, isUnseen: true, width: 40, cell: open },
    {
      ...{ id: 'productId', header: words.productId, width: 120, isRowHeader: true, sort: 'productId' },
      cell: ({ productId }) => <TableLink to={{ name: 'product', productId }}>{productId}</TableLink>,
    },
    {
      id: 'name',
      header: words.name,
      width: 150,
      grows: true,
      sort: 'name',
      cell: ({ levels: [level] }) => level && <TextCell level={level} field="name" />,
    },
    {
      id: 'status',
      header: words.status,
      width: roomFor(`${statuses.IN_STOCK} · ${inSome.OUT_OF_STOCK('1', '3')}`),
      sort: 'status',
      cell: ({ levels }) => <ProductStatusCell levels={levels} />,
    },
    {
      ...{ id: 'availableCount', header: words.availableCount, width: 100, numeric: true, sort: 'availableCount' },
      cell: (row) => <Total row={row} />,
    },
    ...warehouses.map((warehouseId): GridColumn<ProductRow> => {
      const cell = ({ levels }: ProductRow) => {
        const level = levels.find((each) => each.warehouseId === warehouseId);
        return level ? <CountCell level={level} field="availableCount" /> : <span aria-label={grid.noLevel}>–</span>;
      };
      return { id: `in ${warehouseId}`, header: warehouseId, width: 110, numeric: true, cell };
    }),
  ];
}

function Total({ row }: { row: ProductRow }) {
  const format = useFormat();
  return <strong>{format.number(totalOf(row, 'availableCount'))}</strong>;
}
