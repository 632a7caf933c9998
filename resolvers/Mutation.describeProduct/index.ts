import type { Context } from '@aws-appsync/utils';
import type { DescribeCall } from '../../domain/calls/product.ts';
import type { LevelItem } from '../../domain/level.ts';
import { limits } from '../../domain/limits.ts';
import { saidValues, saysNothing } from '../../domain/product-description.ts';
import type { MutationDescribeProductArgs, ProductStock } from '../../schema/types.ts';
import type { Writing } from '../lib/contended-write.ts';
import { actorOf } from '../lib/identity.ts';
import { checkId, checkNewId, checkText } from '../lib/input.ts';
import { checkFields } from '../lib/level-fields.ts';
import { answerOf } from '../lib/pipeline.ts';
import type { ProductRead } from '../lib/product.ts';
import { invalid } from '../lib/errors.ts';

/** What a read of the product answers with. */
interface Page {
  items: LevelItem[];
  nextToken?: string | null;
}

export type DescribeContext = Context<
  MutationDescribeProductArgs,
  ProductRead & Writing<ProductStock, DescribeCall>,
  undefined,
  undefined,
  Page
>;

/**
 * Describes all levels of a product, once per id: the levels are read, then record and levels are
 * one transaction, and what it meets is read anew.
 */
export function request(ctx: DescribeContext): Record<string, never> {
  const { input } = ctx.args;
  const { changeId, productId, expected, note, reference } = input;
  checkNewId('changeId', changeId);
  checkId('productId', productId);
  checkFields(input);
  checkFields(expected ?? {}, 'expected.');
  checkText('note', note, limits.noteLength);
  checkText('reference', reference, limits.referenceLength);
  if (saysNothing(input)) {
    invalid('name', 'is left out, and so is all else that describes a product: nothing would change');
  }
  const asked = JSON.stringify([productId, saidValues(input), saidValues(expected ?? {}), note ?? null, reference ?? null]);
  ctx.stash.write = { field: 'describeProduct', input, actor: actorOf(ctx.identity), asked, levels: [] };
  ctx.stash.productId = productId;
  return {};
}

export function response(ctx: DescribeContext): ProductStock {
  return answerOf(ctx);
}
