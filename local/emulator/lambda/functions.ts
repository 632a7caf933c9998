import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { AwsError } from '../gateway/gateway.ts';
import type { Principals } from '../iam/principal.ts';
import { machineTime } from '../lib/machine-time.ts';
import type { Deployment } from '../template/deployment.ts';
import type { Callers } from './callers.ts';
import { unpack, type UnpackedCode } from './code.ts';
import { environmentOf, logGroupOf } from './environment.ts';
import { describeFunctions, type FunctionDescription } from './function.ts';
import { createEnvironments, type Environment, type Environments } from './environments.ts';
import { startInstance, type Outcome } from './instance.ts';
import { openLog, type FunctionLog } from './log.ts';

/** The functions of a deployment, ready to be invoked. */
export interface Functions {
  /** By name or ARN. Throws an `AwsError` when there is none. */
  find(nameOrArn: string): FunctionDescription;
  /**
   * Runs a function with an event given as JSON. A function that fails is an outcome; rejects with
   * an `AwsError` when there is no such function, or more invocations than are reserved for it.
   */
  invoke(nameOrArn: string, payload: string): Promise<Outcome & { requestId: string }>;
  /** Ends all environments; invocations under way fail. */
  stop: () => Promise<void>;
}

export interface FunctionsParts {
  deployment: Deployment;
  principals: Principals;
  callers: Callers;
  /** Of the gateway; asked at each start of an environment. */
  endpoint: () => string;
  /** Code is unpacked here. */
  codeDirectory: string;
  logDirectory: string;
  log: (line: string) => void;
}

const SESSION_BYTES = 16;

interface Runnable {
  description: FunctionDescription;
  code: UnpackedCode;
  log: FunctionLog;
}

interface Pool extends Omit<Runnable, 'code'> {
  environments: Environments;
  running: number;
}

/**
 * Unpacks the functions of the template. Their environments start with the first invocation and are
 * used again while they live.
 */
export function createFunctions(parts: FunctionsParts): Functions {
  const { deployment, callers, codeDirectory, logDirectory } = parts;
  const limit = { starting: 0, blocked: new Set<() => void>() };
  const pools = describeFunctions(deployment).map((description): Pool => {
    parts.principals.byRoleArn(description.roleArn);
    const code = unpack(deployment.readDirectory(description.codeKey), join(codeDirectory, description.name), description.handler);
    const log = openLog(logDirectory, description.name, parts.log);
    return { description, log, environments: createEnvironments(() => start({ description, code, log }, parts), limit), running: 0 };
  });

  let stopped = false;

  function poolOf(nameOrArn: string): Pool {
    const pool = pools.find(({ description: { name, arn } }) => name === nameOrArn || arn === nameOrArn);
    if (pool) return pool;
    const arn = nameOrArn.startsWith('arn:')
      ? nameOrArn
      : `arn:aws:lambda:${deployment.region}:${deployment.accountId}:function:${nameOrArn}`;
    throw new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, 404);
  }

  async function run(pool: Pool, payload: string): Promise<Outcome & { requestId: string }> {
    const requestId = randomUUID();
    const environment = await pool.environments.take();
    const { instance, session } = environment;
    const forget = callers.add({ roleArn: pool.description.roleArn, session, end: instance.end });
    const outcome = await instance.invoke(requestId, payload);
    forget();
    pool.environments.releaseLine(environment);
    // What the end of the stack cuts short is no failure.
    if (outcome.failed && !stopped) pool.log.note(`invocation ${requestId} failed: ${outcome.payload.slice(0, 2000)}`);
    return { ...outcome, requestId };
  }

  return {
    find: (nameOrArn) => poolOf(nameOrArn).description,
    invoke: async (nameOrArn, payload) => {
      const pool = poolOf(nameOrArn);
      if (stopped) throw new AwsError('ServiceException', 'The local stack is stopping.', 500);
      const { reserved } = pool.description;
      if (reserved !== undefined && pool.running >= reserved) throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
      pool.running += 1;
      return run(pool, payload).finally(() => (pool.running -= 1));
    },
    stop: async () => {
      stopped = true;
      await Promise.all(pools.map(({ environments }) => environments.end()));
    },
  };
}

function start({ description, code, log }: Runnable, { principals, deployment, endpoint }: FunctionsParts): Environment {
  const session = randomBytes(SESSION_BYTES).toString('hex');
  const role = principals.byRoleArn(description.roleArn);
  const instance = startInstance({
    setup: {
      ...code,
      functionName: description.name,
      functionArn: description.arn,
      memoryMb: description.memoryMb,
      logGroup: logGroupOf(description),
      logStream: session,
      clock: machineTime.shared,
    },
    environment: environmentOf(description, { role, region: deployment.region, endpoint: endpoint(), directory: code.directory, session }),
    timeoutMs: description.timeoutMs,
    memoryMb: description.memoryMb,
    output: log.write,
  });
  return { instance, session };
}
