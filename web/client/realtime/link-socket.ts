import { type Connection, type Endpoint, openConnection } from './connection.ts';
import type { LinkEffect, LinkEvent } from './link-reducer.ts';
import type { Network } from './network.ts';
import type { LinkTimes } from './settings.ts';

/** The effects of a link that concern its socket and its timers. */
export type SocketEffect = Extract<LinkEffect, { type: 'open' | 'drop' | 'retry' | 'linger' | 'stay' | 'rest' }>;

/** The one socket of a link at a time, the timers around it, and the listener on the network. */
export interface LinkSocket {
  readonly connection: Connection | undefined;
  run(effect: SocketEffect): void;
}

/** Calls `dispatch` with what happens to the socket: after `drop` at once, otherwise later. */
export function createLinkSocket(endpoint: Endpoint, times: LinkTimes, network: Network, dispatch: (event: LinkEvent) => void): LinkSocket {
  let connection: Connection | undefined;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let lingerTimer: ReturnType<typeof setTimeout> | undefined;
  let stopListening: (() => void) | undefined;

  const open = (renew: boolean) => {
    stopListening ??= network.listen((online) => dispatch({ type: 'networkChanged', online }));
    connection = openConnection(endpoint, times, renew, {
      ready: () => dispatch({ type: 'ready' }),
      ended(ending) {
        connection = undefined;
        dispatch({ type: 'ended', ending });
      },
    });
  };
  const retry = (delay: number) => {
    clearTimeout(retryTimer);
    retryTimer = setTimeout(dispatch, delay, { type: 'retryDue' });
  };
  const rest = () => {
    clearTimeout(retryTimer);
    clearTimeout(lingerTimer);
    stopListening?.();
    connection?.close();
    stopListening = connection = undefined;
  };

  return {
    get connection() {
      return connection;
    },
    run(effect) {
      if (effect.type === 'open') open(effect.renew);
      else if (effect.type === 'drop') connection?.fail('The network changed.', effect.awake);
      else if (effect.type === 'retry') retry(effect.delay);
      else if (effect.type === 'linger') lingerTimer = setTimeout(dispatch, times.lingerMs, { type: 'lingered' });
      else if (effect.type === 'stay') clearTimeout(lingerTimer);
      else rest();
    },
  };
}
