import { util } from '@aws-appsync/utils';
import { limits } from '../../domain/limits.ts';
import { addUpAsked } from '../../domain/lines.ts';
import type { AskedLine, LineItem } from '../../domain/lines.ts';
import { isNil } from '../../domain/nil.ts';
import { tooManyLevels } from '../../domain/refusals.ts';
import { ID_PATTERN, INVISIBLE_ID, VISIBLE_PATTERN, textPattern } from '../../domain/text.ts';
import type { LineInput } from '../../schema/types.ts';
import { invalid, refuse } from './errors.ts';

/** Refuses an id that is empty, too long, or has what keys cannot carry. */
export function checkId(field: string, id: string): void {
  if (!util.matches(ID_PATTERN, id)) {
    invalid(field, `must have 1 to ${limits.idLength} characters, no control characters and no space at either end`, limits.idLength);
  }
  if (!fitsKeys(id)) {
    invalid(field, `must have at most ${limits.idBytes} bytes in UTF-8`, limits.idBytes);
  }
}

/** The same for an id that the call gives to something new. */
export function checkNewId(field: string, id: string): void {
  checkId(field, id);
  if (!util.matches(VISIBLE_PATTERN, id)) {
    invalid(field, INVISIBLE_ID);
  }
}

/** Whether `checkNewId` has nothing against an id. */
export function isNewId(id: string): boolean {
  return isId(id) && util.matches(VISIBLE_PATTERN, id);
}

/** Whether `checkId` has nothing against an id. */
export function isId(id: string): boolean {
  return util.matches(ID_PATTERN, id) && fitsKeys(id);
}

/**
 * Up to 128 UTF-16 units cannot exceed the bytes; beyond, Base64 shows them: 4 characters for each
 * 3 bytes.
 */
function fitsKeys(id: string): boolean {
  return id.length <= limits.idLength || util.base64Encode(id).length <= (limits.idBytes / 3) * 4;
}

/** Refuses a text that is too long; null is left out. */
export function checkText(field: string, text: string | null | undefined, length: number): void {
  if (!isText(text, length)) {
    invalid(field, `must have at most ${length} characters and no broken ones`, length);
  }
}

/** Whether `checkText` has nothing against a text. */
export function isText(text: string | null | undefined, length: number): boolean {
  return isNil(text) || util.matches(textPattern(length), text);
}

/** Refuses a number out of range; null is left out. */
export function checkNumber(field: string, value: number | null | undefined, least: number, most: number): void {
  if (!isNil(value) && (value < least || value > most)) {
    invalid(field, `must be from ${least} to ${most}`, value < least ? least : most);
  }
}

/**
 * The lines of a reservation, checked and added up. The limit of levels is the caller's to check,
 * since a change counts old and new ones.
 */
export function checkLines(lines: LineInput[]): LineItem[] {
  const unnamed = lines.findIndex((line) => isNil(line.warehouseId));
  if (unnamed >= 0) {
    invalid(`lines[${unnamed}].warehouseId`, 'must be given: only reserveStock chooses a warehouse');
  }
  return checkAsked(lines) as LineItem[];
}

/** The same for lines that may leave their warehouse out. */
export function checkAsked(lines: LineInput[]): AskedLine[] {
  if (lines.length < 1 || lines.length > limits.linesSent) {
    invalid('lines', `must be 1 to ${limits.linesSent}`, limits.linesSent);
  }
  lines.forEach((line, index) => {
    checkId(`lines[${index}].productId`, line.productId);
    if (!isNil(line.warehouseId)) {
      checkId(`lines[${index}].warehouseId`, line.warehouseId);
    }
    checkNumber(`lines[${index}].quantity`, line.quantity, 1, limits.quantity);
  });
  const added = addUpAsked(lines);
  const over = added.find((line) => line.quantity > limits.quantity);
  if (over) {
    const where = isNil(over.warehouse_id) ? over.product_id : `${over.product_id} in ${over.warehouse_id}`;
    invalid('lines.quantity', `of ${where} adds up to more than ${limits.quantity}`, limits.quantity);
  }
  return added;
}

/** Refuses more levels than one transaction can hold. */
export function checkLevels(count: number): void {
  if (count > limits.linesPerReservation) {
    refuse(tooManyLevels());
  }
}

/** The page size asked, or the default. */
export function pageSize(limit: number | null | undefined): number {
  checkNumber('limit', limit, 1, limits.pageSize);
  return limit ?? limits.defaultPageSize;
}
