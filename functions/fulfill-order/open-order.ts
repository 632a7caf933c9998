import type { OrderItem, OrderState } from '../../domain/orders.ts';

/** An order that is not at its end, with what it has until then. */
export type OpenOrder = OrderItem &
  Required<Pick<OrderItem, 'actor' | 'saga' | 'parts' | 'shipped' | 'worker' | 'step' | 'lease_until'>> & {
    state: Exclude<OrderState, 'SHIPPED'>;
  };
