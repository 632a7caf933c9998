import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import { useEffect, useState } from 'react';
import { useMessages } from '../i18n/language.tsx';
import { VIEW_KEYS } from '../palette/view-keys.ts';
import { go } from '../routing/use-view.ts';
import { useStored } from './use-stored.ts';

const OPEN = 'onhand-shortcuts';
/** How long after G its second key may come. */
const LED_MS = 1_500;

export function openShortcuts(): void {
  dispatchEvent(new Event(OPEN));
}

function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

/**
 * `/`, `?` and those after G, which can be turned off for people whose speech input or hands press
 * them by accident; and the list of all keys.
 */
export function Shortcuts() {
  const { shortcuts } = useMessages();
  const [open, setOpen] = useState(false);
  const [enabled, setEnabled] = useStored('shortcuts', true, isBoolean);
  useEffect(() => {
    const show = () => setOpen(true);
    let ledAt = -Infinity;
    const press = (event: KeyboardEvent) => {
      if (!enabled || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const led = event.timeStamp - ledAt < LED_MS;
      ledAt = event.key === 'g' ? event.timeStamp : -Infinity;
      const view = led && VIEW_KEYS.find(([key]) => key === event.key)?.[1];
      if (view) go(view);
      else if (event.key === '?') show();
      else if (event.key === '/' && focusSearch()) event.preventDefault();
    };
    addEventListener(OPEN, show);
    addEventListener('keydown', press);
    return () => {
      removeEventListener(OPEN, show);
      removeEventListener('keydown', press);
    };
  }, [enabled]);
  return (
    <Modal visible={open} onDismiss={() => setOpen(false)} header={shortcuts.title} size="large">
      <SpaceBetween size="l">
        <KeyValuePairs
          columns={2}
          items={shortcuts.keys().map(({ keys, does }) => ({ label: <Box variant="code">{keys}</Box>, value: does }))}
        />
        <Toggle checked={enabled} onChange={({ detail }) => setEnabled(detail.checked)} description={shortcuts.singleWhy}>
          {shortcuts.single}
        </Toggle>
      </SpaceBetween>
    </Modal>
  );
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.closest('input, textarea, select, [role="dialog"]') !== null);
}

function focusSearch(): boolean {
  const search = document.querySelector<HTMLInputElement>('input[type="search"]');
  search?.focus();
  return search !== null;
}
