import { describeActions } from '../../domain/calls/product.ts';
import { isLive, stockLevel } from '../../domain/level.ts';
import type { LevelItem } from '../../domain/level.ts';
import { levelKey } from '../../domain/lines.ts';
import { expectations, isAsSaid } from '../../domain/product-description.ts';
import type { Outcome } from '../../domain/calls/action.ts';
import type { DescribeProductInput } from '../../schema/types.ts';
import { now, outcomeOf, seenAt, transaction } from '../lib/dynamodb.ts';
import { refuse } from '../lib/errors.ts';
import { isReplay } from '../lib/idempotency.ts';
import { skipIfDone } from '../lib/pipeline.ts';
import type { DescribeContext } from './index.ts';

export function request(ctx: DescribeContext): ReturnType<typeof transaction> {
  skipIfDone(ctx.stash);
  ctx.stash.at = now();
  return transaction(ctx, describeActions(ctx.stash.write, ctx.stash.at));
}

export function response(ctx: DescribeContext): Record<string, never> {
  const outcome = outcomeOf(ctx);
  const { input } = ctx.args;
  ctx.stash.done = outcome.done || isReplay(ctx.stash.write.asked, seenAt(outcome, 0), input.changeId);
  if (!ctx.stash.done && !outcome.contended) {
    refuseUnexpected(input, outcome);
  }
  return {};
}

/**
 * VERSION_CONFLICT naming every level that is not as the caller expects. Whatever else was met, a
 * level that was retired or created, the next attempt reads.
 */
function refuseUnexpected(input: DescribeProductInput, outcome: Outcome): void {
  const expected = expectations(input);
  const unexpected = outcome.seen
    .slice(1)
    .filter(({ failed }) => failed)
    .map(({ item }) => item as LevelItem | null)
    .filter((item) => isLive(item) && !isAsSaid(item, expected[levelKey(item.product_id, item.warehouse_id)] ?? {}));
  if (unexpected.length > 0) {
    refuse({
      type: 'VERSION_CONFLICT',
      message: `The description of ${input.productId} is another than expected. Look at it again before you decide.`,
      info: { expected: input.expected, levels: unexpected.map((item) => stockLevel(item as LevelItem)) },
    });
  }
}
