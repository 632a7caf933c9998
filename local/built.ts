import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bundlesAreMade } from '../infra/build.ts';
import { siteIsMade } from '../web/site.ts';
import { templateIsMade } from './template/synthesise.ts';

/** Where the resolvers lie as the emulator runs them. */
export const INSTRUMENTED = join(import.meta.dirname, '../build/instrumented');

const PROGRAM = join(import.meta.dirname, 'build.ts');

/**
 * Has `local/build.ts` run unless all that it makes is there. Rejects with what it said when it
 * failed.
 */
export async function makeBuild(): Promise<void> {
  if (bundlesAreMade() && siteIsMade() && templateIsMade()) return;
  await promisify(execFile)(process.execPath, [PROGRAM]).catch((error: unknown) => {
    const { stderr, message } = error as { stderr?: string; message: string };
    throw new Error(`The pages and the code of the functions could not be built. ${(stderr ?? message).trim()}`, { cause: error });
  });
}
