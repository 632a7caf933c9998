import { pause } from '../../support/wait.ts';

/**
 * Resolves when the condition holds, looked at every `everyMs`; rejects after 5 s with the
 * condition as it is written.
 */
export async function until(condition: () => boolean, everyMs = 5): Promise<void> {
  const deadline = performance.now() + 5_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`Did not come true within 5 s: ${condition.toString()}`);
    await pause(everyMs);
  }
}
