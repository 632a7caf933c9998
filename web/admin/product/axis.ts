/** About so many lines across a chart. */
const TICKS = 4;

/**
 * Round numbers from below the least to above the greatest of what a chart shows, in even steps of
 * 1, 2 or 5: a line that hardly moves fills the chart all the same. Whole numbers, as units are.
 */
export function ticksOf(low: number, high: number): number[] {
  const step = stepOf((high - low) / TICKS);
  const first = Math.floor(low / step);
  const last = Math.max(first + 1, Math.ceil(high / step));
  return Array.from({ length: last - first + 1 }, (_, place) => (first + place) * step);
}

function stepOf(about: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, about)));
  const [round = 10] = [1, 2, 5].filter((each) => each * power >= about);
  return round * power;
}
