import { FALLBACK_LANGUAGE, wellFormed, withFallbacks } from './language.ts';

/** What a badge shows. */
export interface Display {
  state: 'in' | 'low' | 'out' | 'unknown' | 'loading';
  /** What is left, where that is to be said. */
  count?: number;
}

/** What a badge says in one language. `count` is what is left, written in that language. */
export interface Texts {
  in: string;
  low: string;
  /** Instead of `low`, when few are left and their number is known. */
  lowCount: (count: string) => string;
  out: string;
  unknown: string;
  loading: string;
}

const ENGLISH: Texts = {
  in: 'In stock',
  low: 'Low stock',
  lowCount: (count) => `Only ${count} left`,
  out: 'Out of stock',
  unknown: 'Availability unknown',
  loading: 'Checking availability…',
};

const GERMAN: Texts = {
  in: 'Auf Lager',
  low: 'Geringer Bestand',
  lowCount: (count) => `Nur noch ${count} verfügbar`,
  out: 'Nicht auf Lager',
  unknown: 'Verfügbarkeit unbekannt',
  loading: 'Verfügbarkeit wird geprüft…',
};

/** By tag. A shop need not say every text of a language. */
const TEXTS = new Map<string, Partial<Texts>>([
  ['en', ENGLISH],
  ['de', GERMAN],
]);

/** What to say, and the language that it is in. */
export interface Sentence {
  text: string;
  language: string;
}

/**
 * Adds a language, or says it in a shop's own words; what is left out is said as before. Badges
 * that are on the page already change at their next news. `language` as in `lang`; throws where
 * that is no language, since nobody would ever see the texts.
 */
export function setTexts(language: string, texts: Partial<Texts>): void {
  const tag = wellFormed(language);
  if (tag === undefined) throw new RangeError(`${JSON.stringify(language)} is no language, such as "fr" or "de-AT".`);
  TEXTS.set(tag, { ...TEXTS.get(tag), ...texts });
}

/**
 * The sentence for a display: in `language` or what it falls back to, and else in English. Words
 * and digits are of one language.
 */
export function say({ state, count }: Display, language: string): Sentence {
  if (state === 'low' && count !== undefined) {
    const { text, language: spoken } = find('lowCount', language);
    return { text: text(count.toLocaleString(spoken)), language: spoken };
  }
  return find(state, language);
}

/** A text, and the tag by which digits are written beside it. */
function find<K extends keyof Texts>(key: K, language: string): { text: Texts[K]; language: string } {
  const tag = wellFormed(language);
  for (const candidate of tag === undefined ? [] : withFallbacks(tag)) {
    const text = TEXTS.get(candidate)?.[key];
    if (text !== undefined && tag !== undefined) return { text, language: tag };
  }
  return { text: ENGLISH[key], language: FALLBACK_LANGUAGE };
}
