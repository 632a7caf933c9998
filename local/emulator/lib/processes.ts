import { readFileSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Whether a process of this id runs. One that has ended and only waits for its parent to notice
 * does not.
 */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return statOf(pid)[0] !== 'Z';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * The command line of a process, its arguments apart; empty when it is gone or the system has no
 * /proc.
 */
export function commandLineOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

/**
 * When the process was started, in ticks since the machine was: two processes that had the same id
 * differ in it. Empty when the process is gone or the system has no /proc.
 */
export function startTimeOf(pid: number): string {
  return statOf(pid)[19] ?? '';
}

/**
 * The fields of /proc/<pid>/stat from the state on; none when the process is gone or the system has
 * no /proc.
 */
function statOf(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

/**
 * Takes a directory for this process by a pid file. Answers with the function that gives it back.
 * A file whose process is gone, or is another one under the same id, is stale and is replaced.
 * Rejects with the pid of the owner in the sentence that `refusal` makes.
 */
export function takeLock(path: string, refusal: (pid: number) => string): () => void {
  const mine = `${process.pid} ${startTimeOf(process.pid)}\n`;
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      writeFileSync(path, mine, { flag: 'wx', mode: 0o600 });
      return () => {
        release(path, mine);
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const owner = lockOwner(path);
    if (owner !== undefined) throw new Error(refusal(owner));
    rmSync(path, { force: true });
  }
  throw new Error(`Another stack is taking ${path} at this moment. Try again.`);
}

/** The process that holds a lock; undefined when nobody does. */
export function lockOwner(path: string): number | undefined {
  const [pid = '', startTime = ''] = (readIfThere(path) ?? '').trim().split(' ');
  if (!/^\d+$/.test(pid) || !isRunning(Number(pid))) return undefined;
  return startTimeOf(Number(pid)) === startTime ? Number(pid) : undefined;
}

function release(path: string, mine: string): void {
  if (readIfThere(path) === mine) rmSync(path, { force: true });
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
