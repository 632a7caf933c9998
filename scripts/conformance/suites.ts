/** The suites in tests/integration that need nothing but the API, and assume nothing about what else is on the stage. */
export const SUITES = [
  'adjust-stock',
  'availability',
  'change-reservation',
  'error-precedence',
  'extend-reservation',
  'fulfil-refusals',
  'idempotency',
  'input-limits',
  'races',
  'reads',
  'release',
  'remove-stock',
  'reserve',
  'subscriptions',
  'transfer-stock',
  'update-stock',
];
