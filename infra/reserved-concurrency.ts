/**
 * Executions that each function has for itself where the deploy reserves them: what it needs at
 * once, and no more than harms the tables.
 */
const RESERVED: Readonly<Record<string, number>> = {
  'fulfill-order': 100,
  'contended-writes': 100,
  // Ten lanes for each shard of the stream.
  'change-feed': 50,
  'release-deleted': 20,
  // It waits for the bus only, and what waits for it harms nobody.
  'send-events': 50,
  'expire-reservations': 3,
  'check-thresholds': 3,
  'audit-stock': 5,
  // Staff look at it now and then.
  'list-dead-letters': 2,
};

/**
 * What Lambda wants left to functions that reserve none, of all that the account has in the region.
 */
const LEFT_UNRESERVED = 100;

/** What reserving takes, all functions together. */
export const RESERVED_IN_ALL = Object.values(RESERVED).reduce((sum, each) => sum + each, 0);

/** What the account must have in the region for one stage that reserves. */
export const NEEDED_IN_ALL = RESERVED_IN_ALL + LEFT_UNRESERVED;

/** The executions of one function, by the name of its folder. */
export function reservedFor(folder: string): number {
  const executions = RESERVED[folder];
  if (executions === undefined)
    throw new Error(`How many executions does ${folder} need for itself? Say so in infra/reserved-concurrency.ts.`);
  return executions;
}
