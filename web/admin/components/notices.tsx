import Button from '@cloudscape-design/components/button';
import Flashbar, { type FlashbarProps } from '@cloudscape-design/components/flashbar';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { useMessages } from '../i18n/language.tsx';

/**
 * Something that was done or went wrong. Success leaves by itself; the others stay until they are
 * closed, or pushed out by newer ones.
 */
export interface Notice {
  type: 'success' | 'error' | 'warning' | 'info';
  content: string;
  action?: { label: string; onClick: () => void };
  /** What was changed: the next success about it takes the place of the one before. */
  about?: string;
}

interface Entry extends Notice {
  id: string;
}

/** More would hide the page. */
const MOST = 3;
/**
 * How long success stays, milliseconds: time to read it and to reach its way back. Whoever points
 * at the messages, or is in them by keys, keeps all of them.
 */
const STAYS_MS = 12_000;

const Notify = createContext<(notice: Notice) => void>(() => undefined);
const Entries = createContext<{ entries: readonly Entry[]; close: (id: string) => void }>({ entries: [], close: () => undefined });

export function NoticesProvider({ children }: { children: ReactNode }) {
  const [entries, setEntries] = useState<readonly Entry[]>([]);
  const notify = useCallback((notice: Notice) => {
    setEntries((before) => [{ ...notice, id: crypto.randomUUID() }, ...before.filter((each) => !isReplaced(each, notice))].slice(0, MOST));
  }, []);
  const shown = useMemo(
    () => ({ entries, close: (id: string) => setEntries((before) => before.filter((entry) => entry.id !== id)) }),
    [entries],
  );
  return (
    <Notify value={notify}>
      <Entries value={shown}>{children}</Entries>
    </Notify>
  );
}

/** What went wrong stays: it may have a way to go on that nothing else has. */
function isReplaced(before: Notice, { type, about }: Notice): boolean {
  return about !== undefined && before.about === about && before.type === 'success' && type === 'success';
}

export function useNotify(): (notice: Notice) => void {
  return useContext(Notify);
}

/** The notices, where the page's frame puts them. `first`: what is about the whole page. */
export function NoticeBar({ first }: { first: readonly FlashbarProps.MessageDefinition[] }) {
  const { entries, close } = useContext(Entries);
  const messages = useMessages();
  const [isHeld, setHeld] = useState(false);
  const hold = () => setHeld(true);
  const release = () => setHeld(false);
  const items = entries.map(({ id, type, content, action }): FlashbarProps.MessageDefinition => {
    const press = () => {
      close(id);
      action?.onClick();
    };
    return {
      id,
      type,
      content,
      // It is read out. An `alert` would also take the focus, from whoever types.
      ariaRole: 'status',
      dismissible: true,
      dismissLabel: messages.common.close,
      onDismiss: () => close(id),
      action: action && <Button onClick={press}>{action.label}</Button>,
    };
  });
  return (
    <div onPointerEnter={hold} onPointerLeave={release} onFocus={hold} onBlur={release}>
      <Flashbar items={[...first, ...items]} />
      {!isHeld && entries.map(({ id, type }) => type === 'success' && <Leaving key={id} leave={close} id={id} />)}
    </div>
  );
}

function Leaving({ id, leave }: { id: string; leave: (id: string) => void }) {
  const newest = useRef(leave);
  useEffect(() => {
    newest.current = leave;
  });
  useEffect(() => {
    const timer = setTimeout(() => newest.current(id), STAYS_MS);
    return () => clearTimeout(timer);
  }, [id]);
  return null;
}
