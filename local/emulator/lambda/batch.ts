import { failedItems } from './reported-failures.ts';

/**
 * The life of a batch of stream records: cut, run, halved, retried, discarded. Rules only; what
 * waits, reads and writes is elsewhere.
 */

/** A record of a stream as a mapping handles it. */
export interface StreamRecord {
  sequenceNumber: string;
  /** Decides the lane: records of one key stay in order. */
  partitionKey: string;
  /** When it counts as written, milliseconds since 1970. */
  arrivedAt: number;
  /** The event record that the function gets, as JSON. */
  json: string;
}

/** Records that go to the function in one invocation. */
export interface Batch {
  /** At least one, oldest first. */
  records: readonly StreamRecord[];
  /** Failed invocations that counted towards `MaximumRetryAttempts`. */
  failures: number;
  /** Invocations that any of its records has been in, at most. */
  invocations: number;
  /** It worked and is delivered once more, because a test asked for that. */
  again?: true;
}

/** What the template says about failures. −1 stands for no limit. */
export interface FailureRules {
  bisect: boolean;
  /** The function reports the first record that failed. */
  partialResponses: boolean;
  maxRetries: number;
  maxAgeMs: number;
}

/** How an invocation went. `result` is what the function returned. */
export type InvocationOutcome = { kind: 'returned'; result: unknown } | { kind: 'failed' };

/** What becomes of a batch. */
export interface Settlement {
  /** Records that are done, whether they worked or not. */
  finished: readonly StreamRecord[];
  /** What runs next in this lane, in this order. */
  next: readonly Batch[];
  /** Goes to the failure destination; among the finished. */
  discarded?: Batch;
  /**
   * How often the first of `next` has failed as it is; it decides the wait. 0 when something
   * changed: no need to wait long.
   */
  repeated: number;
}

/** Takes the next batch from what a lane has waiting: up to `most` records, up to Lambda's 6 MB. */
export function cut(waiting: StreamRecord[], most: number, maxBytes: number): Batch {
  let bytes = 0;
  let count = 0;
  for (const { json } of waiting.slice(0, most)) {
    bytes += Buffer.byteLength(json);
    // A single record is never too large: an item has 400 KB.
    if (bytes > maxBytes && count > 0) break;
    count += 1;
  }
  return { records: waiting.splice(0, count), failures: 0, invocations: 0 };
}

/**
 * Takes the records that are too old off the front of a batch; looked at before each invocation.
 */
export function splitByAge(batch: Batch, now: number, { maxAgeMs }: FailureRules): { expired: Batch | undefined; rest: Batch | undefined } {
  const firstYoung = maxAgeMs < 0 ? 0 : batch.records.findIndex(({ arrivedAt }) => now - arrivedAt <= maxAgeMs);
  const count = firstYoung < 0 ? batch.records.length : firstYoung;
  return { expired: part(batch, 0, count), rest: part(batch, count) };
}

/**
 * What follows an invocation. A partial response checkpoints at the first record that it names.
 * With bisecting, that is also where the batch is cut; the documentation does not say what happens
 * when it names the very first record, where nothing can be cut off: here the batch is halved, as
 * after any failed invocation, because otherwise one bad record would take all behind it along.
 * Neither of the two costs a retry; a batch that runs again as it is, and without bisecting also
 * the rest after a partial response, does.
 */
export function settle(before: Batch, outcome: InvocationOutcome, rules: FailureRules): Settlement {
  const batch = { ...before, invocations: before.invocations + 1 };
  const failedAt = firstFailure(batch, outcome, rules);
  const rest = failedAt === undefined ? undefined : part(batch, failedAt);
  if (failedAt === undefined || rest === undefined) return { finished: batch.records, next: [], repeated: 0 };
  const finished = batch.records.slice(0, failedAt);
  if (rules.bisect && failedAt > 0) return { finished, next: [rest], repeated: 0 };
  if (rules.bisect && rest.records.length > 1) return { finished, next: halve(rest), repeated: 0 };
  if (rules.maxRetries >= 0 && rest.failures >= rules.maxRetries)
    return { finished: batch.records, next: [], discarded: rest, repeated: 0 };
  const failures = rest.failures + 1;
  return { finished, next: [{ ...rest, failures }], repeated: failures };
}

/** Index of the record from which on everything runs again; undefined when all worked. */
function firstFailure(batch: Batch, outcome: InvocationOutcome, rules: FailureRules): number | undefined {
  if (outcome.kind === 'failed') return 0;
  if (!rules.partialResponses) return undefined;
  const reported = failedItems(outcome.result);
  if (reported === 'malformed') return 0;
  const positions = reported.map((id) => batch.records.findIndex(({ sequenceNumber }) => sequenceNumber === id));
  // A number that is not in the batch is a bad identifier: the whole batch failed.
  return positions.length === 0 ? undefined : Math.max(0, Math.min(...positions));
}

function halve(batch: Batch): Batch[] {
  const middle = Math.ceil(batch.records.length / 2);
  return [part(batch, 0, middle), part(batch, middle)].filter((half) => half !== undefined);
}

function part(batch: Batch, from: number, to?: number): Batch | undefined {
  const records = batch.records.slice(from, to);
  return records.length === 0 ? undefined : { ...batch, records };
}
