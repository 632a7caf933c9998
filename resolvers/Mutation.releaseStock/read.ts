import { readHold } from '../lib/read-hold.ts';
import type { ReleaseContext } from './index.ts';
import { plan } from './plan.ts';

export { request } from '../lib/read-hold.ts';

export function response(ctx: ReleaseContext): Record<string, never> {
  plan(ctx, readHold(ctx));
  return {};
}
