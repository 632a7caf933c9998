import type { Change } from './told/change.ts';
import { ofHolds } from './told/of-holds.ts';
import { ofLevels } from './told/of-levels.ts';
import { ofOrders } from './told/of-orders.ts';

/** Every writer that there is, each with a change of its own. */
export const changes: Change[] = [...ofLevels, ...ofHolds, ...ofOrders];
