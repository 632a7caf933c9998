import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { AwsError } from '../gateway/gateway.ts';
import type { Principals } from '../iam/principal.ts';
import type { Deployment } from '../template/deployment.ts';
import type { Callers } from './callers.ts';
import { unpack, type UnpackedCode } from './code.ts';
import { environmentOf, logGroupOf } from './environment.ts';
import { describeFunctions, type FunctionDescription } from './function.ts';
import { startInstance, type Instance, type Outcome } from './instance.ts';
import { openLog, type FunctionLog } from './log.ts';

/** The functions of a deployment, ready to be invoked. */
export interface Functions {
  /** By name or ARN. Throws an `AwsError` when there is none. */
  find(nameOrArn: string): FunctionDescription;
  /**
   * Runs a function with an event given as JSON. A function that fails is an outcome; rejects with an `AwsError` when there is no such
   * function, or more invocations than it may have at once.
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

/** What stands in for the account's limit: a thread each, on one machine. */
const MAX_CONCURRENCY = 32;
const SESSION_BYTES = 16;

interface Pool {
  description: FunctionDescription;
  code: UnpackedCode;
  log: FunctionLog;
  idle: Environment[];
  all: Set<Environment>;
  running: number;
}

interface Environment {
  instance: Instance;
  session: string;
}

/** Unpacks the functions of the template. Their environments start with the first invocation and are used again while they live. */
export function createFunctions(parts: FunctionsParts): Functions {
  const { deployment, callers, codeDirectory, logDirectory } = parts;
  const pools = describeFunctions(deployment).map((description): Pool => {
    parts.principals.byRoleArn(description.roleArn);
    const code = unpack(deployment.readDirectory(description.codeKey), join(codeDirectory, description.name), description.handler);
    return { description, code, log: openLog(logDirectory, description.name, parts.log), idle: [], all: new Set(), running: 0 };
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
    const environment = idleOf(pool) ?? start(pool, parts);
    const { instance, session } = environment;
    const forget = callers.add({ roleArn: pool.description.roleArn, session, end: instance.end });
    const outcome = await instance.invoke(requestId, payload);
    forget();
    if (instance.alive()) pool.idle.push(environment);
    else pool.all.delete(environment);
    if (outcome.failed) pool.log.note(`invocation ${requestId} failed: ${outcome.payload.slice(0, 2000)}`);
    return { ...outcome, requestId };
  }

  return {
    find: (nameOrArn) => poolOf(nameOrArn).description,
    invoke: async (nameOrArn, payload) => {
      const pool = poolOf(nameOrArn);
      if (stopped) throw new AwsError('ServiceException', 'The local stack is stopping.', 500);
      if (pool.running >= (pool.description.reserved ?? MAX_CONCURRENCY))
        throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
      pool.running += 1;
      return run(pool, payload).finally(() => (pool.running -= 1));
    },
    stop: async () => {
      stopped = true;
      await Promise.all(pools.flatMap(({ all }) => [...all]).map(({ instance }) => instance.end()));
    },
  };
}

/** One that is warm. Code that ran on after its invocation may have ended it since. */
function idleOf(pool: Pool): Environment | undefined {
  for (let environment = pool.idle.pop(); environment; environment = pool.idle.pop()) {
    if (environment.instance.alive()) return environment;
    pool.all.delete(environment);
  }
  return undefined;
}

function start(pool: Pool, { principals, deployment, endpoint }: FunctionsParts): Environment {
  const { description, code, log } = pool;
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
    },
    environment: environmentOf(description, { role, region: deployment.region, endpoint: endpoint(), directory: code.directory, session }),
    timeoutMs: description.timeoutMs,
    memoryMb: description.memoryMb,
    output: log.write,
  });
  const environment = { instance, session };
  pool.all.add(environment);
  return environment;
}
