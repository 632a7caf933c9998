/** A time that is drawn anew for each call, milliseconds: from the first to the second. */
export type Duration = readonly [least: number, most: number];

/** How the gateway makes DynamoDB Local behave like the service. */
export interface ServiceLikeSettings {
  /** Overlapping calls refuse each other as transactions do. */
  conflicts: boolean;
  /** Calls above what a key can take are throttled. */
  capacity: boolean;
  /** How long a transaction has its items. */
  transactionMs: Duration;
  /** How long a write of one item has it. */
  writeMs: Duration;
  /** Write units a second that one item takes. */
  unitsPerKey: number;
}

/**
 * The service's documented 1,000 units a second; durations as transactions and writes in one region
 * usually take.
 */
export const SERVICE_LIKE: ServiceLikeSettings = {
  conflicts: true,
  capacity: true,
  transactionMs: [4, 8],
  writeMs: [2, 4],
  unitsPerKey: 1_000,
};
/** DynamoDB Local as it is. */
export const AS_LOCAL: ServiceLikeSettings = { ...SERVICE_LIKE, conflicts: false, capacity: false };

const MAX_DURATION_MS = 10_000;
const MAX_UNITS = 1_000_000;

/**
 * Reads settings that somebody sent; what is left out is as `SERVICE_LIKE` has it. Throws a
 * sentence that says what is wrong.
 */
export function readServiceLike(input: unknown): ServiceLikeSettings {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) throw new Error('The settings are a JSON object.');
  const unknownField = Object.keys(input).find((field) => !(field in SERVICE_LIKE));
  if (unknownField) throw new Error(`There is no setting ${unknownField}; there are ${Object.keys(SERVICE_LIKE).join(', ')}.`);
  const { conflicts, capacity, transactionMs, writeMs, unitsPerKey } = { ...SERVICE_LIKE, ...input } as Record<string, unknown>;
  if (!isUnits(unitsPerKey)) throw new Error(`unitsPerKey must be a whole number from 1 to ${MAX_UNITS}.`);
  return {
    conflicts: readSwitch('conflicts', conflicts),
    capacity: readSwitch('capacity', capacity),
    transactionMs: readDuration('transactionMs', transactionMs),
    writeMs: readDuration('writeMs', writeMs),
    unitsPerKey,
  };
}

function readSwitch(name: string, value: unknown): boolean {
  if (typeof value !== 'boolean') throw new Error(`${name} must be true or false.`);
  return value;
}

/** One number, or the least and the most. */
function readDuration(name: string, value: unknown): Duration {
  const [least, most] = (Array.isArray(value) ? value : [value, value]) as unknown[];
  if (isTime(least) && isTime(most) && least <= most && (!Array.isArray(value) || value.length === 2)) return [least, most];
  throw new Error(`${name} must be milliseconds from 0 to ${MAX_DURATION_MS}: one number, or a list of the least and the most.`);
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= MAX_DURATION_MS;
}

function isUnits(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MAX_UNITS;
}
