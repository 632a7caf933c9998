import { readHold } from '../lib/read-hold.ts';
import type { ChangeContext } from './index.ts';
import { plan } from './plan.ts';

export { request } from '../lib/read-hold.ts';

export function response(ctx: ChangeContext): Record<string, never> {
  plan(ctx, readHold(ctx));
  return {};
}
