import { I18nProvider, type I18nProviderProps } from '@cloudscape-design/components/i18n';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { useStored } from '../components/use-stored.ts';
import { en } from './en.ts';
import { createFormat, type Format } from './format.ts';
import type { Messages } from './messages.ts';

export const languages = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof languages;

interface Loaded {
  language: Language;
  messages: Messages;
  format: Format;
  /** The words of Cloudscape's own components. */
  components: readonly I18nProviderProps.Messages[];
}

const Current = createContext<Omit<Loaded, 'components'> & { choose: (language: Language) => void }>({
  language: 'en',
  messages: en,
  format: createFormat('en', en),
  choose: () => undefined,
});

async function load(language: Language): Promise<Loaded> {
  const [messages, components] = await (language === 'de'
    ? Promise.all([import('./de.ts').then(({ de }) => de), import('@cloudscape-design/components/i18n/messages/all.de')])
    : Promise.all([Promise.resolve(en), import('@cloudscape-design/components/i18n/messages/all.en')]));
  return { language, messages, components: [components.default], format: createFormat(tagOf(language), messages) };
}

/** The language as this person writes it, such as British English: numbers and dates differ. */
function tagOf(language: Language): string {
  return navigator.languages.find((tag) => tag.startsWith(language)) ?? language;
}

function isLanguage(value: unknown): value is Language {
  return typeof value === 'string' && value in languages;
}

function browserLanguage(): Language {
  return navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage) ?? 'en';
}

/** Loads the chosen language's words, and shows the page when they are there. */
export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, choose] = useStored('language', browserLanguage(), isLanguage);
  const [loaded, setLoaded] = useState<Loaded>();
  useEffect(() => {
    let late = false;
    const begin = () => {
      load(language).then(
        (next) => {
          if (late) return;
          document.documentElement.lang = language;
          setLoaded(next);
        },
        // The words of before stay until those can be had.
        () => addEventListener('online', begin, { once: true }),
      );
    };
    begin();
    return () => {
      late = true;
      removeEventListener('online', begin);
    };
  }, [language]);
  const value = useMemo(() => loaded && { ...loaded, choose }, [loaded, choose]);
  if (!value) return null;
  return (
    <I18nProvider locale={value.language} messages={value.components}>
      <Current value={value}>{children}</Current>
    </I18nProvider>
  );
}

export function useMessages(): Messages {
  return useContext(Current).messages;
}

/** Numbers, dates and times as the language writes them. */
export function useFormat(): Format {
  return useContext(Current).format;
}

export function useLanguage(): { language: Language; choose: (language: Language) => void } {
  return useContext(Current);
}
