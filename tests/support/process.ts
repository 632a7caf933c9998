import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { watchStack } from './evidence.ts';
import type { StackDescription } from './stack.ts';
import { pause } from './wait.ts';

const startTimeoutMs = 90_000;
const stopTimeoutMs = 15_000;

/** A local stack in a process of its own. */
export interface SpawnedStack {
  description: StackDescription;
  pid: number;
  /** Asks it to end, as Ctrl-C does, and waits until it has. */
  stop(): Promise<void>;
  /**
   * Ends it at once, without a chance to tidy up: the next start on its directory has to cope with
   * what it left.
   */
  kill(): Promise<void>;
}

/**
 * Starts the local stack without sample data and waits for `<directory>/stack.json`.
 * Rejects with the stack's log when it ends before that or takes longer than 90 s.
 */
export async function spawnStack(options: { directory: string; memory: boolean; databaseEndpoint?: string }): Promise<SpawnedStack> {
  const { directory, memory, databaseEndpoint } = options;
  const descriptionFile = join(directory, 'stack.json');
  rmSync(descriptionFile, { force: true });
  const logFile = join(directory, 'stack.log');
  const log = openSync(logFile, 'w');
  const child = spawn(
    'node_modules/.bin/node',
    ['local/main.ts', '--empty', '--port', '0', '--dir', directory, ...(memory ? ['--memory'] : [])],
    { stdio: ['ignore', log, log], env: { ...process.env, ...(databaseEndpoint && { DYNAMODB_ENDPOINT: databaseEndpoint }) } },
  );
  closeSync(log);
  const deadline = Date.now() + startTimeoutMs;
  while (!existsSync(descriptionFile)) {
    if (hasEnded(child) || Date.now() > deadline) {
      await kill(child);
      throw new Error(`The local stack did not start. Its log:\n${readFileSync(logFile, 'utf8')}`);
    }
    await pause(100);
  }
  const description = JSON.parse(readFileSync(descriptionFile, 'utf8')) as StackDescription;
  watchStack(directory, description);
  return {
    description,
    pid: child.pid ?? 0,
    stop: () => stop(child),
    kill: () => kill(child),
  };
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function ended(child: ChildProcess, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (!hasEnded(child) && Date.now() < deadline) await pause(20);
  return hasEnded(child);
}

async function stop(child: ChildProcess): Promise<void> {
  child.kill('SIGINT');
  if (await ended(child, stopTimeoutMs)) return;
  await kill(child);
  throw new Error('The local stack did not stop within 15 s of SIGINT.');
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await ended(child, stopTimeoutMs);
}
