import type { FieldContext } from './context.ts';
import type { DataSource, DataSourceAnswer } from './datasources/data-source.ts';
import { codeError, type ErrorDetail } from './errors.ts';
import { contextText, type ContextText, type HandlerName, type Sandbox } from './sandbox/sandbox.ts';
import { createLibrary, type LibraryScope, type Requests } from './util/library.ts';

/** Code with a data source: a unit resolver, or one function of a pipeline. */
export interface Step {
  name: string;
  code: Sandbox;
  dataSource: DataSource;
}

/** What AWS::AppSync::Resolver attaches to a field. */
export type Resolver = { kind: 'UNIT'; step: Step } | { kind: 'PIPELINE'; name: string; code: Sandbox; functions: Step[] };

/** The surroundings of one field that is being resolved. */
export interface ResolverScope {
  context: FieldContext;
  library: LibraryScope;
  /** Collects util.appendError. */
  appended: ErrorDetail[];
}

/** State of one resolver execution: the stash is shared by all its handlers. */
interface Run extends ResolverScope {
  /** What of the context is the same for all handlers. */
  text: ContextText;
  stash: Record<string, unknown>;
}

/** What a handler leads to; `skipTo` when it returned early. */
interface Verdict {
  value: unknown;
  skipTo?: 'END' | 'NEXT';
}

/**
 * Runs a resolver and answers what its last handler returned. Throws a ResolverError after
 * util.error, a malformed request object, or a failure of the code (with the cause in the log).
 */
export async function runResolver(resolver: Resolver, scope: ResolverScope): Promise<unknown> {
  const run: Run = { ...scope, text: contextText(scope.context), stash: {} };
  return resolver.kind === 'UNIT' ? (await runStep(resolver.step, null, run)).value : runPipeline(resolver, run);
}

async function runPipeline({ name, code, functions }: Extract<Resolver, { kind: 'PIPELINE' }>, run: Run): Promise<unknown> {
  const before = evaluate(code, name, 'request', { prev: null }, run);
  let prev = { result: before.value };
  for (const step of before.skipTo ? [] : functions) {
    const verdict = await runStep(step, prev, run);
    prev = { result: verdict.value };
    if (verdict.skipTo === 'END') break;
  }
  // The after handler sees the last function's answer in both places.
  return evaluate(code, name, 'response', { prev, result: prev.result }, run).value;
}

/**
 * Request handler, data source, response handler. An early return of the request skips the other
 * two.
 */
async function runStep(step: Step, prev: { result: unknown } | null, run: Run): Promise<Verdict> {
  const request = evaluate(step.code, step.name, 'request', { prev }, run);
  if (request.skipTo) return request;
  const answer: DataSourceAnswer = await step.dataSource.invoke(request.value, step.name);
  return evaluate(step.code, step.name, 'response', { prev, ...answer }, run);
}

function evaluate(code: Sandbox, name: string, handler: HandlerName, changing: object, run: Run): Verdict {
  const requests: Requests = { appended: run.appended };
  const changingJson = JSON.stringify({ stash: run.stash, ...changing });
  const context = { ...run.text, json: `${run.text.json.slice(0, -1)},${changingJson.slice(1)}` };
  const evaluation = code.evaluate(handler, context, createLibrary(run.library, requests, handler));
  run.stash = evaluation.stash;
  if (evaluation.truncated) run.library.log(`${name} ${handler}: a loop or an array method met the limit of 1,000 rounds and ended early.`);
  if (requests.error) throw requests.error;
  if (requests.earlyReturn) return requests.earlyReturn;
  if (evaluation.failure !== undefined) {
    run.library.log(`${name} ${handler}: ${evaluation.failure}`);
    throw codeError();
  }
  return { value: evaluation.value ?? null };
}
