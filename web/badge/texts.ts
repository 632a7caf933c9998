import type { Display } from './display.ts';

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

const TEXTS = new Map<string, Texts>([
  [
    'en',
    {
      in: 'In stock',
      low: 'Low stock',
      lowCount: (count) => `Only ${count} left`,
      out: 'Out of stock',
      unknown: 'Availability unknown',
      loading: 'Checking availability…',
    },
  ],
  [
    'de',
    {
      in: 'Auf Lager',
      low: 'Geringer Bestand',
      lowCount: (count) => `Nur noch ${count} verfügbar`,
      out: 'Nicht auf Lager',
      unknown: 'Verfügbarkeit unbekannt',
      loading: 'Verfügbarkeit wird geprüft…',
    },
  ],
]);

/** Adds a language, or says it in a shop's own words. Badges that are on the page already change at their next news. `language` as in `lang`. */
export function setTexts(language: string, texts: Partial<Texts>): void {
  TEXTS.set(language.toLowerCase(), { ...textsFor(language), ...texts });
}

/** What to say: the exact language (`de-at`), its first part (`de`), English. */
export function textsFor(language: string): Texts {
  const [first = ''] = language.toLowerCase().split('-');
  // English is always there.
  return (TEXTS.get(language.toLowerCase()) ?? TEXTS.get(first) ?? TEXTS.get('en')) as Texts;
}

/** The words for a display. */
export function say({ state, count }: Display, language: string): string {
  const texts = textsFor(language);
  return state === 'low' && count !== undefined ? texts.lowCount(inLanguage(count, language)) : texts[state];
}

function inLanguage(count: number, language: string): string {
  try {
    return count.toLocaleString(language);
  } catch {
    // A page may write anything into lang.
    return String(count);
  }
}
