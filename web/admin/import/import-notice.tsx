import Button from '@cloudscape-design/components/button';
import type { FlashbarProps } from '@cloudscape-design/components/flashbar';
import { useState } from 'react';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { go } from '../routing/use-view.ts';
import type { View } from '../routing/view.ts';
import { useMayEdit } from '../session/backend-context.ts';
import { useRunningImport } from './running-import.ts';
import { useOtherImport } from './use-other-import.ts';

/** How far imports are that this view does not show, and then that they have ended. */
export function useImportNotice(view: View): readonly FlashbarProps.MessageDefinition[] {
  return [...useOwnNotice(view), ...useOtherNotice()];
}

function useOtherNotice(): readonly FlashbarProps.MessageDefinition[] {
  const { import: words, common } = useMessages();
  const format = useFormat();
  const mayEdit = useMayEdit();
  const other = useOtherImport();
  if (!other || !mayEdit) return [];
  const { past, abandoned, goOn, leave } = other;
  return [
    {
      id: 'other-import',
      type: abandoned ? 'warning' : 'info',
      loading: !abandoned,
      header: abandoned ? words.abandoned(past.fileName) : words.elsewhere(past.fileName),
      content: words.progress(format.number(past.done ?? past.changed + past.notImported), format.number(past.rows)),
      ...(abandoned && {
        dismissible: true,
        dismissLabel: common.close,
        onDismiss: leave,
        action: <Button onClick={goOn}>{words.goOn}</Button>,
      }),
    },
  ];
}

/** On every other view. */
function useOwnNotice(view: View): readonly FlashbarProps.MessageDefinition[] {
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
