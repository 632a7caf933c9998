import type { Availability } from '../../schema/types.ts';
import type { AvailabilityView } from '../client/stores/availability.ts';

/** What is known of a product. */
export interface Sight {
  /** Whether the API has answered anything at all, be it that no warehouse keeps the product. */
  answered: boolean;
  availability: Availability | null;
  /** False when what is known may be wrong by now, or nothing could be read. */
  trusted: boolean;
  /** The highest number that the stage shows, where it caps them. */
  cap: number | undefined;
}

/**
 * A number that no subscription watches over is read every 30 s; it is shown until it could not be
 * read for this long, milliseconds.
 */
export const TRUSTED_MS = 100_000;

/** How far a page is with its one connection to the stage. */
export interface PageState {
  /** `opening` until the source of the stage was read, waits after failures included. */
  phase: 'closed' | 'opening' | 'open';
  /** The source could not be read the last time. */
  failed: boolean;
}

/** What happens to a page. */
export type PageEvent =
  /** A badge began to watch a product. */
  | { type: 'watched' }
  /** The source was read, and leads to a stage; or not, and a later attempt is due. */
  | { type: 'connected' | 'connectFailed' | 'retryDue' }
  | { type: 'shown' | 'hidden' }
  /** Nobody has seen the page for a while. */
  | { type: 'unseen' };

/** The page at the moment of an event: somebody sees it, and somebody watches a product. */
export interface PageContext {
  visible: boolean;
  watching: boolean;
}

/**
 * What has to be done, in this order. `connect` also reads the source; `attach` puts the watchers
 * on the connection.
 */
export type PageEffect = 'connect' | 'retryLater' | 'attach' | 'disconnect' | 'disconnectLater' | 'stay' | 'notify';

export interface PageStep {
  state: PageState;
  effects: readonly PageEffect[];
}

export const newPage: PageState = { phase: 'closed', failed: false };

/** The rules of the page's connection: it is there while somebody watches and may see it. */
export function reducePage(state: PageState, { type }: PageEvent, context: PageContext): PageStep {
  switch (type) {
    case 'watched':
      return wanted(state, context);
    case 'connected':
      return { state: { phase: 'open', failed: false }, effects: ['attach'] };
    case 'connectFailed':
      return { state: { ...state, failed: true }, effects: ['notify', 'retryLater'] };
    case 'retryDue':
      return wanted({ ...state, phase: 'closed' }, context);
    case 'hidden':
      return { state, effects: ['disconnectLater'] };
    case 'shown': {
      const { state: next, effects } = wanted(state, context);
      return { state: next, effects: ['stay', ...effects] };
    }
    case 'unseen':
      return state.phase === 'open' ? { state: { ...state, phase: 'closed' }, effects: ['disconnect'] } : { state, effects: [] };
  }
}

function wanted(state: PageState, { visible, watching }: PageContext): PageStep {
  if (state.phase !== 'closed' || !visible || !watching) return { state, effects: [] };
  return { state: { ...state, phase: 'opening' }, effects: ['connect'] };
}

/**
 * What a badge may say of a product. `sinceAnswer`: milliseconds since the API answered anything.
 */
export function sightOf(
  { state, availability }: AvailabilityView,
  { failed }: PageState,
  sinceAnswer: number,
  cap: number | undefined,
): Sight {
  // Of an unknown product only the state says that it was answered: live, or stale where no socket
  // comes through.
  const answered = availability !== null || state === 'live' || state === 'stale';
  const trusted = answered ? state === 'live' || sinceAnswer < TRUSTED_MS : state !== 'unknown' && !failed;
  return { answered, availability, trusted, cap };
}
