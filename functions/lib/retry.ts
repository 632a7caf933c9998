import { setTimeout as pause } from 'node:timers/promises';

/** A failure that sending again cannot mend. */
export class PermanentError extends Error {
  override readonly name = 'PermanentError';
}

/** A failure that passes by itself: time that ran out, or work that a service was too busy for. */
export class PassingError extends Error {
  override readonly name = 'PassingError';
}

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;

/**
 * Runs a step until it succeeds, with pauses that double and are drawn at random up to that length,
 * so that many who failed together do not come back together. Gives up with the last failure when
 * the next pause would end after `deadline` (epoch milliseconds), at once after a failure that does
 * not pass, and before the first attempt when the deadline has passed. A PassingError always
 * passes.
 */
export async function withRetries<Result>(
  step: () => Promise<Result>,
  deadline: number,
  isRetryable: (error: unknown) => boolean = (error) => !(error instanceof PermanentError),
): Promise<Result> {
  if (Date.now() >= deadline) throw new PassingError('There was no time left for another step.');
  for (let longest = FIRST_PAUSE_MS; ; longest = Math.min(longest * 2, LONGEST_PAUSE_MS)) {
    try {
      return await step();
    } catch (error) {
      const isPassing = error instanceof PassingError || isRetryable(error);
      if (!isPassing || Date.now() + longest > deadline) throw error;
      await pause(Math.random() * longest);
    }
  }
}
