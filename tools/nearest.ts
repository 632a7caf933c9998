import { closestMatch } from 'leven';

/**
 * How many letters of a name may be mistyped: about a third, as with more another name is only a
 * guess. Two that changed places count twice, so that two may be wrong in a name of four.
 */
function mistypedOf(name: string): number {
  return name.length < 4 ? 1 : Math.max(2, Math.floor(name.length / 3));
}

/**
 * The name that somebody most likely meant; undefined when none is near. Upper and lower case,
 * dashes and underscores count for nothing.
 */
export function nearest(typed: string, names: Iterable<string>): string | undefined {
  const byPlain = new Map([...names].map((name) => [plain(name), name]));
  const wanted = plain(typed);
  return byPlain.get(closestMatch(wanted, [...byPlain.keys()], { maxDistance: mistypedOf(wanted) }) ?? '');
}

/** ` Do you mean NAME?`, to stand behind a refusal; empty when no name is near. */
export function orNearest(typed: string, names: Iterable<string>, prefix = ''): string {
  const name = nearest(typed, names);
  return name === undefined ? '' : ` Do you mean ${prefix}${name}?`;
}

function plain(name: string): string {
  return name.normalize('NFKC').toLowerCase().replaceAll(/[-_]/g, '');
}
