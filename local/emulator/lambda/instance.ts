import { Worker } from 'node:worker_threads';
import { machineTime } from '../lib/machine-time.ts';
import type { FunctionErrorPayload, InvokeMessage, RuntimeSetup, WorkerMessage } from './messages.ts';

/** One execution environment of a function: a worker thread that runs one invocation at a time. */
export interface Instance {
  /** Never rejects: whatever goes wrong is a failed outcome, as callers of Lambda see it. */
  invoke: (requestId: string, payload: string) => Promise<Outcome>;
  /** Resolves when its code is loaded, or cannot be. */
  ready: () => Promise<void>;
  /** Ends it at once; an invocation under way fails. */
  end: () => Promise<void>;
  /** Whether it can take another invocation. */
  alive: () => boolean;
}

/** How an invocation ended. */
export interface Outcome {
  /** The handler's result, or the error payload, as JSON. */
  payload: string;
  failed: boolean;
}

/** How an environment starts and where its output goes. */
export interface InstanceOptions {
  setup: RuntimeSetup;
  environment: Record<string, string>;
  /** Of machine time. */
  timeoutMs: number;
  memoryMb: number;
  output: (text: string, stream: 'stdout' | 'stderr') => void;
}

/**
 * Space for objects that live for a moment. Node would give each thread up to 48 MB of it, which a
 * thread that mostly waits fills before it collects.
 */
const YOUNG_MB = 4;
/** Lambda's own limit for loading a function, which does not count towards its timeout. */
const INIT_TIMEOUT_MS = 10_000;

/** Starts an environment, which loads its code. */
export function startInstance({ setup, environment, timeoutMs, memoryMb, output }: InstanceOptions): Instance {
  const worker = new Worker(new URL('./runtime.js', import.meta.url), {
    workerData: setup,
    env: environment,
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: YOUNG_MB },
  });
  worker.stdout.on('data', (chunk: Buffer) => output(chunk.toString('utf8'), 'stdout'));
  worker.stderr.on('data', (chunk: Buffer) => output(chunk.toString('utf8'), 'stderr'));

  let alive = true;
  /** Takes the message or the failure that the step under way waits for. */
  let settle: (result: WorkerMessage | FunctionErrorPayload) => void = () => {};
  let crash: FunctionErrorPayload | undefined;
  worker.on('message', (message: WorkerMessage) => settle(message));
  worker.on('error', (error: Error) => {
    crash = { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') };
  });
  worker.on('exit', (code) => {
    alive = false;
    settle(crash ?? { errorType: 'Runtime.ExitError', errorMessage: `Runtime exited with exit status ${code}` });
  });

  async function step(action: () => void, limitMs: number, late: FunctionErrorPayload): Promise<WorkerMessage | FunctionErrorPayload> {
    if (!alive) return { errorType: 'Runtime.ExitError', errorMessage: 'Runtime exited before the invocation' };
    const result = new Promise<WorkerMessage | FunctionErrorPayload>((resolve) => (settle = resolve));
    const forget = machineTime.after(limitMs, () => settle(late));
    action();
    const settled = await result;
    forget();
    // Whatever failed outside of the handler leaves an environment in which nothing is known.
    if (!('kind' in settled) || settled.kind === 'init-failed') await end();
    return settled;
  }

  async function end(): Promise<void> {
    alive = false;
    await worker.terminate();
  }

  const ready = initialise();
  async function initialise(): Promise<FunctionErrorPayload | undefined> {
    const late = { errorType: 'Sandbox.Timedout', errorMessage: `Init phase timed out after ${INIT_TIMEOUT_MS / 1000} seconds` };
    const answer = await step(() => {}, INIT_TIMEOUT_MS, late);
    if (!('kind' in answer)) return answer;
    return answer.kind === 'init-failed' ? answer.error : undefined;
  }

  return {
    alive: () => alive,
    end,
    ready: async () => {
      await ready;
    },
    invoke: async (requestId, payload) => {
      const initError = await ready;
      if (initError) return failure(initError, requestId);
      const message: InvokeMessage = { requestId, payload, deadline: machineTime.now() + timeoutMs };
      const late = { errorType: 'Sandbox.Timedout', errorMessage: `Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds` };
      const answer = await step(() => worker.postMessage(message), timeoutMs, late);
      if ('kind' in answer && answer.kind === 'done') return { payload: answer.payload, failed: answer.failed };
      return failure('kind' in answer ? { errorType: 'Runtime.Unknown', errorMessage: answer.kind } : answer, requestId);
    },
  };
}

/** Errors of the platform carry the request's id in their message. */
function failure(error: FunctionErrorPayload, requestId: string): Outcome {
  const isPlatform = /^(Runtime|Sandbox)\.(ExitError|Timedout)$/.test(error.errorType);
  const shown = isPlatform ? { ...error, errorMessage: `RequestId: ${requestId} Error: ${error.errorMessage}` } : error;
  return { payload: JSON.stringify(shown), failed: true };
}
