// @ts-check
import { parentPort, workerData } from 'node:worker_threads';

/**
 * The inside of a function's worker thread: loads the handler, then runs one invocation after the
 * other. Stands in for Lambda's own Node runtime, from which the shapes of context and errors come.
 *
 * Plain JavaScript, since each thread that meets TypeScript loads a compiler of its own: that was
 * more than a third of the processor time of a cold start.
 *
 * @import { MessagePort } from 'node:worker_threads'
 * @import { FunctionErrorPayload, InvokeMessage, RuntimeSetup, WorkerMessage } from './messages.ts'
 * @typedef {(event: unknown, context: object) => unknown} Handler
 */

/** A handler with a third parameter expects a callback, which the runtime no longer gives. */
const CALLBACK_STYLE_PARAMETERS = 3;

/**
 * @param {MessagePort} port
 * @param {RuntimeSetup} setup
 */
async function run(port, setup) {
  /** @param {WorkerMessage} message */
  const say = (message) => {
    port.postMessage(message);
  };
  /** @type {Handler} */
  let handler;
  try {
    handler = await load(setup);
  } catch (error) {
    say({ kind: 'init-failed', error: errorPayload(error) });
    return;
  }
  port.on('message', (/** @type {InvokeMessage} */ message) => {
    void invoke(handler, message, setup).then(say);
  });
  say({ kind: 'ready' });
}

/**
 * @param {RuntimeSetup} setup
 * @returns {Promise<Handler>}
 */
async function load({ module, handler: name }) {
  const loaded = /** @type {Record<string, unknown>} */ (await import(module));
  const byDefault = /** @type {Record<string, unknown> | undefined} */ (loaded['default']);
  const handler = loaded[name] ?? byDefault?.[name];
  if (typeof handler !== 'function') throw named('Runtime.HandlerNotFound', `${name} is undefined or not exported`);
  if (handler.length >= CALLBACK_STYLE_PARAMETERS)
    throw named('Runtime.CallbackHandlerDeprecated', 'The runtime does not give handlers a callback. Write an async handler.');
  return /** @type {Handler} */ (handler);
}

/**
 * @param {Handler} handler
 * @param {InvokeMessage} message
 * @param {RuntimeSetup} setup
 * @returns {Promise<Extract<WorkerMessage, { kind: 'done' }>>}
 */
export async function invoke(handler, message, setup) {
  try {
    const result = await handler(JSON.parse(message.payload), contextOf(message, setup));
    return { kind: 'done', payload: JSON.stringify(result ?? null), failed: false };
  } catch (error) {
    return { kind: 'done', payload: JSON.stringify(errorPayload(error)), failed: true };
  }
}

/**
 * @param {InvokeMessage} message
 * @param {RuntimeSetup} setup
 * @returns {object}
 */
function contextOf({ requestId, deadline }, setup) {
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

/**
 * @param {unknown} error
 * @returns {FunctionErrorPayload}
 */
function errorPayload(error) {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') };
}

/**
 * @param {string} name
 * @param {string} message
 */
function named(name, message) {
  return Object.assign(new Error(message), { name });
}

if (parentPort) await run(parentPort, /** @type {RuntimeSetup} */ (workerData));
