import type { UnitsTaken } from './report.ts';

/** Request units that the local stack has counted so far; undefined for a stack that counts none. */
export async function unitsSoFar(graphqlUrl: string): Promise<UnitsTaken | undefined> {
  try {
    const response = await fetch(new URL('/_local/units', graphqlUrl));
    if (!response.ok) return undefined;
    const { total } = (await response.json()) as { total: UnitsTaken };
    return total;
  } catch {
    return undefined;
  }
}

/** What was taken between two readings. */
export function unitsBetween(before: UnitsTaken | undefined, after: UnitsTaken | undefined): UnitsTaken | undefined {
  return before && after && { read: after.read - before.read, write: after.write - before.write };
}
