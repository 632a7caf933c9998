import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { commandLineOf, isRunning } from '../../lib/processes.ts';

const PID_FILE = /^dynamodb-(\d+)\.pid$/;
const END_TIMEOUT_MS = 5_000;

/**
 * Notes which emulator belongs to this process, for the next start to find if this one is killed.
 * Answers with the note's path.
 */
export function notePid(directory: string, pid: number): string {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, `dynamodb-${process.pid}.pid`);
  writeFileSync(path, `${pid}\n`, { mode: 0o600 });
  return path;
}

/**
 * Ends emulators whose stack was killed. They hold the database file, and normally die with their
 * stack; where the system cannot do that they stay behind. A process is ended only if its command
 * line shows that it is DynamoDB Local.
 */
export async function endLeftovers(directory: string): Promise<void> {
  for (const file of readdirSync(directory).filter((name) => PID_FILE.test(name))) {
    const stack = Number(PID_FILE.exec(file)?.[1]);
    if (stack !== process.pid && isRunning(stack)) continue;
    const path = join(directory, file);
    const emulator = Number(readFileSync(path, 'utf8'));
    if (commandLineOf(emulator).includes('DynamoDBLocal.jar')) await end(emulator);
    rmSync(path, { force: true });
  }
}

async function end(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL');
  for (let waited = 0; isRunning(pid) && waited < END_TIMEOUT_MS; waited += 50) await wait(50);
}
