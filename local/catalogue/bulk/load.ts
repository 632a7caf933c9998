import { setTimeout as pause } from 'node:timers/promises';
import { SUMMARY_SHARDS } from '../../../domain/movement.ts';
import { actionsOf, LEVELS_PER_TRANSACTION, type Action, type LevelInput, type Load } from './items.ts';
import { createPace, type Pace } from './pace.ts';

/** A level that was there already, by its place in the transaction. */
export interface There {
  place: number;
  /** The load that wrote it; undefined for another writer's, or one that has changed since. */
  load: string | undefined;
  /** Units. */
  stockCount: number;
}

/** What became of a transaction: `busy` may be sent again, `there` without those levels. */
export type Outcome = 'done' | 'busy' | { there: There[] };

/** Sends one transaction. Rejects with what sending again cannot mend. */
export type Transact = (actions: Action[]) => Promise<Outcome>;

export interface LoadOptions<Level extends LevelInput> extends Load {
  transact: Transact;
  /** Levels a second, at most. */
  perSecond: number;
  /** Ends the load after the transactions under way. */
  signal?: AbortSignal;
  /** These levels are there now: made by this load, or already there with a count of their own. */
  onLoaded: (levels: readonly Level[], kept: ReadonlyMap<Level, There>) => void;
}

/**
 * A transaction that is still refused for being too many after this long ends the load; it can go
 * on later.
 */
const PATIENCE_MS = 120_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Writes levels that are not there yet, each with all that follows from it. May be ended at any
 * line and begun again with the same levels: what is there stays, and is counted once. Rejects when
 * DynamoDB refuses for good, stays busy, or the signal is aborted.
 */
export async function loadLevels<Level extends LevelInput>(levels: readonly Level[], options: LoadOptions<Level>): Promise<void> {
  const failed = new AbortController();
  const signal = AbortSignal.any([failed.signal, ...(options.signal ? [options.signal] : [])]);
  const pace = createPace(options.perSecond);
  const parts = inParts(levels);
  // One for each counter of the summary: two at the same one would refuse each other.
  const workers = Array.from({ length: SUMMARY_SHARDS }, async (_, shard) => {
    for (const part of parts) {
      if (signal.aborted) return;
      await loadPart(part, shard, pace, { ...options, signal });
    }
  });
  await Promise.all(workers.map((worker) => worker.catch((error: unknown) => failed.abort(error))));
  signal.throwIfAborted();
}

async function loadPart<Level extends LevelInput>(
  part: readonly Level[],
  shard: number,
  pace: Pace,
  { transact, onLoaded, signal, ...load }: LoadOptions<Level>,
): Promise<void> {
  const kept = new Map<Level, There>();
  const until = Date.now() + PATIENCE_MS;
  let left = part;
  let longest = FIRST_PAUSE_MS;
  while (left.length > 0) {
    await pace.take(left.length, signal);
    const outcome = await transact(actionsOf(left, load, shard));
    if (outcome === 'done') break;
    if (outcome !== 'busy') {
      const places = new Map(outcome.there.map((there) => [there.place, there]));
      left.forEach((level, place) => {
        const there = places.get(place);
        if (there && there.load !== load.id) kept.set(level, there);
      });
      left = left.filter((_level, place) => !places.has(place));
      continue;
    }
    if (Date.now() > until) throw new Error('DynamoDB takes no more writes. Wait some minutes and go on, with a lower rate.');
    pace.slower();
    await pause(Math.random() * longest);
    longest = Math.min(longest * 2, LONGEST_PAUSE_MS);
  }
  pace.faster();
  onLoaded(part, kept);
}

function* inParts<Level>(levels: readonly Level[]): Generator<Level[], void> {
  for (let start = 0; start < levels.length; start += LEVELS_PER_TRANSACTION) yield levels.slice(start, start + LEVELS_PER_TRANSACTION);
}
