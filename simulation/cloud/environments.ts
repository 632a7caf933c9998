import asyncHooks from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import crypto from 'node:crypto';
import nodeFs from 'node:fs';
import { environmentOf, logGroupOf } from '../../local/emulator/lambda/environment.ts';
import type { FunctionDescription } from '../../local/emulator/lambda/function.ts';
import type { Outcome } from '../../local/emulator/lambda/instance.ts';
import { invoke } from '../../local/emulator/lambda/runtime.js';
import type { Principal } from '../../local/emulator/iam/principal.ts';
import type { VirtualClock } from '../platform/clock.ts';
import { createDate, createTimers } from '../platform/timers.ts';
import { compileFunction, nodeModule } from './function-code.ts';
import { httpModule, type Transport } from './function-http.ts';

/** An execution environment of a function. */
export interface Environment {
  readonly session: string;
  isDead: () => boolean;
  /** From now on nothing of it happens any more; an invocation under way fails. */
  kill: () => void;
  /** Runs one event, given as JSON. Never rejects. */
  invoke: (requestId: string, payload: string) => Promise<Outcome>;
}

/** What an environment begins with. */
export interface EnvironmentParts {
  description: FunctionDescription;
  bundle: string;
  role: Principal;
  region: string;
  /** Of the services, for the SDK. */
  endpoint: string;
  clock: VirtualClock;
  /** How far its clock is ahead, milliseconds. */
  aheadMs: number;
  transport: (environment: Environment) => Transport;
  /** Gets each line of the function's log. */
  log: (line: string) => void;
}

const GLOBALS = [
  ...['process', 'Date', 'console', 'setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate'],
];
const SESSION_BYTES = 16;
/**
 * The tracer follows each promise of the process through them, which is most of its time. Nobody
 * takes its traces.
 */
const WITHOUT_HOOKS = {
  ...asyncHooks,
  createHook: () => {
    const hook = { enable: () => hook, disable: () => hook };
    return hook;
  },
};

/** Loads a function into an environment of its own: its state, its clock, its timers. */
export function startEnvironment(parts: EnvironmentParts): Environment {
  const { description, bundle, role, region, endpoint, clock, aheadMs, transport, log } = parts;
  const session = crypto.randomBytes(SESSION_BYTES).toString('hex');
  const variables = environmentOf(description, { role, region, endpoint, directory: '/var/task', session });
  let dead = false;
  let end: (outcome: Outcome) => void = () => undefined;
  const environment: Environment = {
    session,
    isDead: () => dead,
    kill: () => {
      dead = true;
      end(failed('Runtime.ExitError', 'Runtime exited with error: signal: killed'));
    },
    invoke: (requestId, payload) => run(requestId, payload),
  };
  const { pause, ...timers } = createTimers(() => clock, environment);
  const terminal = consoleOf(log);
  const http = httpModule(transport(environment));
  const modules: Readonly<Record<string, unknown>> = {
    ...{ http, https: http, 'timers/promises': { setTimeout: pause }, async_hooks: WITHOUT_HOOKS },
    console: { Console: consoleClass(terminal) },
    ...{ module: { createRequire: () => require }, 'fs/promises': WITHOUT_FILES, fs: { ...nodeFs, promises: WITHOUT_FILES } },
  };
  const require = (module: string) => modules[module.replace(/^node:/, '')] ?? nodeModule(module);
  const globals = {
    process: processOf(variables),
    Date: createDate(
      () => clock,
      () => aheadMs,
    ),
    console: terminal,
    ...timers,
  };
  const [file = '', name = ''] = description.handler.split('.');
  const load = compileFunction(bundle, `${description.name}-${file}`, GLOBALS);
  const handler = load(globals, require)[name] as Parameters<typeof invoke>[0];
  const setup = {
    ...{ module: '', handler: name, functionName: description.name, functionArn: description.arn, memoryMb: description.memoryMb },
    ...{ logGroup: logGroupOf(description), logStream: session, clock: clock.shared },
  };

  async function run(requestId: string, payload: string): Promise<Outcome> {
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    end = resolve;
    const deadline = clock.now() + description.timeoutMs;
    const late = clock.after(description.timeoutMs, () => {
      dead = true;
      resolve(failed('Sandbox.Timedout', `RequestId: ${requestId} Error: Task timed out after ${description.timeoutMs / 1000} seconds`));
    });
    void invoke(handler, { requestId, payload, deadline }, setup).then((done) => {
      if (!dead) resolve({ payload: done.payload, failed: done.failed });
    });
    const outcome = await promise;
    late.cancel();
    return outcome;
  }

  return environment;
}

function failed(errorType: string, errorMessage: string): Outcome {
  return { payload: JSON.stringify({ errorType, errorMessage }), failed: true };
}

function processOf(variables: Record<string, string>): object {
  const events = new EventEmitter();
  return Object.create(process, {
    env: { value: variables },
    on: { value: events.on.bind(events) },
    once: { value: events.once.bind(events) },
    emitWarning: { value: () => undefined },
  }) as object;
}

/** The SDK looks for a configuration in files, which would be read on a thread. Lambda has none. */
const WITHOUT_FILES = {
  readFile: async (path: string) => {
    throw Object.assign(new Error(`ENOENT: no such file, open '${path}'`), { code: 'ENOENT' });
  },
};

/** A class, since who makes a console says `new`. */
function consoleClass(terminal: object) {
  return function SimulatedConsole() {
    return terminal;
  };
}

function consoleOf(log: (line: string) => void) {
  const write = (...values: unknown[]) => log(values.map(String).join(' '));
  return { log: write, info: write, debug: write, warn: write, error: write, trace: write };
}
