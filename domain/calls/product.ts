import type { Instant } from '../instant.ts';
import { levelKey } from '../lines.ts';
import { completedFrom, copyDescription, describeLevel, expectations } from '../product-description.ts';
import type { Sibling } from '../product-description.ts';
import type { DescribeProductInput } from '../../schema/types.ts';
import { onLevel } from './action.ts';
import type { Action } from './action.ts';
import { newRequest, updateAction } from './stock.ts';
import type { UpdateCall } from './stock.ts';

// What the writes that concern the description of a product, and so several of its levels, write at
// a moment.

/** `levels` are those that are not as described, as they were read. `asked`: see AdjustCall. */
export interface DescribeCall {
  field: 'describeProduct';
  input: DescribeProductInput;
  actor: string;
  asked: string;
  levels: Sibling[];
}

/** The record of the call, then the levels. */
export function describeActions({ input, actor, asked, levels }: DescribeCall, at: Instant): Action[] {
  const { changeId, note, reference } = input;
  const expected = expectations(input);
  const stamp = { now: at.iso, change: { cause: 'SETTINGS' as const, actor, note, reference } };
  const actions: Action[] = [newRequest('DESCRIPTION', changeId, asked, at)];
  return actions.concat(
    levels.map((level) =>
      onLevel(level, describeLevel(level, input, expected[levelKey(level.product_id, level.warehouse_id)] ?? {}, stamp)),
    ),
  );
}

/**
 * An updateStock that creates a level and leaves part of its description to a level of the same
 * product.
 */
export interface CreateCall {
  field: 'createFromSibling';
  update: UpdateCall;
  sibling: Sibling;
}

/** The new level, then its sibling. */
export function createActions({ update, sibling }: CreateCall, at: Instant): Action[] {
  const created = updateAction({ ...update, input: completedFrom(update.input, sibling) }, at);
  return [created, onLevel(sibling, copyDescription(sibling))];
}

/** The update itself, whether or not it leaves something to a sibling. */
export function updateOf(write: UpdateCall | CreateCall): UpdateCall {
  return write.field === 'updateStock' ? write : write.update;
}
