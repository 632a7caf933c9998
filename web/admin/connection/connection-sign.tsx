import Button from '@cloudscape-design/components/button';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { ConnectionState } from '../../client/realtime/link.ts';
import { useAnnounce } from '../components/announcer.tsx';
import { useNow } from '../components/use-now.ts';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { useBackend } from '../session/backend-context.ts';

/** A loss that is over sooner is not worth interrupting somebody who listens to the page. */
const ANNOUNCE_AFTER_MS = 2_000;

/** Whether what is on screen is live, always in sight. */
export function ConnectionSign() {
  const { client, tryNow } = useBackend();
  const { link } = client.api;
  const state = useSyncExternalStore(
    (listener) => link.onState(listener),
    () => link.state,
  );
  const { connection } = useMessages();
  const since = useSince(state.name);
  useAnnouncement(state.name === 'live' ? connection.live : connection.lost);
  return (
    <span className="connection" data-state={state.name}>
      <Sign state={state} since={since} />
      {(state.name === 'reconnecting' || state.name === 'offline') && (
        <Button variant="inline-link" onClick={tryNow}>
          {connection.tryNow}
        </Button>
      )}
    </span>
  );
}

function Sign({ state, since }: { state: ConnectionState; since: number }) {
  const { connection } = useMessages();
  const format = useFormat();
  const now = useNow();
  const [type, text]: [StatusIndicatorProps.Type, string] = (() => {
    switch (state.name) {
      case 'live':
        return ['success', connection.live];
      case 'idle':
      case 'connecting':
        return ['loading', connection.connecting];
      case 'reconnecting': {
        const seconds = Math.ceil((state.retryAt - now) / 1_000);
        return ['warning', seconds > 0 ? connection.reconnectingIn(format.number(seconds)) : connection.reconnecting];
      }
      case 'offline':
        return ['error', connection.offlineSince(format.time(since))];
      case 'refused':
      case 'closed':
        return ['error', connection.refused];
    }
  })();
  return <StatusIndicator type={type}>{text}</StatusIndicator>;
}

/** Since when `value` is what it is. */
function useSince(value: string): number {
  const [since, setSince] = useState({ value, at: Date.now() });
  if (since.value !== value) setSince({ value, at: Date.now() });
  return since.at;
}

function useAnnouncement(text: string): void {
  const announce = useAnnounce();
  useEffect(() => {
    const timer = setTimeout(() => announce(text), ANNOUNCE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [announce, text]);
}
