import { readReservation } from '../lib/read-reservation.ts';
import type { CommitContext } from './index.ts';
import { plan } from './plan.ts';

export { request } from '../lib/read-reservation.ts';

export function response(ctx: CommitContext): Record<string, never> {
  plan(ctx, readReservation(ctx));
  return {};
}
