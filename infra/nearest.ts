/** At most a third of a name may be mistyped: more, and another name is only a guess. */
const MISTYPED = 1 / 3;

/** The name that somebody most likely meant; undefined when none is near. Upper and lower case, dashes and underscores count for nothing. */
export function nearest(typed: string, names: Iterable<string>): string | undefined {
  const wanted = plain(typed);
  let best: { name: string; distance: number } | undefined;
  for (const name of names) {
    const distance = distanceOf(wanted, plain(name));
    if (distance <= Math.max(1, Math.floor(wanted.length * MISTYPED)) && distance < (best?.distance ?? Infinity)) best = { name, distance };
  }
  return best?.name;
}

/** ` Do you mean NAME?`, to stand behind a refusal; empty when no name is near. */
export function orNearest(typed: string, names: Iterable<string>, prefix = ''): string {
  const name = nearest(typed, names);
  return name === undefined ? '' : ` Do you mean ${prefix}${name}?`;
}

function plain(name: string): string {
  return name.normalize('NFKC').toLowerCase().replaceAll(/[-_]/g, '');
}

/** How many characters are to be added, taken away, replaced or swapped with the next (optimal string alignment). */
function distanceOf(one: string, other: string): number {
  let [before, last] = [[] as number[], Array.from({ length: other.length + 1 }, (_, place) => place)];
  for (let row = 1; row <= one.length; row += 1) {
    const line = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const same = one[row - 1] === other[column - 1];
      const swapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      line[column] = Math.min(
        (last[column] as number) + 1,
        (line[column - 1] as number) + 1,
        (last[column - 1] as number) + (same ? 0 : 1),
        swapped ? (before[column - 2] as number) + 1 : Infinity,
      );
    }
    [before, last] = [last, line];
  }
  return last[other.length] as number;
}
