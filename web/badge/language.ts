/** What a sentence that nobody translated is in. */
export const FALLBACK_LANGUAGE = 'en';

/**
 * The tag as BCP 47 writes it. Shops write `de_DE` and `de_DE.UTF-8@euro` too, as their templates
 * and servers name a locale; that is certain enough. What is no tag at all is undefined.
 */
export function wellFormed(language: string): string | undefined {
  const [tag = ''] = language.trim().replaceAll('_', '-').split(/[.@]/);
  try {
    return new Intl.Locale(tag).toString();
  } catch {
    return undefined;
  }
}

/**
 * A tag and what it may fall back to, one part less each time, as RFC 4647 looks up: `zh-Hant-TW`,
 * `zh-Hant`, `zh`.
 */
export function withFallbacks(tag: string): string[] {
  const parts = tag.split('-');
  return parts.map((_, less) => parts.slice(0, parts.length - less).join('-'));
}
