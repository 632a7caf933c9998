import { within } from '../lib/machine-time.ts';
import type { Checkpoints } from './checkpoints.ts';
import { pause } from './pause.ts';
import { listShards, readShard, type Shard } from './shard.ts';
import { runShard, type ShardRun, type ShardRunParts } from './shard-run.ts';

/** A running event source mapping. */
export interface Mapping {
  /**
   * Delivers what is in the stream, as far as that takes a moment only, stops, and keeps the
   * checkpoints.
   */
  stop(): Promise<void>;
}

/** What a mapping works with; the rest it makes itself. */
export type MappingParts = Omit<ShardRunParts, 'startedAt' | 'draining' | 'signal'>;

/** How often to look for new shards while none is being read, and to look again after a problem. */
const SHARDS_POLL_MS = 1_000;
/**
 * How long a stop waits for what is in the stream, and then for invocations that do not end,
 * milliseconds of machine time.
 */
const DRAIN_TIMEOUT_MS = 3_000;
const STOP_TIMEOUT_MS = 2_000;

/**
 * Starts the poller that Lambda runs for a mapping. A shard is read when its parent is done, so
 * that the records of a key stay in order across shards. Delivery is at least once: what was under
 * way when the stack died is delivered again.
 */
export function startMapping(parts: MappingParts): Mapping {
  const stopping = new AbortController();
  const state = { draining: false };
  const shared = { ...parts, startedAt: Date.now(), draining: () => state.draining, signal: stopping.signal };
  const runs = new Map<string, ShardRun>();
  const following = follow(shared, runs);

  async function quiet(): Promise<void> {
    await following;
    await Promise.all([...runs.values()].map(async (run) => Promise.all([run.ended, run.settled()])));
  }

  return {
    stop: async () => {
      // A stream forgets after a day, and the next start may be later than that.
      state.draining = true;
      await within(DRAIN_TIMEOUT_MS, quiet());
      stopping.abort();
      await within(STOP_TIMEOUT_MS, quiet());
      parts.checkpoints.flush();
    },
  };
}

async function follow(parts: ShardRunParts, runs: Map<string, ShardRun>): Promise<void> {
  const { call, checkpoints, description, signal } = parts;
  const ended = new Set<string>();
  let known = checkpoints.stored;
  const stopping = () => signal.aborted;
  while (!stopping() && !parts.draining()) {
    try {
      const shards = await listShards(call, description.streamArn);
      known ??= await firstPositions(parts, shards);
      checkpoints.keepOnly(shards.map(({ ShardId }) => ShardId));
      for (const { ShardId } of shards) if (known[ShardId]?.ended) ended.add(ShardId);
      for (const { ShardId } of shards.filter((shard) => isDue(shard, shards, ended, runs))) {
        const run = runShard(parts, ShardId, known[ShardId]?.after);
        runs.set(ShardId, run);
        void run.ended.then((isOver) => {
          if (isOver) ended.add(ShardId);
        });
      }
    } catch (error) {
      if (!stopping()) parts.problem(`the stream of ${description.table.name} cannot be read: ${(error as Error).message}`);
    }
    // New shards are children of one that ended, so while all that are there are read there is
    // nothing to look for.
    const reading = [...runs].filter(([id]) => !ended.has(id)).map(([, run]) => run.ended);
    if (reading.length > 0) await Promise.race(reading);
    else await pause(SHARDS_POLL_MS, signal);
  }
}

function isDue({ ShardId, ParentShardId }: Shard, all: readonly Shard[], ended: ReadonlySet<string>, runs: ReadonlyMap<string, ShardRun>) {
  if (runs.has(ShardId) || ended.has(ShardId)) return false;
  // A parent that is not listed any more was trimmed with all its records.
  return ended.has(ParentShardId ?? '') || !all.some((other) => other.ShardId === ParentShardId);
}

/**
 * Where a mapping begins that never ran. With LATEST it walks to the end of what is there, so that
 * a later start knows the same position.
 */
async function firstPositions(parts: ShardRunParts, shards: readonly Shard[]): Promise<NonNullable<Checkpoints['stored']>> {
  const positions: Record<string, { after?: string; ended?: boolean }> = {};
  for (const { ShardId } of parts.description.fromTheStart ? [] : shards) {
    positions[ShardId] = await endOf(parts, ShardId);
    parts.checkpoints.note(ShardId, positions[ShardId]);
  }
  return positions;
}

async function endOf({ call, description, problem, signal }: ShardRunParts, shardId: string): Promise<{ after?: string; ended?: boolean }> {
  let last: string | undefined;
  const ended = await readShard({
    call,
    streamArn: description.streamArn,
    shardId,
    after: undefined,
    deliver: (records) => (last = records.at(-1)?.dynamodb.SequenceNumber),
    open: () => 0,
    untilEmpty: () => true,
    problem,
    signal,
  });
  if (ended) return { ended };
  return last === undefined ? {} : { after: last };
}
