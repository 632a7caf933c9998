import type { Checkpoints, ShardPosition } from '../../local/emulator/lambda/checkpoints.ts';
import type { VirtualClock } from '../platform/clock.ts';
import type { Life } from './life.ts';

/** How far each mapping has come, as the stack that is killed leaves it. */
export interface Checkpointed {
  /** Of a mapping, for a stack that lives as long as this. */
  of: (mapping: string, life: Life) => Checkpoints;
}

/** As the local stack keeps them: what is killed within this time has not been kept. */
const KEPT_AFTER_MS = 250;

export function createCheckpoints(clock: VirtualClock): Checkpointed {
  const kept = new Map<string, Record<string, ShardPosition>>();
  return {
    of: (mapping, life) => {
      const stored = kept.get(mapping) ?? {};
      const shards = { ...stored };
      const note = (shard: string, position: ShardPosition) => {
        shards[shard] = position;
        const snapshot = { ...shards };
        clock.after(KEPT_AFTER_MS, () => {
          if (!life.isOver()) kept.set(mapping, snapshot);
        });
      };
      return { stored, note, keepOnly: () => undefined, flush: () => undefined };
    },
  };
}
