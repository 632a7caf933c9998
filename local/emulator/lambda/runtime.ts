import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import type { FunctionErrorPayload, InvokeMessage, RuntimeSetup, WorkerMessage } from './messages.ts';

/**
 * The inside of a function's worker thread: loads the handler, then runs one invocation after the
 * other. Stands in for Lambda's own Node runtime, from which the shapes of context and errors come.
 */
type Handler = (event: unknown, context: object) => unknown;

/** A handler with a third parameter expects a callback, which the runtime no longer gives. */
const CALLBACK_STYLE_PARAMETERS = 3;

async function run(port: MessagePort, setup: RuntimeSetup): Promise<void> {
  const say = (message: WorkerMessage) => {
    port.postMessage(message);
  };
  let handler: Handler;
  try {
    handler = await load(setup);
  } catch (error) {
    say({ kind: 'init-failed', error: errorPayload(error) });
    return;
  }
  port.on('message', (message: InvokeMessage) => {
    void invoke(handler, message, setup).then(say);
  });
  say({ kind: 'ready' });
}

async function load({ module, handler: name }: RuntimeSetup): Promise<Handler> {
  const loaded = (await import(module)) as Record<string, unknown>;
  const handler = loaded[name] ?? (loaded['default'] as Record<string, unknown> | undefined)?.[name];
  if (typeof handler !== 'function') throw named('Runtime.HandlerNotFound', `${name} is undefined or not exported`);
  if (handler.length >= CALLBACK_STYLE_PARAMETERS)
    throw named('Runtime.CallbackHandlerDeprecated', 'The runtime does not give handlers a callback. Write an async handler.');
  return handler as Handler;
}

async function invoke(handler: Handler, message: InvokeMessage, setup: RuntimeSetup): Promise<WorkerMessage> {
  try {
    const result = await handler(JSON.parse(message.payload), contextOf(message, setup));
    return { kind: 'done', payload: JSON.stringify(result ?? null), failed: false };
  } catch (error) {
    return { kind: 'done', payload: JSON.stringify(errorPayload(error)), failed: true };
  }
}

function contextOf({ requestId, deadline }: InvokeMessage, setup: RuntimeSetup): object {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionVersion: '$LATEST',
    functionName: setup.functionName,
    memoryLimitInMB: String(setup.memoryMb),
    logGroupName: setup.logGroup,
    logStreamName: setup.logStream,
    invokedFunctionArn: setup.functionArn,
    awsRequestId: requestId,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Number(Atomics.load(setup.clock, 0))),
  };
}

function errorPayload(error: unknown): FunctionErrorPayload {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') };
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

if (parentPort) await run(parentPort, workerData as RuntimeSetup);
