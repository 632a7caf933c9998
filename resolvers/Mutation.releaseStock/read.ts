import { readReservation } from '../lib/read-reservation.ts';
import type { ReleaseContext } from './index.ts';
import { plan } from './plan.ts';

export { request } from '../lib/read-reservation.ts';

export function response(ctx: ReleaseContext): Record<string, never> {
  plan(ctx, readReservation(ctx));
  return {};
}
