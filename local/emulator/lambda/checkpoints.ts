import { existsSync, readFileSync } from 'node:fs';
import { writeWhole } from '../lib/write-whole.ts';

/** Where a mapping is in one shard. */
export interface ShardPosition {
  /**
   * The last record that is done with all before it; absent while there is none: from the oldest
   * on.
   */
  after?: string;
  /** Nothing more will come. */
  ended?: boolean;
}

/** What a mapping remembers across restarts. */
export interface Checkpoints {
  /** Undefined for a mapping that never ran. */
  stored: Readonly<Record<string, ShardPosition>> | undefined;
  /**
   * Keeps a position; it is on disk a moment later, because a busy mapping moves hundreds of times
   * a second.
   */
  note(shardId: string, position: ShardPosition): void;
  /** Forgets shards that are not among these. */
  keepOnly(shardIds: readonly string[]): void;
  /** Writes what is not on disk yet. */
  flush(): void;
}

/** How much a killed stack may have to deliver again: little, but each writing is a file. */
const WRITE_DELAY_MS = 250;

/**
 * Opens the checkpoints of a mapping, a file that need not exist. Throws a sentence when it is
 * damaged.
 */
export function openCheckpoints(path: string): Checkpoints {
  const stored = read(path);
  const shards = new Map(Object.entries(stored ?? {}));
  let timer: NodeJS.Timeout | undefined;
  const write = () => {
    clearTimeout(timer);
    timer = undefined;
    writeWhole(path, JSON.stringify(Object.fromEntries(shards)));
  };
  const changed = () => {
    timer ??= setTimeout(write, WRITE_DELAY_MS);
  };
  return {
    stored,
    note: (shardId, position) => {
      shards.set(shardId, position);
      changed();
    },
    keepOnly: (shardIds) => {
      for (const shardId of [...shards.keys()].filter((known) => !shardIds.includes(known))) shards.delete(shardId);
      changed();
    },
    flush: () => {
      if (timer) write();
    },
  };
}

function read(path: string): Record<string, ShardPosition> | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Record<string, ShardPosition>;
  } catch {
    throw new Error(`${path} is damaged. Run with --fresh to begin with empty data.`);
  }
}
