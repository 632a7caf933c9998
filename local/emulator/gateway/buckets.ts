/** A token bucket for each key. */
export interface Buckets {
  /**
   * Whether a key has anything left. What a call costs is known only afterwards, so one call may
   * take more than is there.
   */
  hasLeft(key: string): boolean;
  take(key: string, units: number): void;
}

interface Bucket {
  left: number;
  /** When `left` was right, milliseconds. */
  at: number;
}

/** Buckets beyond which those that are full again are forgotten. */
const MANY_BUCKETS = 10_000;

/**
 * Buckets that fill at `perSecond` units and hold as much as a second brings. `now` in
 * milliseconds.
 */
export function createBuckets(perSecond: number, now: () => number): Buckets {
  const buckets = new Map<string, Bucket>();

  const leftIn = ({ left, at }: Bucket) => Math.min(perSecond, left + ((now() - at) * perSecond) / 1000);
  const leftOf = (key: string) => {
    const bucket = buckets.get(key);
    return bucket ? leftIn(bucket) : perSecond;
  };
  function forgetFull(): void {
    for (const [key, bucket] of buckets) if (leftIn(bucket) >= perSecond) buckets.delete(key);
  }

  return {
    hasLeft: (key) => leftOf(key) > 0,
    take(key, units) {
      buckets.set(key, { left: leftOf(key) - units, at: now() });
      if (buckets.size > MANY_BUCKETS) forgetFull();
    },
  };
}
