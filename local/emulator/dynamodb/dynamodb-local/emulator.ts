import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { DYNAMODB_TARGET } from '../../gateway/actions.ts';
import { createBackend } from './backend.ts';
import { freePort } from '../../lib/http.ts';
import { endLeftovers, notePid } from './leftovers.ts';

/** DynamoDB Local as a child process, or another endpoint that stands in for it. */
export interface Emulator {
  endpoint: string;
  /** Resolves with a sentence when the emulator ends without `stop` having been called. */
  crashed: Promise<string>;
  stop: () => Promise<void>;
}

export interface EmulatorOptions {
  /** Where the pid note goes. Must exist. */
  directory: string;
  /** Where the database file goes; in memory when left out. */
  databaseDirectory?: string;
  /** Names the database inside the emulator. */
  accessKeyId: string;
  region: string;
}

/**
 * The first compiler alone: ready in 1.3 s instead of 1.9 s, and as many transactions a second
 * until some thousands have run; what the second compiler would gain later is a tenth.
 */
const JVM_OPTIONS = ['-XX:TieredStopAtLevel=1'];
const READY_TIMEOUT_MS = 60_000;
const READY_POLL_MS = 25;
const STOP_TIMEOUT_MS = 5_000;
/** What it says at the first read of a stream, whatever Java it runs on. */
const NO_PROBLEM = /^.*\n?WARNING: JAXB is unavailable.*\n?/gm;
const NO_JAVA =
  'DynamoDB Local needs a Java runtime, 11 or newer, and there is none: install one (Debian and Ubuntu: apt-get install openjdk-17-jre-headless).';

/**
 * Starts DynamoDB Local on a free port and waits until it answers. `DYNAMODB_ENDPOINT` in the
 * environment uses another one instead.
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const other = process.env['DYNAMODB_ENDPOINT'];
  if (other) return useOther(other, options);
  await endLeftovers(options.directory);
  const port = await freePort(createServer);
  const child = launch(port, options);
  const errors = collectErrors(child);
  const ended = endOf(child);
  const emulator = emulatorOf(child, `http://127.0.0.1:${port}`, ended, errors);
  const note = child.pid === undefined ? undefined : notePid(options.directory, child.pid);
  if (note)
    void ended.then(() => {
      rmSync(note, { force: true });
    });
  try {
    await Promise.race([
      answers(emulator.endpoint, options),
      ended.then((reason) => Promise.reject(new Error(startProblem(reason, errors())))),
    ]);
  } catch (error) {
    await emulator.stop();
    throw error;
  }
  return emulator;
}

async function useOther(endpoint: string, options: EmulatorOptions): Promise<Emulator> {
  if (!URL.canParse(endpoint)) throw new Error(`DYNAMODB_ENDPOINT is "${endpoint}"; it must be an address like http://127.0.0.1:8000.`);
  await answers(endpoint, options);
  return { endpoint, crashed: new Promise(() => {}), stop: async () => {} };
}

function launch(port: number, { databaseDirectory }: EmulatorOptions): ChildProcess {
  if (databaseDirectory) mkdirSync(databaseDirectory, { recursive: true, mode: 0o700 });
  const emulatorDirectory = join(dirname(createRequire(import.meta.url).resolve('amplify-dynamodb-simulator/package.json')), 'emulator');
  const storage = databaseDirectory ? ['-dbPath', databaseDirectory] : ['-inMemory'];
  const java = [...JVM_OPTIONS, '-Djava.library.path=./DynamoDBLocal_lib', '-jar', 'DynamoDBLocal.jar', '-port', String(port), ...storage];
  // The kernel ends the child with us, also after SIGKILL. Only Linux can; elsewhere the pid note
  // does it at the next start.
  const [command, ...args] = hasSetpriv() ? ['setpriv', '--pdeathsig', 'KILL', 'java', ...java] : ['java', ...java];
  // In a process group of its own: Ctrl-C in the terminal must not end it before the stack has
  // finished what it answers.
  return spawn(command, args, { cwd: emulatorDirectory, detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
}

function hasSetpriv(): boolean {
  return process.platform === 'linux' && spawnSync('setpriv', ['--version'], { stdio: 'ignore' }).status === 0;
}

function emulatorOf(child: ChildProcess, endpoint: string, ended: Promise<string>, errors: () => string): Emulator {
  let stopping = false;
  const crashed = new Promise<string>((resolve) => {
    void ended.then((reason) => {
      if (!stopping) resolve(`DynamoDB Local ended by itself (${reason}). ${errors()}`.trim());
    });
  });
  const stop = async () => {
    stopping = true;
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await ended;
    clearTimeout(late);
  };
  return { endpoint, crashed, stop };
}

/** Resolves with how the child ended; also when it could not be started at all. */
async function endOf(child: ChildProcess): Promise<string> {
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
    return signal ?? `exit code ${code}`;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}

function collectErrors(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    text = (text + chunk.toString('utf8')).slice(-2_000);
  });
  return () => text.replace(NO_PROBLEM, '').trim();
}

function startProblem(reason: string, errors: string): string {
  // 127 is what setpriv answers when there is no such program.
  if (reason === 'ENOENT' || reason === 'exit code 127') return NO_JAVA;
  if (errors.includes('UnsupportedClassVersionError')) return 'The Java runtime is too old for DynamoDB Local: it needs 11 or newer.';
  return `DynamoDB Local did not start (${reason}). ${errors}`.trim();
}

async function answers(endpoint: string, { accessKeyId, region }: EmulatorOptions): Promise<void> {
  const backend = createBackend(endpoint, accessKeyId, region);
  const giveUp = Date.now() + READY_TIMEOUT_MS;
  try {
    for (;;) {
      try {
        await backend.call(`${DYNAMODB_TARGET}ListTables`, { Limit: 1 });
        return;
      } catch (error) {
        if (Date.now() > giveUp) throw new Error(`DynamoDB at ${endpoint} does not answer: ${(error as Error).message}`, { cause: error });
        await wait(READY_POLL_MS);
      }
    }
  } finally {
    backend.close();
  }
}
