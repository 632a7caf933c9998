import Button from '@cloudscape-design/components/button';
import type { FlashbarProps } from '@cloudscape-design/components/flashbar';
import { useState } from 'react';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { go } from '../routing/use-view.ts';
import type { View } from '../routing/view.ts';
import { useRunningImport } from './running-import.ts';

/** On every other view: how far the import is, and then that it has ended. */
export function useImportNotice(view: View): readonly FlashbarProps.MessageDefinition[] {
  const { import: words, common } = useMessages();
  const format = useFormat();
  const { phase, fileName, rows, results } = useRunningImport();
  const [closed, setClosed] = useState<unknown>();
  if (view.name === 'import' || closed === results) return [];
  if (phase !== 'applying' && phase !== 'stopped' && phase !== 'finished') return [];
  const running = phase === 'applying';
  const progress = words.progress(format.number(results.size), format.number(rows));
  return [
    {
      id: 'import',
      type: phase === 'finished' ? 'success' : phase === 'stopped' ? 'warning' : 'info',
      loading: running,
      header: words.phases[phase](fileName),
      content: progress,
      dismissible: !running,
      dismissLabel: common.close,
      onDismiss: () => setClosed(results),
      action: <Button onClick={() => go({ name: 'import' })}>{words.look}</Button>,
    },
  ];
}
