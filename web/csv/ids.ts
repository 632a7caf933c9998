import { fold } from '../../domain/text.ts';

// Ids are exact: `LAMP`, `lamp` and `lamp` with a zero-width space are three products. What looks
// alike, or as if a spreadsheet had changed it, is reported before it becomes a level of its own.

const UNSEEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
const DASHES = /\p{Pd}|\u2212/gu;

/**
 * What is left of an id for an eye, or after a spreadsheet: without case, composition of accents,
 * width of letters, characters that nobody sees, spaces, zeros and an apostrophe in front; every
 * dash is one dash. Ids with the same look are look-alikes. It has itself as its look.
 */
export function lookOf(id: string): string {
  const bare = fold(id.normalize('NFKC').replace(UNSEEN, '')).replace(DASHES, '-').replace(/\s/gu, '');
  return bare.normalize('NFKC').replace(/^['0]+(?=.)/u, '');
}

/** All ids that are there, by their looks. */
export interface KnownIds {
  add: (id: string) => void;
  has: (id: string) => boolean;
  /** Those that look like this one and are others. */
  alike: (id: string) => string[];
}

export function createKnownIds(): KnownIds {
  const byLook = new Map<string, Set<string>>();
  const all = new Set<string>();
  return {
    add(id) {
      if (all.has(id)) return;
      all.add(id);
      const look = lookOf(id);
      byLook.set(look, (byLook.get(look) ?? new Set()).add(id));
    },
    has: (id) => all.has(id),
    alike: (id) => [...(byLook.get(lookOf(id)) ?? [])].filter((each) => each !== id),
  };
}

const MONTHS = 'jan|feb|mar|mrz|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez|janv|févr|mars|avr|juin|juil|août|sept|déc';
/** What a spreadsheet makes of an id or a barcode that looks like a number, a date or a formula. */
const SPOILT = [
  // 5901234123457
  ['SPOILT_NUMBER', /^\d(?:[.,]\d+)?E[+-]\d+$/iu],
  // It keeps 15 digits.
  ['SPOILT_NUMBER', /^\d{15}0+$/u],
  ['SPOILT_NUMBER', /^\d+[.,]0+$/u],
  // 1-3, MAR1
  ['SPOILT_DATE', new RegExp(`^(?:\\d{1,2}[-. ]{1,2}(?:${MONTHS})\\.?|(?:${MONTHS})\\.?[- ]\\d{2})(?:[-. ]\\d{2,4})?$`, 'iu')],
  ['SPOILT_DATE', /^\d{1,2}[./]\d{1,2}[./](?:\d{2}|\d{4})$/u],
  ['SPOILT_FORMULA', /^(?:#(?:N\/A|REF!|VALUE!|NAME\?|DIV\/0!|NUM!|NULL!|NV|WERT!|BEZUG!|ZAHL!|#+)|=.*)$/iu],
  ['SPOILT_TEXT', /^'/u],
] as const;

/** How an id or a barcode looks as if a spreadsheet had changed it; undefined where it does not. */
export function spoiltBy(id: string): (typeof SPOILT)[number][0] | undefined {
  return SPOILT.find(([, pattern]) => pattern.test(id))?.[0];
}
