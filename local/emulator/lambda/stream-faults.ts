import { streamOperation, type FaultKind } from '../gateway/fault-kinds.ts';
import type { Fault, Faults } from '../gateway/faults.ts';

/** The injected faults of a table's stream. */
export interface StreamFaults {
  /**
   * How many records the next batch may have: the mapping's own size, or a random one while `recut`
   * is due.
   */
  nextSize: (batchSize: number) => number;
  /** Whether a batch that worked is delivered once more. */
  deliverAgain: () => boolean;
}

/** Faults name the table by its logical id or its name. */
export function createStreamFaults(faults: Faults, table: { logicalId: string; name: string }): StreamFaults {
  const operations = [streamOperation(table.logicalId), streamOperation(table.name)];
  const take = (kind: FaultKind) => faults.take({ operations, accepts: (candidate) => candidate === kind });
  return {
    nextSize: (batchSize) => {
      const fault = take('recut');
      return fault ? 1 + Math.floor(randomOf(fault) * batchSize) : batchSize;
    },
    deliverAgain: () => take('twice') !== undefined,
  };
}

/**
 * From 0 to below 1, the same for the same seed and position: the fault has counted this use
 * already.
 */
function randomOf({ seed = 0, times }: Fault): number {
  let state = (seed + Math.imul(times, 0x9e3779b1)) | 0;
  state = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
  state = Math.imul(state ^ (state >>> 15), 0x735a2d97);
  return ((state ^ (state >>> 15)) >>> 0) / 2 ** 32;
}
