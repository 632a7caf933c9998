import Modal from '@cloudscape-design/components/modal';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { FirstField } from '../components/first-field.tsx';
import { useIsPhone } from '../components/use-is-phone.ts';
import { useMessages } from '../i18n/language.tsx';
import { type Command, useCommands } from './use-commands.ts';
import { useProductSearch } from './use-product-search.ts';

/** Products, views and actions by name: typed, chosen with the arrows, done with Enter. */
export default function PaletteDialog({ onClose }: { onClose: () => void }) {
  const { palette } = useMessages();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const commands = useCommands().filter(({ name }) => matches(name, text));
  const products = useProductSearch(text.trim());
  const groups = [
    { title: palette.products, entries: products.found },
    { title: palette.views, entries: commands.filter(({ kind }) => kind === 'view') },
    { title: palette.actions, entries: commands.filter(({ kind }) => kind === 'action') },
  ].filter(({ entries }) => entries.length > 0);
  const all = groups.flatMap(({ entries }) => entries);
  const at = Math.min(chosen, all.length - 1);
  const run = (command: Command | undefined) => {
    if (!command) return;
    onClose();
    command.run();
  };
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) run(all[at]);
    else if (step === undefined || all.length === 0) return;
    else setChosen((at + step + all.length) % all.length);
    event.preventDefault();
  };
  return (
    <Modal visible onDismiss={onClose} header={palette.title}>
      <div className="palette" id="palette">
        <input
          role="combobox"
          aria-label={palette.hint}
          aria-expanded={all.length > 0}
          aria-controls="palette-list"
          aria-autocomplete="list"
          aria-activedescendant={all.length > 0 ? `palette-${at}` : undefined}
          placeholder={palette.hint}
          autoComplete="off"
          spellCheck={false}
          value={text}
          onKeyDown={press}
          onChange={({ target }) => {
            setText(target.value);
            setChosen(0);
          }}
        />
        <div id="palette-list" role="listbox" aria-label={palette.title}>
          {groups.map(({ title, entries }) => (
            <div key={title} role="group" aria-label={title}>
              <div className="group" aria-hidden="true">
                {title}
              </div>
              {entries.map((entry) => (
                <Entry key={entry.id} command={entry} place={all.indexOf(entry)} chosen={all[at] === entry} onRun={run} />
              ))}
            </div>
          ))}
        </div>
        <div role="status">{products.failed ? palette.failed : all.length === 0 && !products.searching ? palette.none : ''}</div>
        <FirstField of="palette" />
      </div>
    </Modal>
  );
}

interface EntryProps {
  command: Command;
  place: number;
  chosen: boolean;
  onRun: (command: Command) => void;
}

function Entry({ command, place, chosen, onRun }: EntryProps) {
  const element = useRef<HTMLDivElement>(null);
  const hasKeys = !useIsPhone();
  useEffect(() => {
    if (chosen) element.current?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  return (
    <div ref={element} id={`palette-${place}`} role="option" aria-selected={chosen} onClick={() => onRun(command)}>
      <span>{command.name}</span> {hasKeys && command.keys !== undefined && <kbd>{command.keys}</kbd>}
    </div>
  );
}

/** Each word of what was typed begins or is in the name, in any order. */
function matches(name: string, text: string): boolean {
  const folded = name.toLocaleLowerCase();
  return text
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => folded.includes(word));
}
