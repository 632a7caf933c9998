import { readOperationAndKind } from './fault-kinds.ts';
import type { Fault } from './faults.ts';

const REASON_CODES = [
  'None',
  'ConditionalCheckFailed',
  'ItemCollectionSizeLimitExceeded',
  'TransactionConflict',
  'ProvisionedThroughputExceeded',
  'ThrottlingError',
  'ValidationError',
];
const FIELDS = ['operation', 'table', 'by', 'kind', 'times', 'skip', 'reasons', 'ms', 'seed'];
const MAX_DELAY_MS = 30_000;
/** Fields that one kind has and needs. */
const OWN_FIELDS = { reasons: 'reasons', ms: 'delay', seed: 'recut' } as const;

/** Reads a fault that somebody sent. Throws a sentence that says what is wrong with it. */
export function readFault(input: unknown): Fault {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw new Error('A fault is a JSON object with operation and kind.');
  const given = input as Record<string, unknown>;
  const unknownField = Object.keys(given).find((field) => !FIELDS.includes(field));
  if (unknownField) throw new Error(`A fault has no field ${unknownField}; its fields are ${FIELDS.join(', ')}.`);
  const { operation, kind } = readOperationAndKind(given['operation'], given['kind']);
  const { table, by, times = 1, skip = 0, reasons, ms, seed } = given;
  if (table !== undefined && typeof table !== 'string') throw new Error('table must be the name of a table.');
  if (table !== undefined && operation.includes(':')) throw new Error('table is for DynamoDB operations only.');
  if (by !== undefined && by !== 'functions' && by !== 'resolvers') throw new Error('by must be functions or resolvers.');
  if (by !== undefined && operation.includes(':')) throw new Error('by is for DynamoDB operations only.');
  if (!isCount(times, 1)) throw new Error('times must be a whole number of at least 1.');
  if (!isCount(skip, 0)) throw new Error('skip must be a whole number of at least 0.');
  for (const [field, itsKind] of Object.entries(OWN_FIELDS)) {
    if ((kind === itsKind) !== (given[field] !== undefined))
      throw new Error(`${field} goes with kind ${itsKind}, and kind ${itsKind} needs it.`);
  }
  if (reasons !== undefined && !isReasons(reasons))
    throw new Error(`reasons must be a list of ${REASON_CODES.join(', ')}, not all of them None.`);
  if (ms !== undefined && (!isCount(ms, 1) || ms > MAX_DELAY_MS)) throw new Error(`ms must be a whole number from 1 to ${MAX_DELAY_MS}.`);
  if (seed !== undefined && !isCount(seed, 0)) throw new Error('seed must be a whole number of at least 0.');
  return {
    operation,
    kind,
    times,
    skip,
    ...(table === undefined ? {} : { table }),
    ...(by === undefined ? {} : { by }),
    ...(reasons === undefined ? {} : { reasons }),
    ...(ms === undefined ? {} : { ms }),
    ...(seed === undefined ? {} : { seed }),
  };
}

function isCount(value: unknown, least: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= least;
}

function isReasons(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((code) => REASON_CODES.includes(code as string)) && value.some((code) => code !== 'None');
}
