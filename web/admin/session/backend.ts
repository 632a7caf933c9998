import type { Api } from '../../client/api.ts';
import { accessToken } from '../../client/authorization.ts';
import { createClient, type OnhandClient } from '../../client/client.ts';
import { OnhandError } from '../../client/errors.ts';
import { createInventoryOver, type InventoryClient } from '../../client/inventory.ts';
import { type Network, pageNetwork } from '../../client/realtime/network.ts';
import { createStockStore } from '../../client/stores/stock.ts';
import { createLiveLevels, type LiveLevels } from '../connection/live-levels.ts';
import { createLocalCopy, type LocalCopy } from '../local-copy/copy.ts';
import { type CopyOwner, openCopy } from '../local-copy/database.ts';
import { sourceOf } from '../local-copy/source.ts';
import type { Config } from './config.ts';

/** A person waits: a change that gets no answer for so long is reported, and can be sent again. */
const RETRY = { budgetMs: 6_000, leastAttempts: 1 };

/** One sign-in's connection to the API, and the levels that are on screen. */
export interface Backend {
  /** What views ask, with `ask`. */
  client: OnhandClient;
  /** What changes stock, over the same connection. */
  inventory: InventoryClient;
  levels: LiveLevels;
  /** All levels, for who looks through them. */
  copy: LocalCopy;
  /** Who is signed in at which API. */
  owner: string;
  /** Where the events that left can be read; undefined where nobody keeps a list of them. */
  eventsUrl: string | undefined;
  /** Connects now rather than when the wait is over. */
  tryNow: () => void;
  close(): void;
}

/** After somebody signed in again a new one is needed: the stores of the old one have given up. */
export function createBackend(
  { graphqlUrl, realtimeUrl, eventsUrl }: Config,
  token: (refused: boolean) => Promise<string>,
  person: Omit<CopyOwner, 'graphqlUrl'>,
): Backend {
  const { network, tryNow } = nudgedNetwork();
  const client = createClient({ graphqlUrl, realtimeUrl, network, authorization: accessToken(token) });
  const store = createStockStore(client.api);
  const levels = createLiveLevels(store);
  const copy = createLocalCopy({ store, source: sourceOf(client), open: async () => openCopy({ graphqlUrl, ...person }) });
  return {
    client,
    inventory: createInventoryOver(unlessOffline(client.api), RETRY),
    levels,
    copy,
    owner: JSON.stringify([graphqlUrl, person.sub]),
    eventsUrl,
    tryNow,
    close() {
      copy.close();
      levels.close();
      store.close();
      client.close();
    },
  };
}

/** Sends nothing while there is no network: then it is sure that a change has not taken effect. */
function unlessOffline(api: Api): Api {
  const query: Api['query'] = async (...asked) => {
    if (api.link.state.name === 'offline') throw new OnhandError('OFFLINE', 'Not sent: there is no network.');
    return api.query(...asked);
  };
  return { ...api, query };
}

/** The page's network, of which a person can say that it is back. */
function nudgedNetwork(): { network: Network; tryNow: () => void } {
  const listeners = new Set<(online: boolean) => void>();
  const listen = (listener: (online: boolean) => void) => {
    const end = pageNetwork.listen(listener);
    listeners.add(listener);
    return () => {
      end();
      listeners.delete(listener);
    };
  };
  return { network: { ...pageNetwork, listen }, tryNow: () => listeners.forEach((listener) => listener(true)) };
}
