import { type Backoff, fullJitter } from './backoff.ts';
import { isHeldOff, OnhandError } from './errors.ts';

/** How long and how often a call is sent again. */
export interface RetryTimes {
  /**
   * No attempt begins later than this after the first, milliseconds, but for the least of them. 0:
   * a call is sent once.
   */
  budgetMs: number;
  /**
   * How often a call is sent at least while that may help, however long its attempts take: a slow
   * answer must not use up the time of the next.
   */
  leastAttempts: number;
  backoff: Backoff;
  /** Called for each failure that is followed by another attempt. */
  onRetry?: ((failure: OnhandError) => void) | undefined;
}

export const defaultRetry: RetryTimes = { budgetMs: 20_000, leastAttempts: 2, backoff: { baseMs: 100, capMs: 5_000 } };

/**
 * What a failure leaves behind. `none`: nothing took effect. `unknown`: perhaps the call took
 * effect and only its answer was lost. `final`: the API said no.
 */
type Effect = 'none' | 'unknown' | 'final';

/**
 * Errors of fields that may have taken effect: Onhand's own, and AppSync's of a field that took
 * longer than its 30 seconds.
 */
const UNKNOWN: readonly string[] = ['INTERNAL', 'ExecutionTimeout'];

function effectOf(error: OnhandError): Effect {
  const { errorType, status } = error;
  if (errorType === 'CONTENTION' || status === 429 || isHeldOff(error)) return 'none';
  const unreadable = errorType === 'NO_ANSWER' && (status === 0 || status < 400);
  return unreadable || UNKNOWN.includes(errorType) || status >= 500 ? 'unknown' : 'final';
}

export interface Retries extends RetryTimes {
  /** Whether the call may be sent again when nobody knows if it took effect. */
  harmless: boolean;
  signal: AbortSignal | undefined;
  /** What was sent, for the error. */
  sent: unknown;
}

/** The error of a call that was given up, or refused. */
export class CallError extends OnhandError {
  /**
   * The variables of the call, ids that the client made included: who sends it again later uses
   * these.
   */
  readonly sent: unknown;
  /**
   * An attempt went without an answer, so the call may have taken effect although this error says
   * otherwise: a VERSION_CONFLICT, for example, may be with a write that came after this call's
   * own. Read before deciding.
   */
  readonly effectUnknown: boolean;

  constructor(error: OnhandError, sent: unknown, effectUnknown: boolean) {
    super(error.errorType, error.message, error);
    this.sent = sent;
    this.effectUnknown = effectUnknown;
  }
}

/**
 * Whether something that was thrown leaves it open if the call took effect: then the very same call
 * may be sent again, and no other.
 */
export function isEffectUnknown(error: unknown): boolean {
  return error instanceof CallError && error.effectUnknown;
}

/**
 * Repeats an attempt while that is safe and can help. Rejects with a CallError, or with the
 * signal's reason when it was aborted.
 */
export async function withRetries<Value>(attempt: () => Promise<Value>, retries: Retries): Promise<Value> {
  const deadline = performance.now() + retries.budgetMs;
  let effectUnknown = false;
  for (let failures = 0; ; failures += 1) {
    retries.signal?.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof OnhandError)) throw error;
      const effect = effectOf(error);
      effectUnknown ||= effect === 'unknown';
      const waitMs = retryAfter(error) + fullJitter(failures, retries.backoff);
      const allowed = effect === 'none' || (effect === 'unknown' && retries.harmless);
      const inTime = failures + 1 < retries.leastAttempts ? waitMs < retries.budgetMs : performance.now() + waitMs < deadline;
      if (!allowed || !inTime) throw new CallError(error, retries.sent, effectUnknown);
      retries.onRetry?.(error);
      await pause(waitMs, retries.signal);
    }
  }
}

/**
 * What the API asked for. Where that is more than the budget has left, the call is given up at
 * once.
 */
function retryAfter({ errorType, errorInfo, retryAfterMs }: OnhandError): number {
  if (errorType !== 'CONTENTION') return retryAfterMs;
  return (errorInfo as { retryAfterMs?: number } | null)?.retryAfterMs ?? 0;
}

/** Resolves after so long, or as soon as the signal is aborted. */
export async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal?.addEventListener('abort', end);
  });
}
