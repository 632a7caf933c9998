import type { UnitsTaken } from './report.ts';

/**
 * Request units that the local stack has counted so far; undefined for a stack that counts none.
 * Rejects when nobody answers.
 */
export async function unitsSoFar(graphqlUrl: string): Promise<UnitsTaken | undefined> {
  const response = await fetch(new URL('/_local/units', graphqlUrl));
  if (!response.ok) return undefined;
  const answer: unknown = await response.json().catch(() => undefined);
  return (answer as { total?: UnitsTaken } | undefined)?.total;
}

/** What was taken between two readings. */
export function unitsBetween(before: UnitsTaken | undefined, after: UnitsTaken | undefined): UnitsTaken | undefined {
  return before && after && { read: after.read - before.read, write: after.write - before.write };
}
