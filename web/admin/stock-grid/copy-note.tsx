import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { MOST_LEVELS } from '../local-copy/copy.ts';
import { useCopyState } from '../local-copy/use-copy.ts';

/** How far the copy of all levels is, where that makes a difference. */
export function CopyNote() {
  const { grid } = useMessages();
  const format = useFormat();
  const state = useCopyState();
  switch (state.phase) {
    case 'opening':
      return null;
    case 'loading':
      return <StatusIndicator type="loading">{grid.loadingAll(format.number(state.loaded), format.number(state.total))}</StatusIndicator>;
    case 'ready':
      return state.checked ? null : <StatusIndicator type="in-progress">{grid.checking}</StatusIndicator>;
    case 'tooMany':
      return <StatusIndicator type="info">{grid.tooMany(format.number(state.total), format.number(MOST_LEVELS))}</StatusIndicator>;
  }
}
