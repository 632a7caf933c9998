import { readPattern, type Dialect, type Test } from '../lib/event-pattern.ts';

/** Decides whether a record goes to the function. */
export type Filter = (record: unknown) => boolean;

/**
 * What is built of Lambda's patterns. Numbers of DynamoDB are texts in a record, so `numeric`
 * matches none of them; it does other numbers, as in the service.
 */
const FILTERS: Dialect = {
  operators: ['anything-but', 'equals-ignore-case', 'exists', 'numeric', 'prefix', 'suffix'],
  combinations: false,
};
/** The parts of a record that Lambda lets patterns look at. */
const ROOT_KEYS = ['dynamodb', 'eventName', 'userIdentity'];
const MAX_FILTERS = 5;

/**
 * Reads FilterCriteria: a record passes when one of the patterns matches. Throws a sentence on
 * anything of the pattern language that is not built here (`$or`, `anything-but` with another
 * operator inside, …): to ignore it would deliver other records than the service.
 */
export function readFilters(criteria: unknown, owner: string): Filter {
  const { Filters = [] } = (criteria ?? {}) as { Filters?: { Pattern?: unknown }[] };
  if (Filters.length > MAX_FILTERS) throw new Error(`${owner} has more than ${MAX_FILTERS} filters.`);
  if (Filters.length === 0) return () => true;
  const tests = Filters.map(({ Pattern }): Test => {
    const pattern: unknown = JSON.parse(String(Pattern));
    const unknownKey = Object.keys(pattern as object).find((key) => !ROOT_KEYS.includes(key));
    if (unknownKey !== undefined) throw new Error(`A filter of ${owner} looks at ${unknownKey}; it may look at ${ROOT_KEYS.join(', ')}.`);
    return readPattern(pattern, FILTERS, `A filter of ${owner}`);
  });
  return (record) => tests.some((test) => test(record));
}
