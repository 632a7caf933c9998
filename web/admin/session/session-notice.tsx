import Button from '@cloudscape-design/components/button';
import type { FlashbarProps } from '@cloudscape-design/components/flashbar';
import { useMessages } from '../i18n/language.tsx';
import { useSignedIn } from './signed-in.ts';

/** The notice that the session has ended, while it has. */
export function useSessionNotice(): readonly FlashbarProps.MessageDefinition[] {
  const { session } = useMessages();
  const { ended, signInAgain } = useSignedIn();
  if (!ended) return [];
  const action = <Button onClick={signInAgain}>{session.signInAgain}</Button>;
  return [{ id: 'session', type: 'warning', content: session.ended, ariaRole: 'status', action }];
}
