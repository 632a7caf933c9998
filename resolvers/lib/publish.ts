import { util } from '@aws-appsync/utils';
import type { AppSyncIdentityIAM, Context } from '@aws-appsync/utils';
import type { MutationPublishAvailabilityArgs, MutationPublishStockChangeArgs } from '../../schema/types.ts';
import { roleOf } from './identity.ts';

type PublishArgs = MutationPublishStockChangeArgs | MutationPublishAvailabilityArgs;

/**
 * Hands the input on as the result, which is what subscribers get. @aws_iam cannot name a role, so
 * any but the change feed's is refused here.
 */
export function request(ctx: Context<PublishArgs>): { payload: PublishArgs['input'] } {
  if (roleOf(ctx.identity as AppSyncIdentityIAM) !== ctx.env['PUBLISHER_ROLE']) {
    util.unauthorized();
  }
  return { payload: ctx.args.input };
}

export function response(ctx: Context): unknown {
  return ctx.result;
}
