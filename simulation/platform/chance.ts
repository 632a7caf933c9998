/** The one source of chance: everything that is drawn in a run comes from its seed. */
export interface Chance {
  /** From 0 to below 1. */
  next: () => number;
  /** A whole number from 0 to below `count`. */
  below: (count: number) => number;
  /** From the first to the second. */
  between: (least: number, most: number) => number;
  /** One of them; the list must not be empty. */
  pick: <Value>(of: readonly Value[]) => Value;
  /** True that often, from 0 to 1. */
  happens: (rate: number) => boolean;
  /**
   * A source of its own, always the same for a name: who draws from it moves nobody else's numbers.
   */
  fork: (name: string) => Chance;
}

const GOLDEN = 0x9e3779b9;

/** Chance of a seed, a whole number. sfc32, whose period no run comes near to. */
export function createChance(seed: number, name = ''): Chance {
  let [a, b, c, d] = [seed | 0, Math.floor(seed / 2 ** 32) | 0, hashOf(name), 1];
  const next = () => {
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  // The first numbers of neighbouring seeds are alike.
  for (let round = 0; round < 15; round += 1) next();
  const below = (count: number) => Math.floor(next() * count);
  return {
    next,
    below,
    between: (least, most) => least + next() * (most - least),
    pick: (of) => of[below(of.length)] as (typeof of)[number],
    happens: (rate) => next() < rate,
    fork: (part) => createChance(seed, `${name}/${part}`),
  };
}

function hashOf(text: string): number {
  let hash = GOLDEN;
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) ^ (hash >>> 15);
  return hash | 0;
}
