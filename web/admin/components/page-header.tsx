import Button from '@cloudscape-design/components/button';
import ButtonDropdown, { type ButtonDropdownProps } from '@cloudscape-design/components/button-dropdown';
import { ConnectionSign } from '../connection/connection-sign.tsx';
import { languages, useFormat, useLanguage, useMessages } from '../i18n/language.tsx';
import { openPalette } from '../palette/open.ts';
import { useSignedIn } from '../session/signed-in.ts';
import { useMayEdit } from '../session/backend-context.ts';
import { openShortcuts } from './shortcuts.tsx';
import { openZones } from './time-zone.tsx';
import { type Theme, useTheme } from './theme.tsx';
import { ViewLink } from './view-link.tsx';

export function PageHeader() {
  const { header, palette } = useMessages();
  return (
    <header id="header" className="page-header">
      <a className="skip-link" href="#content">
        {header.skip}
      </a>
      <span className="brand">
        <ViewLink to={{ name: 'home' }}>Onhand</ViewLink>
      </span>
      <ConnectionSign />
      <Button iconName="search" variant="icon" ariaLabel={palette.open} onClick={openPalette} />
      <Settings />
    </header>
  );
}

/** Who is signed in, and what that person chose for this browser. */
function Settings() {
  const { header, session, zone } = useMessages();
  const format = useFormat();
  const { language, choose } = useLanguage();
  const [theme, chooseTheme] = useTheme();
  const { name, signOut } = useSignedIn();
  const role = useMayEdit() ? header.admin : header.viewer;
  const items: ButtonDropdownProps.ItemOrGroup[] = [
    { text: header.theme, items: (['auto', 'light', 'dark'] as const).map((id) => check(`theme ${id}`, header.themes[id], id === theme)) },
    { text: header.language, items: languages.map(([id, text]) => check(`language ${id}`, text, id === language)) },
    { id: 'zone', text: zone.menu(format.zone) },
    { id: 'shortcuts', text: header.shortcuts },
    { id: 'sign-out', text: session.signOut },
  ];
  const press = (id: string) => {
    const [what, value] = id.split(' ');
    if (what === 'theme') chooseTheme(value as Theme);
    else if (what === 'language') choose(value ?? '');
    else if (what === 'zone') openZones();
    else if (what === 'shortcuts') openShortcuts();
    else signOut();
  };
  return (
    <ButtonDropdown items={items} onItemClick={({ detail }) => press(detail.id)} ariaLabel={header.settings(name, role)}>
      {header.person(name, role)}
    </ButtonDropdown>
  );
}

function check(id: string, text: string, checked: boolean): ButtonDropdownProps.ItemOrGroup {
  return { id, text, itemType: 'checkbox', checked };
}
