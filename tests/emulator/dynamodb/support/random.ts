/** Chance that comes again: the same seed makes the same choices. */
export interface Random {
  /** An integer from 0 to below `below`. */
  int: (below: number) => number;
  /** True so often of 100. */
  percent: (share: number) => boolean;
  pick: <Choice>(choices: readonly Choice[]) => Choice;
  /** One of the choices, each as likely as its weight. */
  weighted: <Choice>(choices: readonly (readonly [weight: number, choice: Choice])[]) => Choice;
  /** So many, made one after the other. */
  times: <Made>(count: number, make: (place: number) => Made) => Made[];
}

/** Mulberry32: small, and good enough to choose requests. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (below: number) => Math.floor(next() * below);
  return {
    int,
    percent: (share) => next() * 100 < share,
    pick: <Choice>(choices: readonly Choice[]) => choices[int(choices.length)] as Choice,
    weighted: <Choice>(choices: readonly (readonly [number, Choice])[]) => {
      let left = next() * choices.reduce((sum, [weight]) => sum + weight, 0);
      const chosen = choices.find(([weight]) => (left -= weight) < 0) ?? choices.at(-1);
      return (chosen as readonly [number, Choice])[1];
    },
    times: (count, make) => Array.from({ length: count }, (_, place) => make(place)),
  };
}
