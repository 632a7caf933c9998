import type { StockKeyInput, StockLevel } from '../../../schema/types.ts';
import { afterAnswer, afterEvent, asKept, type Entry, type Merged } from './merge.ts';
import type { Trust } from './settings.ts';
import { fromKey } from './stock-state.ts';

/** What listeners get: the levels that changed, and how far all of it can be trusted. */
export interface StockView {
  state: Exclude<Trust, 'unknown'>;
  /** Retired levels come as their key with null. Empty when only the state changed. */
  changed: readonly { key: StockKeyInput; level: StockLevel | null }[];
}

/** The levels of a store by `keyOf`, retired ones included. */
export type StockEntries = ReadonlyMap<string, Entry<StockLevel>>;

/** Stands for the whole listing among the keys of levels, which are JSON. */
export const LISTING = 'listing';

/** All that decides what a store does next, but for its levels. Never changed in place. */
export interface StockState {
  trust: StockView['state'];
  /** The store also finds levels by itself, by its listing. */
  complete: boolean;
  /** Which of the subscriptions are live. */
  live: readonly boolean[];
  /** What has to be read before the store is live: by reads that were sent after these moments. */
  unread: ReadonlyMap<string, number>;
  /** Counts the events, reads included: what is newer than what. */
  now: number;
  /** When a subscription started last. */
  startedAt: number;
}

/** What happens to a store. `since` is the `now` that the event `sent` gave to a read. */
export type StockEvent =
  /** A read is about to be sent. */
  | { type: 'sent' }
  /** Levels of an answer; null where there is no such level. */
  | { type: 'answered'; levels: readonly (readonly [key: string, level: StockLevel | null])[]; since: number }
  /** Levels that a query outside of the store answered. */
  | { type: 'put'; levels: readonly (readonly [key: string, level: StockLevel])[]; since: number }
  /**
   * Levels of a collection that its owner reads through. Without `since` they are of an earlier
   * visit, and tell only of what is unknown.
   */
  | { type: 'kept'; levels: readonly (readonly [key: string, level: StockLevel])[]; since: number | undefined }
  /** All of these keys were read. */
  | { type: 'read'; keys: readonly string[]; since: number }
  /** These keys could not be read, and are being retried. */
  | { type: 'readFailed'; keys: readonly string[] }
  /**
   * A subscription delivered a change, or a query told of it later; `gone` when it retired the
   * level, `kept` when a level that is new belongs to a collection.
   */
  | { type: 'changed'; key: string; level: StockLevel; gone: boolean; kept?: true }
  /** A subscription delivered an event that cannot be read: of which level is not known. */
  | { type: 'unreadable' }
  | { type: 'started' | 'interrupted' | 'ended'; subscription: number };

/** What has to be done, in this order. */
export type StockEffect =
  /** Ends the wait of a read that failed. */
  | { type: 'wake' }
  | { type: 'read'; keys: readonly string[] }
  | { type: 'notify'; view: StockView }
  /** Reads everything once more a moment later. */
  | { type: 'settle' };

/** What an event leads to: the state, the levels to store, and what to do. */
export interface StockStep {
  state: StockState;
  entries: StockEntries;
  effects: readonly StockEffect[];
}

export function newStockState(subscriptions: number, complete: boolean): StockState {
  return { trust: 'loading', complete, live: Array<boolean>(subscriptions).fill(false), unread: new Map(), now: 0, startedAt: 0 };
}

/** The keys to read to have everything anew. */
export function allKeys({ complete }: StockState, entries: StockEntries): string[] {
  return complete ? [LISTING] : knownKeys(entries);
}

/** The keys of the levels that are not retired, without those that are only kept. */
export function knownKeys(entries: StockEntries): string[] {
  const keys: string[] = [];
  for (const [key, { gone, kept }] of entries) if (!gone && !kept) keys.push(key);
  return keys;
}

/**
 * The rules of the store: it is live while every subscription is, once everything was read after
 * they started. The caller stores the entries of the step before it does the effects.
 */
export function reduceStock(before: StockState, entries: StockEntries, event: StockEvent): StockStep {
  const { state, taken = NOTHING, read = [], lost = false } = apply({ ...before, now: before.now + 1 }, entries, event);
  const trust = trustOf(state, lost);
  const reads = [...taken.doubtful, ...read];
  const effects: StockEffect[] = event.type === 'started' ? [{ type: 'wake' }] : [];
  if (reads.length > 0) effects.push({ type: 'read', keys: reads });
  if (taken.changed.length > 0 || trust !== before.trust) effects.push({ type: 'notify', view: { state: trust, changed: taken.changed } });
  // Of several subscriptions that start together the last one does it for all.
  if (event.type === 'started' && state.live.every(Boolean)) effects.push({ type: 'settle' });
  return { state: { ...state, trust }, entries: taken.entries, effects };
}

interface Applied {
  state: StockState;
  taken?: Taken;
  /** Keys to read. */
  read?: readonly string[];
  /** What is known may be wrong from now on. */
  lost?: boolean;
}

function apply(state: StockState, entries: StockEntries, event: StockEvent): Applied {
  switch (event.type) {
    case 'sent':
      return { state };
    case 'answered':
      return { state, taken: takeAnswers(state, entries, event) };
    case 'put': {
      const taken = takeAnswers(state, entries, event);
      // What changed between the query and the start of a subscription reached nobody.
      const keys = event.since > state.startedAt ? [] : event.levels.map(([key]) => key);
      return { ...reread(state, keys), taken };
    }
    case 'kept':
      return { state, taken: takeKept(state, entries, event) };
    case 'read':
      return { state: { ...state, unread: withoutRead(state.unread, event) } };
    case 'readFailed':
      return { state: withUnread(state, event.keys), lost: true };
    case 'changed':
      return { state, taken: take(entries, [[event.key, (entry) => afterChange(state, entry, event)]]) };
    case 'unreadable':
      return reread(state, allKeys(state, entries));
    case 'started':
      return reread({ ...setLive(state, event, true), startedAt: state.now }, allKeys(state, entries));
    case 'interrupted':
      return { state: setLive(state, event, false), lost: true };
    case 'ended':
      return { ...reread(setLive(state, event, false), allKeys(state, entries)), lost: true };
  }
}

function trustOf({ live, unread, trust }: StockState, lost: boolean): StockView['state'] {
  if (unread.size === 0 && live.every(Boolean)) return 'live';
  return lost || trust !== 'loading' ? 'stale' : 'loading';
}

function setLive(state: StockState, { subscription }: { subscription: number }, live: boolean): StockState {
  return { ...state, live: state.live.with(subscription, live) };
}

function reread(state: StockState, keys: readonly string[]): Applied {
  return { state: withUnread(state, keys), read: keys };
}

function withUnread(state: StockState, keys: readonly string[]): StockState {
  if (keys.length === 0) return state;
  return { ...state, unread: new Map([...state.unread, ...keys.map((key) => [key, state.now] as const)]) };
}

function withoutRead(unread: StockState['unread'], { keys, since }: { keys: readonly string[]; since: number }): StockState['unread'] {
  const left = new Map(unread);
  for (const key of keys) if ((left.get(key) ?? since) < since) left.delete(key);
  return left;
}

/** What levels become by something that came. */
interface Taken {
  entries: StockEntries;
  changed: StockView['changed'];
  /** Keys of levels of which something was missed. */
  doubtful: readonly string[];
}

const NOTHING: Taken = { entries: new Map(), changed: [], doubtful: [] };

type Merge = (entry: Entry<StockLevel> | undefined) => Merged<StockLevel>;

function takeAnswers(
  { now }: StockState,
  entries: StockEntries,
  { levels, since }: { levels: readonly (readonly [string, StockLevel | null])[]; since: number },
): Taken {
  return take(
    entries,
    levels.map(([key, level]) => [key, (entry) => afterAnswer(entry, level, since, now)]),
  );
}

function takeKept({ now }: StockState, entries: StockEntries, { levels, since }: Extract<StockEvent, { type: 'kept' }>): Taken {
  const merge = (entry: Entry<StockLevel> | undefined, level: StockLevel): Merged<StockLevel> => {
    if (since === undefined) return { entry: entry ?? { value: level, touched: 0, gone: false }, doubt: false };
    return afterAnswer(entry, level, since, now);
  };
  return take(
    entries,
    levels.map(([key, level]) => [key, (entry) => asKept(entry, merge(entry, level))]),
  );
}

function afterChange(
  { now }: StockState,
  entry: Entry<StockLevel> | undefined,
  { level, gone, kept }: Extract<StockEvent, { type: 'changed' }>,
): Merged<StockLevel> {
  const after = afterEvent(entry, level, gone, now);
  return entry?.kept || kept ? asKept(entry, after) : after;
}

function take(before: StockEntries, merges: readonly (readonly [key: string, merge: Merge])[]): Taken {
  const entries = new Map<string, Entry<StockLevel>>();
  const changed: { key: StockKeyInput; level: StockLevel | null }[] = [];
  const doubtful: string[] = [];
  for (const [key, merge] of merges) {
    const known = entries.get(key) ?? before.get(key);
    const { entry, doubt } = merge(known);
    if (doubt) doubtful.push(key);
    if (entry === undefined) continue;
    entries.set(key, entry);
    if (known?.value === entry.value && known.gone === entry.gone) continue;
    changed.push({ key: fromKey(key), level: entry.gone ? null : entry.value });
  }
  return { entries, changed, doubtful };
}
