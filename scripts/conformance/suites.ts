/**
 * The suites in tests/integration/<subject> that need nothing but the API, and assume nothing about
 * what else is on the stage.
 */
const BY_SUBJECT: Readonly<Record<string, readonly string[]>> = {
  stock: ['adjust-stock', 'availability', 'list-stock', 'reads', 'remove-stock', 'transfer-stock', 'update-stock'],
  rights: ['authorization', 'subscription-rights'],
  reservations: ['change-reservation', 'extend-reservation', 'list-reservations', 'races', 'release', 'reserve'],
  api: ['error-precedence', 'idempotency', 'ids', 'input-limits', 'model', 'wire-format'],
  orders: ['fulfill-refusals', 'fulfill-stock'],
  live: ['live-client', 'subscriptions'],
};

/** Their names. */
export const SUITES: readonly string[] = Object.values(BY_SUBJECT).flat();

/** The file of a suite, from the root of the repository. */
export function fileOf(suite: string): string {
  const subject = Object.keys(BY_SUBJECT).find((name) => BY_SUBJECT[name]?.includes(suite));
  return `tests/integration/${subject}/${suite}.test.ts`;
}
