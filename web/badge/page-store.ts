import type { Availability } from '../../schema/types.ts';
import { createApi, type Api } from '../client/api.ts';
import { apiKey } from '../client/authorization.ts';
import { createAvailabilityStore, type AvailabilityView } from '../client/stores/availability.ts';
import { readSource, type Endpoint, type Source } from './source.ts';

/** What is known of a product. */
export interface Sight {
  /** Whether the API has told anything at all, be it that no warehouse keeps the product. */
  answered: boolean;
  availability: Availability | null;
  /** False when what is known may be wrong by now, or nothing could be read. */
  trusted: boolean;
  /** The highest number that the stage shows, where it caps them. */
  cap: number | undefined;
}

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

interface Open {
  api: Api;
  store: ReturnType<typeof createAvailabilityStore>;
  cap: number | undefined;
  tick: ReturnType<typeof setInterval>;
}

/**
 * A number that nobody watches over is read every 30 s; it is shown until it could not be read for
 * this long, milliseconds.
 */
const TRUSTED_MS = 100_000;
const TICK_MS = 10_000;
/** A page that nobody sees gives its socket back after this long, milliseconds. */
const HIDDEN_MS = 300_000;
const RETRY_MS = 30_000;
const NOTHING: AvailabilityView = { state: 'loading', availability: null };

/** Opens with its first watcher. Nothing in here throws or rejects into the page. */
export function createPageStore(source: Source): PageStore {
  const watchers = new Set<Watcher>();
  let open: Open | undefined;
  /** Reading the source, or waiting to read it again. */
  let opening = false;
  let failed = false;
  let answeredAt = -Infinity;
  let hiding: ReturnType<typeof setTimeout> | undefined;

  const tell = ({ view, listener }: Watcher) => listener(sightOf(view));
  const tellAll = () => watchers.forEach(tell);

  function sightOf({ state, availability }: AvailabilityView): Sight {
    const fresh = performance.now() - answeredAt < TRUSTED_MS;
    // What was answered with nothing has no more than its state to tell of it: an unknown product,
    // live or where no socket comes through.
    const answered = availability !== null || state === 'live' || state === 'stale';
    const trusted = answered ? state === 'live' || fresh : state !== 'unknown' && !failed;
    return { answered, availability, trusted, cap: open?.cap };
  }

  function attach(watcher: Watcher): void {
    watcher.leave = open?.store.watch(watcher.productId, (view) => {
      watcher.view = view;
      tell(watcher);
    });
  }

  async function begin(): Promise<void> {
    if (opening || open || watchers.size === 0 || document.hidden) return;
    opening = true;
    try {
      const endpoint = await readSource(source);
      failed = false;
      open = connect(endpoint);
      for (const watcher of watchers) attach(watcher);
    } catch {
      failed = true;
      tellAll();
      await new Promise((done) => setTimeout(done, RETRY_MS));
    }
    opening = false;
    if (failed) void begin();
  }

  function connect({ graphqlUrl, realtimeUrl, apiKey: key, publicCountCap: cap }: Endpoint): Open {
    const api = createApi({ graphqlUrl, realtimeUrl, authorization: apiKey(key) });
    // The store says stale of what it polls and of what it cannot read any more; the last answer
    // tells them apart.
    const noted: Api = {
      ...api,
      link: api.link,
      query: async (query, variables) => {
        const answer = await api.query(query, variables);
        answeredAt = performance.now();
        return answer;
      },
    };
    const store = createAvailabilityStore(noted, cap === undefined ? {} : { publicCountCap: cap });
    return { api, store, cap, tick: setInterval(tellAll, TICK_MS) };
  }

  function end(): void {
    if (!open) return;
    clearInterval(open.tick);
    open.store.close();
    open.api.close();
    open = undefined;
    for (const watcher of watchers) {
      watcher.leave = undefined;
      watcher.view = NOTHING;
      tell(watcher);
    }
  }

  document.addEventListener('visibilitychange', () => {
    clearTimeout(hiding);
    if (document.hidden) hiding = setTimeout(end, HIDDEN_MS);
    else void begin();
  });

  return {
    watch(productId, listener) {
      const watcher: Watcher = { productId, listener, view: NOTHING, leave: undefined };
      watchers.add(watcher);
      if (open) attach(watcher);
      else tell(watcher);
      void begin();
      return () => {
        watchers.delete(watcher);
        watcher.leave?.();
      };
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
