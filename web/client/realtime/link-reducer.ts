import { boundOf } from '../backoff.ts';
import type { OnhandError } from '../errors.ts';
import type { Ending } from './connection.ts';
import type { LinkTimes } from './settings.ts';

/**
 * What a sign for people can show. `retryAt` is when the next attempt begins (`Date.now()`; past
 * while it runs), `offline` that the machine has no network, and `refused` that the proof of who
 * calls was turned away for good: the next subscription tries again.
 */
export type ConnectionState =
  | { name: 'idle' | 'connecting' | 'live' | 'closed' }
  | { name: 'reconnecting' | 'offline'; retryAt: number; reason: OnhandError }
  | { name: 'refused'; reason: OnhandError };

/** All that decides what a link does next. Never changed in place. */
export interface LinkState {
  connection: ConnectionState;
  /** The socket that there is, if any: with a renewed proof, or with the one at hand. */
  socket: 'none' | 'first' | 'renewed';
  /** Attempts that failed in a row. */
  failures: number;
  /** When the connection became live, `Date.now()`. */
  liveSince: number;
}

/** What happens to a link. */
export type LinkEvent =
  | { type: 'subscribed' }
  /** A subscription ended, and is not counted any more. */
  | { type: 'left' }
  /** Nobody has subscribed for a while. */
  | { type: 'lingered' }
  | { type: 'ready' }
  | { type: 'ended'; ending: Ending }
  | { type: 'networkChanged'; online: boolean }
  | { type: 'retryDue' }
  | { type: 'closed'; reason: OnhandError };

/** The world around a link at the moment of an event. */
export interface LinkContext {
  /** `Date.now()`. */
  now: number;
  /** Drawn anew for each event, 0 to 1. */
  random: number;
  online: boolean;
  subscriptions: number;
  /** The proof of who calls can be renewed. */
  renewable: boolean;
  times: Pick<LinkTimes, 'backoff' | 'stableMs' | 'wakeJitterMs'>;
}

/** What has to be done, in this order. */
export type LinkEffect =
  /** Leaves nothing behind: no socket, no timer, no listener on the page. */
  | { type: 'rest' }
  | { type: 'notify'; state: ConnectionState }
  | { type: 'open'; renew: boolean }
  /** Puts all subscriptions on the socket. */
  | { type: 'attach' }
  /** The subscriptions have no socket for now. */
  | { type: 'detach'; reason: OnhandError }
  /** Ends the subscriptions that there were before the event. */
  | { type: 'end'; reason: OnhandError }
  /** Ends the socket; `awake` as in `Ending`. */
  | { type: 'drop'; awake: boolean }
  | { type: 'retry'; delay: number }
  /** Closes the socket after a while without a subscription; `stay` takes that back. */
  | { type: 'linger' | 'stay' };

export interface LinkStep {
  state: LinkState;
  effects: readonly LinkEffect[];
}

export const newLink: LinkState = { connection: { name: 'idle' }, socket: 'none', failures: 0, liveSince: 0 };

/** The rules of the link: when it opens, retries, gives up and rests. */
export function reduceLink(state: LinkState, event: LinkEvent, context: LinkContext): LinkStep {
  const { connection } = state;
  switch (event.type) {
    case 'subscribed': {
      const { name } = connection;
      return name === 'idle' || name === 'refused' ? opened(state) : { state, effects: [{ type: 'stay' }] };
    }
    case 'left':
      return { state, effects: context.subscriptions > 0 || isResting(state) ? [] : [{ type: 'linger' }] };
    case 'lingered':
      return rested({ name: 'idle' });
    case 'ready':
      return turned({ ...state, liveSince: context.now }, { name: 'live' }, [], [{ type: 'attach' }]);
    case 'ended': {
      const { state: next, effects } = ended({ ...state, socket: 'none' }, state.socket, event.ending, context);
      return { state: next, effects: [...effects, { type: 'detach', reason: event.ending.error }] };
    }
    case 'networkChanged':
      if (state.socket !== 'none') return { state, effects: [{ type: 'drop', awake: event.online }] };
      if (event.online && 'retryAt' in connection) return retrying(state, connection.reason, wakeDelay(context), context);
      return { state, effects: [] };
    case 'retryDue':
      return opened(state);
    case 'closed':
      return rested({ name: 'closed' }, event.reason);
  }
}

/** No socket, and none will be opened before the next subscription. */
function isResting({ connection: { name } }: LinkState): boolean {
  return name === 'idle' || name === 'refused' || name === 'closed';
}

function ended(state: LinkState, socket: LinkState['socket'], { error, verdict, awake }: Ending, context: LinkContext): LinkStep {
  const { now, random, renewable, subscriptions, times } = context;
  if (subscriptions === 0) return rested({ name: 'idle' });
  if (verdict === 'unauthorized' && renewable && socket === 'first') return opened(state, true);
  if (verdict !== 'passing') return rested({ name: 'refused', reason: error }, error);
  const wasStable = state.connection.name === 'live' && now - state.liveSince >= times.stableMs;
  const failures = awake || wasStable ? 0 : state.failures;
  const delay = awake ? wakeDelay(context) : random * boundOf(failures, times.backoff);
  return retrying({ ...state, failures: failures + 1 }, error, delay, context);
}

function opened(state: LinkState, renew = false): LinkStep {
  const next: LinkState = { ...state, socket: renew ? 'renewed' : 'first' };
  const open: LinkEffect = { type: 'open', renew };
  // While it reconnects, a sign goes on showing that.
  return 'retryAt' in state.connection ? { state: next, effects: [open] } : turned(next, { name: 'connecting' }, [], [open]);
}

function retrying(state: LinkState, reason: OnhandError, delay: number, { now, online }: LinkContext): LinkStep {
  const connection: ConnectionState = { name: online ? 'reconnecting' : 'offline', retryAt: now + delay, reason };
  return turned(state, connection, [{ type: 'retry', delay }]);
}

/** With a reason, the subscriptions end too. */
function rested(connection: ConnectionState, reason?: OnhandError): LinkStep {
  return turned(newLink, connection, [{ type: 'rest' }], reason ? [{ type: 'end', reason }] : []);
}

/** Listeners of the state are notified between the effects. */
function turned(state: LinkState, connection: ConnectionState, before: LinkEffect[], after: LinkEffect[] = []): LinkStep {
  return { state: { ...state, connection }, effects: [...before, { type: 'notify', state: connection }, ...after] };
}

/** At random, as all machines of a network come back with it at once. */
function wakeDelay({ random, times }: LinkContext): number {
  return random * times.wakeJitterMs;
}
