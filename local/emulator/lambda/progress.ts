/** How far a shard has come, while its lanes finish records in any order. */
export interface Progress {
  /** Notes records that were read, in their order. */
  read: (sequenceNumbers: readonly string[]) => void;
  /** Notes records that are done. */
  finish: (sequenceNumbers: readonly string[]) => void;
  /** The last record of which it and all before are done; undefined when there is none. */
  checkpoint: () => string | undefined;
  /** Records that were read and are not done. */
  open: () => number;
}

/** The progress of a shard from a checkpoint on. */
export function createProgress(after?: string): Progress {
  let reached = after;
  const unfinished = new Set<string>();
  /** In reading order; the entries before `head` are behind the checkpoint. */
  let order: string[] = [];
  let head = 0;

  function advance(): void {
    for (let next = order[head]; next !== undefined && !unfinished.has(next); next = order[head]) {
      reached = next;
      head += 1;
    }
    if (head === order.length) [order, head] = [[], 0];
  }

  return {
    read: (sequenceNumbers) => {
      for (const number of sequenceNumbers) {
        unfinished.add(number);
        order.push(number);
      }
    },
    finish: (sequenceNumbers) => {
      for (const number of sequenceNumbers) unfinished.delete(number);
      advance();
    },
    checkpoint: () => reached,
    open: () => unfinished.size,
  };
}
