import { setTimeout as pause } from 'node:timers/promises';

/** A failure that sending again cannot mend. */
export class PermanentError extends Error {
  override readonly name = 'PermanentError';
}

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;

/**
 * Runs a step until it succeeds, with pauses that double and are drawn at random up to that length, so that many who failed together
 * do not come back together. Gives up with the last failure when the next pause would end after `deadline` (epoch milliseconds), and at
 * once after a PermanentError.
 */
export async function withRetries<Result>(step: () => Promise<Result>, deadline: number): Promise<Result> {
  for (let longest = FIRST_PAUSE_MS; ; longest = Math.min(longest * 2, LONGEST_PAUSE_MS)) {
    try {
      return await step();
    } catch (error) {
      if (error instanceof PermanentError || Date.now() + longest > deadline) throw error;
      await pause(Math.random() * longest);
    }
  }
}
