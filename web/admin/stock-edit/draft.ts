import { patternOf, textFields } from '../../../domain/level-fields.ts';
import type { TextField } from '../../../domain/level-fields.ts';
import { limits } from '../../../domain/limits.ts';
import type { AdjustmentReason, StockLevel } from '../../../schema/types.ts';
import type { Count, Wanted } from './change.ts';

/** The fields of a level that people edit. */
export type Field = Count | TextField['field'];

/** What somebody has typed so far. */
export interface Draft {
  /** The level as it was when the editor opened: a change is made to this version or not at all. */
  base: StockLevel;
  text: string;
  reason: AdjustmentReason;
  note: string;
}

export const reasons: readonly AdjustmentReason[] = ['CORRECTION', 'RECEIVED', 'RETURN', 'DAMAGED', 'LOST', 'PROMOTION', 'OTHER'];

export function startDraft(base: StockLevel, field: Field): Draft {
  return { base, text: String(base[field] ?? ''), reason: 'CORRECTION', note: '' };
}

/** Why a draft cannot be sent: not a number, out of its range, too long, or no https:// address. */
export type DraftProblem =
  | { problem: 'number' | 'whole' | 'noDifference' | 'url' }
  | { problem: 'range' | 'length'; most: number }
  | { problem: 'below'; have: number };

/** What a draft asks for. `null`: nothing that is not so already. */
export function readDraft(draft: Draft, field: Field): Wanted | DraftProblem | null {
  const { base, text } = draft;
  if (isNoteTooLong(draft)) return { problem: 'length', most: limits.noteLength };
  const described = textFields.find((each) => each.field === field);
  if (described) return readText(base, described, text);
  const number = readNumber(text, field === 'stockCount');
  if ('problem' in number) return number;
  if (field === 'thresholdLevel' || field === 'safetyStock') return readCount(number.value, base[field], field);
  return number.signed ? readDelta(number.value, base.stockCount) : readCount(number.value, base.stockCount, 'stockCount');
}

/**
 * A draft of a count as a difference: what was typed gets the sign, and the count that was there
 * gives way to it.
 */
export function withSign({ base, text }: Draft, sign: '+' | '-'): string {
  return text === String(base.stockCount) ? sign : `${sign}${text.replace(/^[+\-\u2212]/, '')}`;
}

export function isNoteTooLong({ note }: Pick<Draft, 'note'>): boolean {
  return length(note) > limits.noteLength;
}

export function isProblem(read: Wanted | DraftProblem | null): read is DraftProblem {
  return read !== null && 'problem' in read;
}

/** `12` is a count, `+5` and `-3` are differences; a minus may be the typographic one. */
function readNumber(text: string, mayBeSigned: boolean): { value: number; signed: boolean } | DraftProblem {
  const match = /^([+\-\u2212]?)(\d{1,12})$/.exec(text.trim());
  if (!match) return { problem: mayBeSigned ? 'number' : 'whole' };
  const [, sign, digits] = match;
  if (sign !== '' && !mayBeSigned) return { problem: 'whole' };
  return { value: Number(digits) * (sign === '' || sign === '+' ? 1 : -1), signed: sign !== '' };
}

function readCount(value: number, now: number, field: Count): Wanted | DraftProblem | null {
  if (value > limits.stockCount) return { problem: 'range', most: limits.stockCount };
  return value === now ? null : { field, value };
}

function readDelta(delta: number, have: number): Wanted | DraftProblem | null {
  if (delta === 0) return { problem: 'noDifference' };
  if (have + delta < 0) return { problem: 'below', have };
  if (have + delta > limits.stockCount) return { problem: 'range', most: limits.stockCount };
  return { field: 'delta', value: delta };
}

function readText(base: StockLevel, described: TextField, text: string): Wanted | DraftProblem | null {
  const { field, kind, limit } = described;
  if (length(text) > limit) return { problem: 'length', most: limit };
  if (kind === 'url' && !new RegExp(patternOf(described), 'u').test(text)) return { problem: 'url' };
  return text === (base[field] ?? '') ? null : { field, value: text };
}

/** Code points, as the API counts them. */
function length(text: string): number {
  return Array.from(text).length;
}
