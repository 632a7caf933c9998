/** What a worker thread needs to begin: sent with its start. */
export interface RuntimeSetup {
  /** `file:` URL of the module that has the handler. */
  module: string;
  /** Name of its export. */
  handler: string;
  functionName: string;
  functionArn: string;
  memoryMb: number;
  logGroup: string;
  logStream: string;
  /** Machine time, milliseconds in the first element. */
  clock: BigInt64Array<SharedArrayBuffer>;
}

/** One invocation. */
export interface InvokeMessage {
  requestId: string;
  /** The event as JSON. */
  payload: string;
  /** When it will be ended, milliseconds of machine time. */
  deadline: number;
}

/**
 * What a worker says: ready for the first invocation; not able to become so; the answer of an
 * invocation.
 */
export type WorkerMessage =
  { kind: 'ready' } | { kind: 'init-failed'; error: FunctionErrorPayload } | { kind: 'done'; payload: string; failed: boolean };

/** What a caller gets in place of the answer when a function failed. */
export interface FunctionErrorPayload {
  errorType: string;
  errorMessage: string;
  trace?: string[];
}
