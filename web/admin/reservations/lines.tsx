import { useCallback, useSyncExternalStore } from 'react';
import type { Reservation, StockKeyInput } from '../../../schema/types.ts';
import { keyOf } from '../../client/stores/stock-state.ts';
import { ViewLink } from '../components/view-link.tsx';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { useBackend } from '../session/backend-context.ts';

/** What a reservation holds, line by line. */
export function Lines({ reservation }: { reservation: Reservation }) {
  const { reservations } = useMessages();
  const format = useFormat();
  return (
    <ul className="plain">
      {reservation.lines.map(({ productId, warehouseId, quantity }) => (
        <li key={JSON.stringify([productId, warehouseId])}>
          {reservations.units(format.number(quantity))}{' '}
          <ViewLink to={{ name: 'product', productId }}>
            <ProductName level={{ productId, warehouseId }} />
          </ViewLink>
          , {warehouseId}
        </li>
      ))}
    </ul>
  );
}

/** The name that the levels of this browser know; a reservation has the id only. */
export function ProductName({ level }: { level: StockKeyInput }) {
  const { levels } = useBackend();
  const key = keyOf(level);
  const name = useSyncExternalStore(
    useCallback((listener: () => void) => levels.watch(key, listener), [levels, key]),
    () => levels.get(key)?.name,
  );
  return name ? `${name} · ${level.productId}` : level.productId;
}
