import { I18nProvider, type I18nProviderProps } from '@cloudscape-design/components/i18n';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { useStored } from '../components/use-stored.ts';
import { components as englishComponents, en } from './en.ts';
import { createFormat, type Format } from './format.ts';
import type { Messages } from './messages.ts';

/** What the file of a language gives. */
interface Words {
  messages: Messages;
  /** The words of Cloudscape's own components. */
  components: () => Promise<I18nProviderProps.Messages>;
}

/** A language is a file here that is named by its code; English is there from the beginning. */
const loaders: Readonly<Record<string, () => Promise<Words>>> = {
  en: async () => ({ messages: en, components: englishComponents }),
  ...Object.fromEntries(
    Object.entries(import.meta.glob<Words>(['./??.ts', '!./en.ts'])).map(([path, load]) => [path.slice('./'.length, -'.ts'.length), load]),
  ),
};

/** The languages that the panel speaks, by their codes, each as it calls itself. */
export const languages: readonly (readonly [code: string, name: string])[] = Object.keys(loaders)
  .toSorted()
  .map((code) => [code, new Intl.DisplayNames(code, { type: 'language' }).of(code) ?? code]);

interface Chosen {
  language: string;
  choose: (language: string) => void;
  messages: Messages;
  format: Format;
  /** The time zone that was chosen; empty for the computer's. */
  zone: string;
  chooseZone: (zone: string) => void;
}

const Current = createContext<Chosen>({
  language: 'en',
  choose: () => undefined,
  messages: en,
  format: createFormat('en', en),
  zone: '',
  chooseZone: () => undefined,
});

interface Loaded {
  language: string;
  messages: Messages;
  components: readonly I18nProviderProps.Messages[];
}

async function load(language: string): Promise<Loaded> {
  const { messages, components } = await (loaders[language] as () => Promise<Words>)();
  return { language, messages, components: [await components()] };
}

/** The language as this person writes it, such as British English: numbers and dates differ. */
function tagOf(language: string): string {
  return navigator.languages.find((tag) => tag.startsWith(language)) ?? language;
}

function isLanguage(value: unknown): value is string {
  return typeof value === 'string' && Object.hasOwn(loaders, value);
}

function browserLanguage(): string {
  return navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage) ?? 'en';
}

function isZone(value: unknown): value is string {
  return typeof value === 'string' && (value === '' || Intl.supportedValuesOf('timeZone').includes(value));
}

/** Loads the chosen language's words, and shows the page when they are there. */
export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, choose] = useStored('language', browserLanguage(), isLanguage);
  const [zone, chooseZone] = useStored('time-zone', '', isZone);
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
  const format = useMemo(() => loaded && createFormat(tagOf(loaded.language), loaded.messages, zone), [loaded, zone]);
  if (!loaded || !format) return null;
  const value = { language: loaded.language, messages: loaded.messages, format, choose, zone, chooseZone };
  return (
    <I18nProvider locale={value.language} messages={loaded.components}>
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

export function useLanguage(): Pick<Chosen, 'language' | 'choose'> {
  return useContext(Current);
}

/** The time zone in which times are shown, and the choice of another. */
export function useZone(): Pick<Chosen, 'zone' | 'chooseZone'> {
  return useContext(Current);
}
