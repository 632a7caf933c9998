import type { Change } from './expected-changes/change.ts';
import { ofReservations } from './expected-changes/of-reservations.ts';
import { ofLevels } from './expected-changes/of-levels.ts';
import { ofOrders } from './expected-changes/of-orders.ts';

/** Every writer that there is, each with a change of its own. */
export const changes: Change[] = [...ofLevels, ...ofReservations, ...ofOrders];
