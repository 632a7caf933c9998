import type { Context } from '@aws-appsync/utils';
import { limits } from '../domain/limits.ts';
import { levelKey } from '../domain/lines.ts';
import type { QueryAvailabilitiesArgs } from '../schema/types.ts';
import { invalid } from './lib/errors.ts';

/** A product that was asked for. `field` names it in a refusal and is not in the answer. */
export interface AskedProduct {
  productId: string;
  field: string;
}

/** Up to 100 products; `ProductAvailability.availability` reads each. */
export function request(ctx: Context<QueryAvailabilitiesArgs>): { payload: null } {
  if (ctx.args.productIds.length > limits.keysPerCall) {
    invalid('productIds', `must be at most ${limits.keysPerCall}`, limits.keysPerCall);
  }
  return { payload: null };
}

/** Each product once, in the order in which they were first named. */
export function response(ctx: Context<QueryAvailabilitiesArgs>): AskedProduct[] {
  const seen: Record<string, boolean> = {};
  const asked: AskedProduct[] = [];
  ctx.args.productIds.forEach((productId, index) => {
    const key = levelKey(productId, '');
    if (!seen[key]) {
      seen[key] = true;
      asked.push({ productId, field: `productIds[${index}]` });
    }
  });
  return asked;
}
