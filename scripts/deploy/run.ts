import { spawnSync } from 'node:child_process';
import { sentenceOf } from '../../tools/sentences.ts';

/** Runs a command in this terminal. Throws a sentence when it fails. */
export function run(command: string, ...args: string[]): void {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (error !== undefined) throw new Error(`${command} cannot be run. ${sentenceOf(error, command) ?? error.message}`, { cause: error });
  if (status !== 0) throw new Error(`${[command, ...args].join(' ')} failed; what it said is above.`);
}
