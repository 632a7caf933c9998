import { readFileSync } from 'node:fs';
import vm from 'node:vm';
import { instrumented } from './instrumented.ts';

/** The service's limit of loop rounds; a loop that meets it ends without an error. */
const MAX_LOOP_ITERATIONS = 1_000;

export type HandlerName = 'request' | 'response';

/** What a handler left behind, before anybody judged it. */
interface Evaluation {
  /** What the handler returned; absent when it did not get that far. */
  value?: unknown;
  stash: Record<string, unknown>;
  /** A loop or an array method met its limit of rounds. */
  truncated?: boolean;
  /** The handler ended itself through util.error, util.unauthorized or runtime.earlyReturn. */
  ended?: boolean;
  /** An uncaught JavaScript failure, with its stack. */
  failure?: string;
}

/** What a library function gives back to the resolver's context. */
export type LibraryAnswer = { value: unknown } | { ended: true } | { failure: string };

/** Answers one call of `util`, `runtime`, `extensions`, `console` or a helper by its full name. */
export type Library = (name: string, args: unknown[]) => LibraryAnswer;

/** `ctx` as JSON. What handlers seldom look at is apart, so that it is read only when one does. */
export interface ContextText {
  json: string;
  info: string;
  request: string;
}

/** Writes `ctx` down. */
export function contextText({ info, request, ...rest }: { info: unknown; request?: unknown }): ContextText {
  return { json: JSON.stringify(rest), info: JSON.stringify(info), request: JSON.stringify(request ?? null) };
}

/** The code of one resolver or function, loaded once into a context of its own. */
export interface Sandbox {
  /**
   * Synchronous, as handlers are. The context is text, so nothing a handler does to it is seen
   * outside, but for the stash returned.
   */
  evaluate(handler: HandlerName, context: ContextText, library: Library): Evaluation;
}

type Evaluate = (handler: HandlerName, json: string, info: string, request: string) => string;
type Load = (bundle: unknown, maxIterations: number) => Evaluate;
type Prelude = (call: (name: string, argsJson: string) => string, names: readonly string[]) => Load;

const prelude = new vm.Script(readFileSync(new URL('./prelude.js', import.meta.url), 'utf8'), { filename: 'prelude.js' });

/**
 * Loads an APPSYNC_JS bundle. `libraryNames` are the functions the code may call, e.g.
 * `util.time.nowISO8601`; `cacheDirectory` is that of `instrumented`. Throws a sentence when the
 * code is not within the APPSYNC_JS subset.
 */
export function createSandbox(code: string, name: string, libraryNames: readonly string[], cacheDirectory?: string): Sandbox {
  const context = vm.createContext({}, { name, codeGeneration: { strings: false, wasm: false } });
  const script = new vm.Script(instrumented(code, name, cacheDirectory), { filename: `${name}.js` });
  let library: Library | undefined;
  const call = (functionName: string, argsJson: string): string => {
    if (!library) return JSON.stringify({ failure: `${functionName} was called outside of a handler` });
    return JSON.stringify(library(functionName, JSON.parse(argsJson) as unknown[]));
  };
  const load = (prelude.runInContext(context) as Prelude)(call, libraryNames);
  const evaluate = load(script.runInContext(context), MAX_LOOP_ITERATIONS);
  return {
    evaluate: (handler, { json, info, request }, handlerLibrary) => {
      library = handlerLibrary;
      const evaluation = JSON.parse(evaluate(handler, json, info, request)) as Evaluation;
      library = undefined;
      return evaluation;
    },
  };
}
