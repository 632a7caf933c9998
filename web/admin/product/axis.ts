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

/** How much room there is above and below what moves, of its height. */
const PADDING = 0.1;
/** A threshold that is further away than so many times what moves would press that flat. */
const NEAR = 4;
/** What counts as movement at least, units. */
const LEAST_SPAN = 3;

/** The lines across a chart of counts, and whether the threshold is near enough to be in it. */
export function countAxis(counts: readonly number[], threshold: number): { ticks: number[]; hasThreshold: boolean } {
  const span = Math.max(Math.max(...counts) - Math.min(...counts), LEAST_SPAN);
  const withThreshold = [...counts, threshold];
  const hasThreshold = Math.max(...withThreshold) - Math.min(...withThreshold) <= NEAR * span;
  const shown = hasThreshold ? withThreshold : counts;
  const [least, most] = [Math.min(...shown), Math.max(...shown)];
  const room = (most - least) * PADDING;
  // Below zero only where something is: there are no fewer units than none.
  const low = least >= 0 ? Math.max(0, least - room) : least - room;
  return { ticks: ticksOf(low, Math.max(most + room, low + 1)), hasThreshold };
}

function stepOf(about: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, about)));
  const [round = 10] = [1, 2, 5].filter((each) => each * power >= about);
  return round * power;
}
