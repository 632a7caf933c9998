/** Parts of a window: what is counted may be older than the window by one of them. */
const PARTS = 60;

/** How many requests of one address came within the window that ends now. */
export interface Rate {
  /** Counts one, and says how many there are with it. */
  count: () => number;
}

/** A rate over the last `windowMs` of `clock`, milliseconds. */
export function createRate(windowMs: number, clock: () => number): Rate {
  const parts = new Map<number, number>();
  let sum = 0;
  return {
    count() {
      const now = Math.floor((clock() / windowMs) * PARTS);
      for (const [part, count] of parts) {
        if (part > now - PARTS) break;
        parts.delete(part);
        sum -= count;
      }
      parts.set(now, (parts.get(now) ?? 0) + 1);
      sum += 1;
      return sum;
    },
  };
}
