import type { ReactNode } from 'react';
import { keyOf } from '../../client/stores/stock-state.ts';
import { TableLink } from '../components/view-link.tsx';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { CountCell, ProductStatusCell } from './cells.tsx';
import { type ProductRow, totalOf } from './product-rows.ts';
import { useLiveProduct } from './use-live-product.ts';
import './level-cards.css';

interface Props {
  label: string;
  rows: readonly ProductRow[];
  empty: ReactNode;
}

/** Products for a phone: what is there, and in which warehouse. They are edited in their view. */
export function ProductCards({ label, rows, empty }: Props) {
  return (
    <>
      {rows.length === 0 && <div className="no-cards">{empty}</div>}
      <ul className="level-cards" aria-label={label}>
        {rows.map((row) => (
          <Card key={row.productId} row={row} />
        ))}
      </ul>
    </>
  );
}

function Card({ row }: { row: ProductRow }) {
  const { grid, columns } = useMessages();
  const format = useFormat();
  const { productId, levels } = useLiveProduct(row);
  const name = levels[0]?.name;
  return (
    <li>
      <div className="what">
        <TableLink to={{ name: 'product', productId }}>{name ?? productId}</TableLink>
        {name && <span>{productId}</span>}
        <ProductStatusCell levels={levels} />
      </div>
      <div className="available">
        <span className="count" data-field="availableCount">
          {format.number(totalOf({ productId, levels }, 'availableCount'))}
        </span>
        <span>{columns.availableCount}</span>
      </div>
      <ul className="in-warehouses" aria-label={grid.warehousesOf(productId)}>
        {levels.map((level) => (
          <li key={keyOf(level)}>
            <span>{level.warehouseId}</span> <CountCell level={level} field="availableCount" />
          </li>
        ))}
      </ul>
    </li>
  );
}
