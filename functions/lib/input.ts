import { limits } from '../../domain/limits.ts';
import { addUpAsked } from '../../domain/lines.ts';
import type { LineItem } from '../../domain/lines.ts';
import { isNil } from '../../domain/nil.ts';
import { ID_PATTERN, INVISIBLE_ID, textPattern, VISIBLE_PATTERN } from '../../domain/text.ts';
import type { LineInput } from '../../schema/types.ts';
import { invalid } from './refusal.ts';

const ID = new RegExp(ID_PATTERN, 'u');
const VISIBLE = new RegExp(VISIBLE_PATTERN, 'u');

/**
 * Refuses an id that is empty, too long, or has what keys cannot carry. The same rule as in
 * resolvers.
 */
export function checkId(field: string, id: string): void {
  if (!ID.test(id)) {
    throw invalid(field, `must have 1 to ${limits.idLength} characters, no control characters and no space at either end`, limits.idLength);
  }
  if (Buffer.byteLength(id) > limits.idBytes) throw invalid(field, `must have at most ${limits.idBytes} bytes in UTF-8`, limits.idBytes);
}

/** The same for an id that the call gives to something new. */
export function checkNewId(field: string, id: string): void {
  checkId(field, id);
  if (!VISIBLE.test(id)) throw invalid(field, INVISIBLE_ID);
}

/** Refuses a text that is too long; null is left out. */
export function checkText(field: string, text: string | null | undefined, length: number): void {
  if (text !== null && text !== undefined && !new RegExp(textPattern(length), 'u').test(text)) {
    throw invalid(field, `must have at most ${length} characters and no broken ones`, length);
  }
}

/** Lines checked and added up. `most` is how many may be sent. */
export function checkLines(lines: readonly LineInput[], most: number): LineItem[] {
  if (lines.length < 1 || lines.length > most) throw invalid('lines', `must be 1 to ${most}`, most);
  lines.forEach(({ productId, warehouseId, quantity }, place) => {
    checkId(`lines[${place}].productId`, productId);
    if (isNil(warehouseId)) throw invalid(`lines[${place}].warehouseId`, 'must be given: only reserveStock chooses a warehouse');
    checkId(`lines[${place}].warehouseId`, warehouseId);
    checkQuantity(`lines[${place}].quantity`, quantity);
  });
  const added = addUpAsked([...lines]) as LineItem[];
  for (const { product_id, warehouse_id, quantity } of added) checkQuantity(`lines.quantity of ${product_id} in ${warehouse_id}`, quantity);
  return added;
}

function checkQuantity(field: string, quantity: number): void {
  if (quantity < 1 || quantity > limits.quantity) throw invalid(field, `must be from 1 to ${limits.quantity}`, limits.quantity);
}
