import type { Context } from '@aws-appsync/utils';
import type { DescribeCall } from '../../domain/calls/product.ts';
import type { LevelItem } from '../../domain/level.ts';
import { limits } from '../../domain/limits.ts';
import { levelKey } from '../../domain/lines.ts';
import { saidValues, saysNothing } from '../../domain/product-description.ts';
import type { DescribeProductInput, MutationDescribeProductArgs, ProductStock } from '../../schema/types.ts';
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
  checkExpected(input);
  checkText('note', note, limits.noteLength);
  checkText('reference', reference, limits.referenceLength);
  if (saysNothing(input)) {
    invalid('name', 'is left out, and so is all else that describes a product: nothing would change');
  }
  const seen = (expected ?? []).map((each) => [each.warehouseId, saidValues(each)]);
  const asked = JSON.stringify([productId, saidValues(input), seen, note ?? null, reference ?? null]);
  ctx.stash.write = { field: 'describeProduct', input, actor: actorOf(ctx.identity), asked, levels: [] };
  ctx.stash.productId = productId;
  return {};
}

export function response(ctx: DescribeContext): ProductStock {
  return answerOf(ctx);
}

function checkExpected({ productId, expected }: DescribeProductInput): void {
  const levels = expected ?? [];
  if (levels.length > limits.linesPerReservation) {
    invalid('expected', `must name at most ${limits.linesPerReservation} warehouses`, limits.linesPerReservation);
  }
  const named: Record<string, boolean> = {};
  levels.forEach((each, index) => {
    const path = `expected[${index}].`;
    checkId(`${path}warehouseId`, each.warehouseId);
    checkFields(each, path);
    const key = levelKey(productId, each.warehouseId);
    if (named[key]) {
      invalid(`${path}warehouseId`, `names ${each.warehouseId} a second time`);
    }
    named[key] = true;
  });
}
