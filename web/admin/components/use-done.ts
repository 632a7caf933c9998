import { isEffectUnknown } from '../../client/retry.ts';
import { useMessages } from '../i18n/language.tsx';
import { useAnnounce } from './announcer.tsx';
import { useNotify } from './notices.tsx';
import { useErrorText } from './use-error-text.ts';

/** What takes back what was done. Called again it must take effect once. */
export interface Undo {
  run: () => Promise<unknown>;
  done: string;
}

/** Tells that something was done, with the way back where there is one. */
export function useDone(): (content: string, undo?: Undo) => void {
  const { edit } = useMessages();
  const notify = useNotify();
  const announce = useAnnounce();
  const errorText = useErrorText();
  const tell = (content: string, action?: { label: string; onClick: () => void }) => {
    notify({ type: 'success', content, ...(action && { action }) });
    announce(content);
  };
  const takeBack = async (undo: Undo): Promise<void> => {
    try {
      await undo.run();
      tell(undo.done);
    } catch (error) {
      const again = isEffectUnknown(error) && { action: { label: edit.sendAgain, onClick: () => void takeBack(undo) } };
      notify({ type: 'error', content: errorText(error), ...again });
    }
  };
  return (content, undo) => tell(content, undo && { label: edit.undo, onClick: () => void takeBack(undo) });
}
