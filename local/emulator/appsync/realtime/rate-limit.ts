const WINDOW_MS = 1_000;

/** Counts events in windows of one second; the answer is false above `perSecond`. */
export function createRateLimit(perSecond: number): () => boolean {
  let windowStart = 0;
  let count = 0;
  return () => {
    const now = performance.now();
    if (now - windowStart >= WINDOW_MS) {
      windowStart = now;
      count = 0;
    }
    count += 1;
    return count <= perSecond;
  };
}
