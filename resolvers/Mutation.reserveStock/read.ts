import { keepLevels } from '../lib/batch-levels.ts';
import type { ReserveContext } from './index.ts';
import { plan } from './plan.ts';

export { request } from '../lib/batch-levels.ts';

/** Chooses warehouses from what was read. A level that was left unprocessed counts as empty. */
export function response(ctx: ReserveContext): Record<string, never> {
  keepLevels(ctx);
  plan(ctx);
  return {};
}
