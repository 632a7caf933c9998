import { templateCsv } from '../../csv/index.ts';
import { download } from '../components/download.ts';
import { openShortcuts } from '../components/shortcuts.tsx';
import { useTheme } from '../components/theme.tsx';
import { openZones } from '../components/time-zone.tsx';
import { languages, useLanguage, useMessages } from '../i18n/language.tsx';
import { go } from '../routing/use-view.ts';
import type { View } from '../routing/view.ts';
import { useBackend, useMayEdit } from '../session/backend-context.ts';
import { useSignedIn } from '../session/signed-in.ts';
import { VIEW_KEYS } from './view-keys.ts';

/** Something that the palette can do. */
export interface Command {
  id: string;
  kind: 'product' | 'view' | 'action';
  name: string;
  /** The keys that do it, too. */
  keys?: string;
  run: () => void;
}

/** The views and actions that this person has. */
export function useCommands(): Command[] {
  const { titles, navigation, actions, header, session, shortcuts } = useMessages();
  const { language, choose } = useLanguage();
  const [, chooseTheme] = useTheme();
  const { signOut } = useSignedIn();
  const { eventsUrl } = useBackend();
  const mayEdit = useMayEdit();
  const view = (name: string, to: View): Command => {
    const key = VIEW_KEYS.find(([, opens]) => JSON.stringify(opens) === JSON.stringify(to))?.[0];
    return { id: JSON.stringify(to), kind: 'view', name, ...(key && { keys: `G ${key.toUpperCase()}` }), run: () => go(to) };
  };
  const action = (id: string, name: string, run: () => void): Command => ({ id, kind: 'action', name, run });
  return [
    view(titles.home, { name: 'home' }),
    view(navigation.all, { name: 'stock' }),
    view(navigation.low, { name: 'stock', status: 'LOW_STOCK' }),
    view(navigation.out, { name: 'stock', status: 'OUT_OF_STOCK' }),
    view(navigation.oversold, { name: 'stock', oversold: true }),
    ...(mayEdit ? [view(titles.count, { name: 'count' })] : []),
    view(titles.activity, { name: 'activity' }),
    view(titles.reservations, { name: 'reservations' }),
    view(titles.packing, { name: 'packing' }),
    ...(eventsUrl === undefined ? [] : [view(titles.events, { name: 'events' })]),
    view(titles.unprocessed, { name: 'unprocessed' }),
    ...(mayEdit ? [view(titles.import, { name: 'import' })] : []),
    ...(mayEdit ? [action('template', actions.template, () => download('import-template.csv', templateCsv()))] : []),
    action('theme', actions.theme, () => chooseTheme(document.documentElement.style.colorScheme === 'dark' ? 'light' : 'dark')),
    ...languages
      .filter(([code]) => code !== language)
      .map(([code, name]) => action(code, `${header.language}: ${name}`, () => choose(code))),
    action('zone', actions.zone, openZones),
    { ...action('keys', shortcuts.title, openShortcuts), keys: '?' },
    action('sign-out', session.signOut, signOut),
  ];
}
