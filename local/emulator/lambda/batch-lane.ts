import { cut, settle, splitByAge, type Batch, type InvocationOutcome, type StreamRecord } from './batch.ts';
import type { GiveUpCondition } from './failure-record.ts';
import type { MappingDescription } from './mapping-description.ts';
import { backoffMs, pause } from './pause.ts';

/**
 * Runs the records of some keys of a shard through the function, one batch at a time and in order.
 */
export interface Lane {
  push(records: readonly StreamRecord[]): void;
  /** Resolves when no invocation is under way. */
  settled(): Promise<void>;
}

/** What a lane works with. */
export interface LaneParts {
  description: Pick<MappingDescription, 'batchSize' | 'windowMs' | 'rules'>;
  /** `not-invoked` when Lambda did not take the invocation; that counts as no attempt. */
  invoke: (batch: Batch) => Promise<InvocationOutcome | { kind: 'not-invoked' }>;
  giveUp: (batch: Batch, condition: GiveUpCondition, functionFailed: boolean) => void;
  finished: (records: readonly StreamRecord[]) => void;
  /** How many records the next batch may have. */
  nextSize: () => number;
  /** Whether a batch that worked is to be delivered once more. */
  deliverAgain: () => boolean;
  signal: AbortSignal;
}

/** Lambda's limit of an event. */
const MAX_BATCH_BYTES = 6 * 1024 * 1024;
/** Batching windows are whole seconds. */
const WINDOW_POLL_MS = 50;

/**
 * A lane with nothing to do. It goes by itself from the first push on, and stops with the signal.
 */
export function createLane(parts: LaneParts): Lane {
  const { description, signal } = parts;
  const { rules } = description;
  const stopping = () => signal.aborted;
  const waiting: StreamRecord[] = [];
  /**
   * Batches that were cut already: to be retried, or the rest of one. They go before what waits.
   */
  const pending: Batch[] = [];
  let running: Promise<void> | undefined;
  let notInvoked = 0;

  async function run(): Promise<void> {
    while (!stopping() && (pending.length > 0 || waiting.length > 0)) {
      const batch = pending.shift() ?? (await gather());
      await handle(batch);
    }
  }

  async function gather(): Promise<Batch> {
    const until = Date.now() + description.windowMs;
    while (waiting.length < description.batchSize && Date.now() < until && !stopping()) await pause(WINDOW_POLL_MS, signal);
    return cut(waiting, parts.nextSize(), MAX_BATCH_BYTES);
  }

  async function handle(batch: Batch): Promise<void> {
    const { expired, rest } = splitByAge(batch, Date.now(), rules);
    if (expired) {
      parts.giveUp(expired, 'RecordAgeExceeded', expired.invocations > 0);
      parts.finished(expired.records);
    }
    if (!rest || stopping()) return;
    const outcome = await parts.invoke(rest);
    if (outcome.kind === 'not-invoked') {
      pending.unshift(rest);
      await pause(backoffMs((notInvoked += 1)), signal);
      return;
    }
    notInvoked = 0;
    // What the end of the stack cut short is no failure: the next start delivers it again.
    if (stopping() && outcome.kind === 'failed') return;
    await conclude(rest, outcome);
  }

  async function conclude(batch: Batch, outcome: InvocationOutcome): Promise<void> {
    const { finished, next, discarded, repeated } = settle(batch, outcome, rules);
    if (discarded) parts.giveUp(discarded, 'RetryAttemptsExhausted', outcome.kind === 'failed');
    else if (next.length === 0 && !batch.again && parts.deliverAgain()) {
      pending.unshift({ ...batch, again: true });
      return;
    }
    parts.finished(finished);
    pending.unshift(...next);
    if (repeated > 0) await pause(backoffMs(repeated), signal);
  }

  return {
    push: (records) => {
      waiting.push(...records);
      running ??= run().finally(() => (running = undefined));
    },
    settled: async () => {
      await running;
    },
  };
}
