/** Epoch seconds, as conditions and TTL attributes have them. */
export function epochSeconds(at: Date): number {
  return Math.floor(at.getTime() / 1000);
}
