import { createApi, type Api } from '../client/api.ts';
import { apiKey } from '../client/authorization.ts';
import { createAvailabilityStore, type AvailabilityView } from '../client/stores/availability.ts';
import { newPage, type PageEffect, type PageEvent, reducePage, type Sight, sightOf } from './page-reducer.ts';
import { readSource, type Endpoint, type Source } from './source.ts';

export type { Sight } from './page-reducer.ts';

/** One socket and one batch of queries for all badges of a page that show the same stage. */
export interface PageStore {
  /** Calls `listener` now and at each change; returns the end of that. */
  watch(productId: string, listener: (sight: Sight) => void): () => void;
}

interface Watcher {
  productId: string;
  listener: (sight: Sight) => void;
  view: AvailabilityView;
  leave: (() => void) | undefined;
}

/** A connection to the stage. */
interface Connection {
  store: ReturnType<typeof createAvailabilityStore>;
  cap: number | undefined;
  close(): void;
}

/** How often a badge is looked at again, since trust ends by time alone. */
const TICK_MS = 10_000;
/** A page that nobody sees gives its socket back after this long, milliseconds. */
const HIDDEN_MS = 300_000;
const RETRY_MS = 30_000;
const NOTHING: AvailabilityView = { state: 'loading', availability: null };

/**
 * Does what `reducePage` decides. Opens with its first watcher. Nothing in here throws or rejects
 * into the page.
 */
export function createPageStore(source: Source): PageStore {
  const watchers = new Set<Watcher>();
  let state = newPage;
  let connection: Connection | undefined;
  let answeredAt = -Infinity;
  let hiding: ReturnType<typeof setTimeout> | undefined;
  let ticking: ReturnType<typeof setInterval> | undefined;

  const dispatch = (event: PageEvent) => {
    const step = reducePage(state, event, { visible: !document.hidden, watching: watchers.size > 0 });
    state = step.state;
    for (const effect of step.effects) effects[effect]();
  };
  const notify = ({ view, listener }: Watcher) => listener(sightOf(view, state, performance.now() - answeredAt, connection?.cap));
  const attach = (watcher: Watcher) => {
    watcher.leave = connection?.store.watch(watcher.productId, (view) => {
      watcher.view = view;
      notify(watcher);
    });
  };
  const effects: Record<PageEffect, () => void> = {
    connect() {
      const answered = () => (answeredAt = performance.now());
      readSource(source)
        .then((endpoint) => (connection = connect(endpoint, answered)))
        .then(
          () => dispatch({ type: 'connected' }),
          () => dispatch({ type: 'connectFailed' }),
        );
    },
    retryLater: () => setTimeout(dispatch, RETRY_MS, { type: 'retryDue' }),
    attach() {
      ticking = setInterval(effects.notify, TICK_MS);
      watchers.forEach(attach);
    },
    disconnect() {
      clearInterval(ticking);
      connection?.close();
      connection = undefined;
      for (const watcher of watchers) {
        watcher.leave = undefined;
        watcher.view = NOTHING;
        notify(watcher);
      }
    },
    disconnectLater: () => (hiding = setTimeout(dispatch, HIDDEN_MS, { type: 'unseen' })),
    stay: () => clearTimeout(hiding),
    notify: () => watchers.forEach(notify),
  };

  document.addEventListener('visibilitychange', () => dispatch({ type: document.hidden ? 'hidden' : 'shown' }));

  return {
    watch(productId, listener) {
      const watcher: Watcher = { productId, listener, view: NOTHING, leave: undefined };
      watchers.add(watcher);
      if (connection) attach(watcher);
      else notify(watcher);
      dispatch({ type: 'watched' });
      return () => {
        watchers.delete(watcher);
        watcher.leave?.();
      };
    },
  };
}

/** Calls `answered` at each answer. */
function connect({ graphqlUrl, realtimeUrl, apiKey: key, publicCountCap: cap }: Endpoint, answered: () => void): Connection {
  const api = createApi({ graphqlUrl, realtimeUrl, authorization: apiKey(key) });
  // The store says stale of what it polls and of what it cannot read any more; the last answer
  // shows which.
  const noted: Api = {
    ...api,
    link: api.link,
    query: async (query, variables) => {
      const answer = await api.query(query, variables);
      answered();
      return answer;
    },
  };
  const store = createAvailabilityStore(noted, cap === undefined ? {} : { publicCountCap: cap });
  return {
    store,
    cap,
    close() {
      store.close();
      api.close();
    },
  };
}

const stores = new Map<string, PageStore>();

/** The page's one store of a source. */
export function pageStore(source: Source): PageStore {
  const key = JSON.stringify(source);
  const store = stores.get(key) ?? createPageStore(source);
  stores.set(key, store);
  return store;
}
