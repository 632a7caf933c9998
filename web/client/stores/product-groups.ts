import { limits } from '../../../domain/limits.ts';
import type { OnhandError } from '../errors.ts';

/** One subscription for the products of a group. */
interface Group {
  ids: Set<string>;
  live: boolean;
  /** Another group is about to take it over. */
  leaving: boolean;
  /**
   * Groups that this one takes over: they end when it has started, so that nothing is unwatched in
   * between.
   */
  replaces: Group[];
  stop: () => void;
}

/**
 * The subscriptions behind a changing set of products: few, although AppSync takes at most 50
 * products each and cannot change one.
 */
export interface ProductGroups {
  /** Watches over exactly these products. */
  sync(wanted: ReadonlySet<string>): void;
  isLive(productId: string): boolean;
  stop(): void;
}

/** What happened to a group. */
export interface GroupListener {
  started(): void;
  interrupted(): void;
  ended(error: OnhandError): void;
}

interface ProductGroupsOptions {
  subscribe: (productIds: string[], listener: GroupListener) => () => void;
  /** `newly`: the ones that no other group watched over. */
  onStarted: (productIds: readonly string[], newly: readonly string[]) => void;
  /** Products that may be unwatched now. */
  onLost: (productIds: readonly string[]) => void;
}

export function createProductGroups({ subscribe, onStarted, onLost }: ProductGroupsOptions): ProductGroups {
  const groups = new Set<Group>();
  const most = limits.productsPerSubscription;

  const end = (group: Group) => {
    groups.delete(group);
    group.stop();
    for (const replaced of group.replaces) end(replaced);
  };
  const isLive = (id: string) => [...groups].some((group) => group.live && group.ids.has(id));

  const open = (ids: Set<string>, replaces: Group[]) => {
    const group: Group = { ids, live: false, leaving: false, replaces, stop: () => undefined };
    groups.add(group);
    group.stop = subscribe([...ids], {
      started() {
        const newly = [...ids].filter((id) => !isLive(id));
        group.live = true;
        for (const replaced of group.replaces.splice(0)) end(replaced);
        onStarted([...ids], newly);
      },
      interrupted() {
        group.live = false;
        onLost([...ids]);
      },
      ended(error) {
        group.live = false;
        // One id that the API does not take must not cost the others their subscription.
        if (error.errorType === 'INVALID_INPUT' && ids.size > 1) {
          const all = [...ids];
          groups.delete(group);
          open(new Set(all.slice(0, all.length / 2)), group.replaces);
          open(new Set(all.slice(all.length / 2)), []);
        }
        onLost([...ids]);
      },
    });
  };

  /**
   * Takes in groups that are not larger than what there is: so there are never many small ones, and
   * none is rebuilt often.
   */
  const gather = (ids: Set<string>) => {
    const taken: Group[] = [];
    const bySize = [...groups].filter((group) => group.live && !group.leaving).toSorted((a, b) => a.ids.size - b.ids.size);
    for (const group of bySize) {
      if (group.ids.size > ids.size || group.ids.size + ids.size > most) break;
      for (const id of group.ids) ids.add(id);
      group.leaving = true;
      taken.push(group);
    }
    open(ids, taken);
  };

  return {
    isLive,
    sync(wanted) {
      const watched = new Set<string>();
      for (const group of [...groups]) {
        for (const id of group.ids)
          if (wanted.has(id)) watched.add(id);
          else group.ids.delete(id);
        if (group.ids.size === 0) end(group);
      }
      const missing = [...wanted].filter((id) => !watched.has(id));
      for (let from = 0; from < missing.length; from += most) gather(new Set(missing.slice(from, from + most)));
    },
    stop() {
      for (const group of [...groups]) end(group);
    },
  };
}
