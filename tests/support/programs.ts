import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { TestContext } from 'vitest';

const run = promisify(execFile);

/**
 * The first of these commands that runs: what a document's example is tried with. Where none does,
 * the test is skipped and says what to install; on CI, where nobody reads that, it fails.
 */
export async function programOf(
  context: TestContext,
  what: string,
  commands: readonly (readonly [string, ...string[]])[],
): Promise<string> {
  for (const [program, ...args] of commands) {
    const runs = await run(program, args).then(
      () => true,
      () => false,
    );
    if (runs) return program;
  }
  const sentence = `This machine has no ${what}, which this example is run with: install it.`;
  if (process.env['CI'] !== undefined) throw new Error(sentence);
  return context.skip(sentence);
}
