import Button from '@cloudscape-design/components/button';
import ButtonDropdown, { type ButtonDropdownProps } from '@cloudscape-design/components/button-dropdown';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import { useId, useState } from 'react';
import { Answers } from '../components/answers.tsx';
import { FirstField } from '../components/first-field.tsx';
import { useNotify } from '../components/notices.tsx';
import { useStored } from '../components/use-stored.ts';
import { useMessages } from '../i18n/language.tsx';
import { go, hrefOf } from '../routing/use-view.ts';
import { firstPageOf, formatView, parseView, type StockView, TITLE_LENGTH } from '../routing/view.ts';

/** A view as its link has it. */
interface SavedView {
  title: string;
  query: string;
}

function isSavedViews(value: unknown): value is readonly SavedView[] {
  return (
    Array.isArray(value) &&
    value.every((each: Partial<SavedView> | null) => typeof each?.title === 'string' && typeof each.query === 'string')
  );
}

/** Views that somebody gave a name, in this browser; their links bring them to others. */
export function SavedViews({ view }: { view: StockView }) {
  const { savedViews: words } = useMessages();
  const notify = useNotify();
  const [saved, setSaved] = useStored<readonly SavedView[]>('views', [], isSavedViews);
  const [naming, setNaming] = useState(false);
  const current = saved.find(({ title }) => title === view.title);
  const keep = (title: string) => {
    const named = { ...firstPageOf(view), title };
    const others = saved.filter((each) => each.title !== title);
    setSaved([...others, { title, query: formatView(named) }].toSorted((one, other) => one.title.localeCompare(other.title)));
    setNaming(false);
    go(named, { replace: true });
  };
  const copyLink = async () => {
    await navigator.clipboard.writeText(new URL(hrefOf(firstPageOf(view)), location.href).href);
    notify({ type: 'success', content: words.copied });
  };
  const press = (id: string) => {
    const opened = saved.find(({ title }) => id === `open ${title}`);
    if (opened) go(parseView(opened.query));
    else if (id === 'save') setNaming(true);
    else if (id === 'copy') void copyLink();
    else setSaved(saved.filter((each) => each !== current));
  };
  const items: ButtonDropdownProps.ItemOrGroup[] = [
    ...(saved.length > 0 ? [{ text: words.mine, items: saved.map(({ title }) => ({ id: `open ${title}`, text: title })) }] : []),
    {
      text: words.actions,
      items: [
        { id: 'save', text: words.save },
        { id: 'copy', text: words.copyLink },
        ...(current ? [{ id: 'remove', text: words.remove(current.title) }] : []),
      ],
    },
  ];
  return (
    <>
      <ButtonDropdown items={items} expandToViewport onItemClick={({ detail }) => press(detail.id)}>
        {words.menu}
      </ButtonDropdown>
      {naming && <NameView title={view.title ?? ''} onName={keep} onClose={() => setNaming(false)} />}
    </>
  );
}

function NameView({ title, onName, onClose }: { title: string; onName: (title: string) => void; onClose: () => void }) {
  const { savedViews: words } = useMessages();
  const [text, setText] = useState(title);
  const form = useId();
  const name = text.trim();
  const save = () => name !== '' && onName(name);
  return (
    <Modal
      visible
      header={words.title}
      onDismiss={onClose}
      footer={
        <Answers>
          <Button variant="link" onClick={onClose}>
            {words.cancel}
          </Button>
          <Button variant="primary" disabled={name === ''} onClick={save}>
            {words.confirm}
          </Button>
        </Answers>
      }
    >
      <div id={form}>
        <FormField label={words.name} description={words.hint}>
          <Input
            value={text}
            onChange={({ detail }) => setText(detail.value.slice(0, TITLE_LENGTH))}
            onKeyDown={({ detail }) => {
              if (detail.key === 'Enter') save();
            }}
          />
        </FormField>
      </div>
      <FirstField of={form} />
    </Modal>
  );
}
