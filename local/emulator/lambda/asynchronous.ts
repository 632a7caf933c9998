import type { Functions } from './functions.ts';
import { pause } from './pause.ts';

const MINUTE_MS = 60_000;
/** Before Lambda's two retries of an asynchronous invocation. */
const RETRY_AFTER_MS: readonly number[] = [MINUTE_MS, 2 * MINUTE_MS];

/** How a function is invoked by those who do not wait for its answer. */
export interface AsynchronousInvocation {
  functions: Pick<Functions, 'invoke'>;
  /** Of the function. */
  arn: string;
  /** As JSON. */
  event: string;
  /** No retry begins once it is aborted. */
  signal: AbortSignal;
  /** Milliseconds before each retry; for tests. */
  retryAfterMs?: readonly number[] | undefined;
}

/**
 * Invokes a function as Lambda does what it has taken into its queue: a run that fails is tried
 * twice more. Answers with what the last one failed of when it was given up. Never rejects.
 */
export async function invokeAsynchronously(invocation: AsynchronousInvocation): Promise<string | undefined> {
  const { signal, retryAfterMs = RETRY_AFTER_MS } = invocation;
  for (const wait of [...retryAfterMs, undefined]) {
    const problem = await attempt(invocation);
    if (problem === undefined || signal.aborted) return undefined;
    if (wait === undefined) return problem;
    await pause(wait, signal);
  }
  return undefined;
}

async function attempt({ functions, arn, event }: AsynchronousInvocation): Promise<string | undefined> {
  try {
    const { payload, failed } = await functions.invoke(arn, event);
    return failed ? payload : undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
