import { tablesOf } from './actions.ts';

/** What an injected fault does to a call. */
const FAULT_KINDS = ['conflict', 'reasons', 'throttle', 'internal', 'answer-lost', 'unprocessed', 'delay'] as const;
type FaultKind = (typeof FAULT_KINDS)[number];

/** A fault to inject into the next matching calls. */
export interface Fault {
  /** DynamoDB operation, e.g. `TransactWriteItems`. */
  operation: string;
  /** Only calls that touch this table. */
  table?: string;
  kind: FaultKind;
  /** How many calls get it. */
  times: number;
  /** How many matching calls pass before. */
  skip: number;
  /** For `reasons`: the cancellation code of each entry of the transaction, in its order. */
  reasons?: string[];
  /** For `delay`: milliseconds that the call waits before it goes on. */
  ms?: number;
}

/** The faults that are still to come, in the order they were added. */
export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  list(): readonly Fault[];
  /** The fault for this call, if one is due; it is used up by asking. */
  take(operation: string, body: Readonly<Record<string, unknown>>): Fault | undefined;
}

const REASON_CODES = [
  'None',
  'ConditionalCheckFailed',
  'ItemCollectionSizeLimitExceeded',
  'TransactionConflict',
  'ProvisionedThroughputExceeded',
  'ThrottlingError',
  'ValidationError',
];
const SINGLE_WRITES = ['PutItem', 'UpdateItem', 'DeleteItem'];
const TRANSACTIONS = ['TransactWriteItems', 'TransactGetItems'];
const OPERATIONS = [...SINGLE_WRITES, ...TRANSACTIONS, 'GetItem', 'Query', 'Scan', 'BatchGetItem', 'BatchWriteItem'];
/** Kinds that only some operations can have. */
const ONLY_FOR: Partial<Record<FaultKind, readonly string[]>> = {
  conflict: [...SINGLE_WRITES, ...TRANSACTIONS],
  reasons: TRANSACTIONS,
  unprocessed: ['BatchGetItem'],
};
const FIELDS = ['operation', 'table', 'kind', 'times', 'skip', 'reasons', 'ms'];
const MAX_DELAY_MS = 30_000;

/** An empty list of faults. */
export function createFaults(): Faults {
  let faults: Fault[] = [];
  return {
    add: (fault) => void faults.push({ ...fault }),
    clear: () => void (faults = []),
    list: () => faults,
    take(operation, body) {
      const fault = faults.find(
        (candidate) =>
          candidate.operation === operation && (candidate.table === undefined || tablesOf(operation, body).includes(candidate.table)),
      );
      if (!fault) return undefined;
      if (fault.skip > 0) {
        fault.skip -= 1;
        return undefined;
      }
      fault.times -= 1;
      faults = faults.filter((candidate) => candidate.times > 0);
      return fault;
    },
  };
}

/** Reads a fault that somebody sent. Throws a sentence that says what is wrong with it. */
export function readFault(input: unknown): Fault {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw new Error('A fault is a JSON object with operation and kind.');
  const { operation, table, kind, times = 1, skip = 0, reasons, ms, ...rest } = input as Record<string, unknown>;
  const [unknownField] = Object.keys(rest);
  if (unknownField) throw new Error(`A fault has no field ${unknownField}; its fields are ${FIELDS.join(', ')}.`);
  if (typeof operation !== 'string' || !OPERATIONS.includes(operation))
    throw new Error(`operation must be one of ${OPERATIONS.join(', ')}.`);
  if (!isKind(kind)) throw new Error(`kind must be one of ${FAULT_KINDS.join(', ')}.`);
  const operations = ONLY_FOR[kind];
  if (operations && !operations.includes(operation)) throw new Error(`kind ${kind} is only for ${operations.join(', ')}.`);
  if (table !== undefined && typeof table !== 'string') throw new Error('table must be the name of a table.');
  if (!isCount(times, 1)) throw new Error('times must be a whole number of at least 1.');
  if (!isCount(skip, 0)) throw new Error('skip must be a whole number of at least 0.');
  if ((kind === 'reasons') !== (reasons !== undefined)) throw new Error('reasons goes with kind reasons, and kind reasons needs it.');
  if (reasons !== undefined && !isReasons(reasons))
    throw new Error(`reasons must be a list of ${REASON_CODES.join(', ')}, not all of them None.`);
  if ((kind === 'delay') !== (ms !== undefined)) throw new Error('ms goes with kind delay, and kind delay needs it.');
  if (ms !== undefined && (!isCount(ms, 1) || ms > MAX_DELAY_MS)) throw new Error(`ms must be a whole number from 1 to ${MAX_DELAY_MS}.`);
  return {
    operation,
    kind,
    times,
    skip,
    ...(table === undefined ? {} : { table }),
    ...(reasons ? { reasons } : {}),
    ...(ms ? { ms } : {}),
  };
}

function isKind(value: unknown): value is FaultKind {
  return FAULT_KINDS.some((kind) => kind === value);
}

function isCount(value: unknown, least: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= least;
}

function isReasons(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((code) => REASON_CODES.includes(code as string)) && value.some((code) => code !== 'None');
}
