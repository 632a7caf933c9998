import Alert from '@cloudscape-design/components/alert';
import type { ReactNode } from 'react';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { useTrust } from '../session/backend-context.ts';

/**
 * Marks what is inside while nobody vouches for its numbers. The note lies over the page, so that
 * no row moves for it.
 */
export function StaleNote({ children }: { children: ReactNode }) {
  const { connection } = useMessages();
  const format = useFormat();
  const { state, staleSince } = useTrust();
  const stale = state === 'stale';
  return (
    <div className={stale ? 'stale' : ''} data-state={state}>
      {children}
      {stale && (
        <div className="stale-note">
          <Alert type="warning">{connection.stale(format.time(staleSince ?? Date.now()))}</Alert>
        </div>
      )}
    </div>
  );
}
