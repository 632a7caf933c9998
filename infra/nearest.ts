import { closestMatch } from 'leven';

/** At most a third of a name may be mistyped: more, and another name is only a guess. */
const MISTYPED = 1 / 3;

/** The name that somebody most likely meant; undefined when none is near. Upper and lower case, dashes and underscores count for nothing. */
export function nearest(typed: string, names: Iterable<string>): string | undefined {
  const byPlain = new Map([...names].map((name) => [plain(name), name]));
  const wanted = plain(typed);
  const maxDistance = Math.max(1, Math.floor(wanted.length * MISTYPED));
  return byPlain.get(closestMatch(wanted, [...byPlain.keys()], { maxDistance }) ?? '');
}

/** ` Do you mean NAME?`, to stand behind a refusal; empty when no name is near. */
export function orNearest(typed: string, names: Iterable<string>, prefix = ''): string {
  const name = nearest(typed, names);
  return name === undefined ? '' : ` Do you mean ${prefix}${name}?`;
}

function plain(name: string): string {
  return name.normalize('NFKC').toLowerCase().replaceAll(/[-_]/g, '');
}
