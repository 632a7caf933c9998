import crypto from 'node:crypto';
import { AwsError } from '../../local/emulator/gateway/gateway.ts';
import type { Principals } from '../../local/emulator/iam/principal.ts';
import { describeFunctions, type FunctionDescription } from '../../local/emulator/lambda/function.ts';
import type { Functions } from '../../local/emulator/lambda/functions.ts';
import type { Deployment } from '../../local/emulator/template/deployment.ts';
import type { Faults } from '../faults.ts';
import type { Chance } from '../platform/chance.ts';
import type { VirtualClock } from '../platform/clock.ts';
import { startEnvironment, type Environment } from './environments.ts';
import type { ReceivedAnswer, SentRequest } from './function-http.ts';
import { never, type Life } from './life.ts';

/** What the functions of a run work with. */
export interface FunctionsParts {
  deployment: Deployment;
  principals: Principals;
  chance: Chance;
  clock: VirtualClock;
  faults: Faults;
  skewMs: number;
  endpoint: string;
  /** Of the stack that they are in. */
  life: Life;
  /** How many stacks there were before. */
  starts: number;
  /** Answers what functions send. */
  route: (request: SentRequest) => Promise<ReceivedAnswer>;
  /** Gets what a function says, and what becomes of it. */
  note: (who: string, what: string) => void;
}

interface Pool {
  description: FunctionDescription;
  bundle: string;
  idle: Environment[];
}

/** Of a cold start, and of an invocation that is killed, milliseconds at most. */
const COLD_MS = 400;
const KILL_WITHIN_MS = 300;

/**
 * The functions of a deployment, as many environments of each as are wanted at once. Any of them
 * can be killed before, after and between its calls, and all of them die with their stack.
 */
export function createFunctions(parts: FunctionsParts): Functions {
  const { deployment, principals, clock, faults, note, life } = parts;
  const own = parts.chance.fork(`functions ${parts.starts}`);
  const running = new Set<Environment>();
  const pools = describeFunctions(deployment).map((description): Pool => {
    const files = deployment.readDirectory(description.codeKey);
    const bundle = [...files].find(([path]) => path.startsWith('index.'))?.[1] ?? new Uint8Array();
    return { description, bundle: Buffer.from(bundle).toString('utf8'), idle: [] };
  });
  const poolOf = (nameOrArn: string): Pool => {
    const pool = pools.find(({ description: { name, arn } }) => name === nameOrArn || arn === nameOrArn);
    if (!pool) throw new AwsError('ResourceNotFoundException', `Function not found: ${nameOrArn}`, 404);
    return pool;
  };

  void life.over.then(() => {
    for (const environment of running) environment.kill();
  });

  async function start({ description, bundle }: Pool): Promise<Environment> {
    await pause(own.between(0, COLD_MS));
    const environment = startEnvironment({
      ...{
        description,
        bundle,
        clock,
        role: principals.byRoleArn(description.roleArn),
        region: deployment.region,
        endpoint: parts.endpoint,
      },
      aheadMs: own.between(-parts.skewMs, parts.skewMs),
      transport: (environment) => (request) => carry(environment, request, description.name),
      log: (line) => note(description.name, line),
    });
    running.add(environment);
    return environment;
  }

  async function carry(environment: Environment, request: SentRequest, name: string): Promise<ReceivedAnswer> {
    if (faults.hits('function killed before a call')) kill(environment, name);
    if (environment.isDead()) return never();
    const answer = await parts.route(request);
    if (faults.hits('function killed after a call')) kill(environment, name);
    return environment.isDead() ? never() : answer;
  }

  function kill(environment: Environment, name: string): void {
    note(name, 'is killed');
    running.delete(environment);
    environment.kill();
  }

  async function invoke(pool: Pool, payload: string) {
    const { name } = pool.description;
    const requestId = crypto.randomUUID();
    const environment = pool.idle.pop() ?? (await life.within(() => start(pool)));
    note(name, `begins ${payload.length} characters`);
    const killing = faults.hits('function killed between calls')
      ? clock.after(own.between(0, KILL_WITHIN_MS), () => kill(environment, name))
      : undefined;
    const outcome = await life.within(() => environment.invoke(requestId, payload));
    killing?.cancel();
    note(name, outcome.failed ? `fails: ${outcome.payload.slice(0, 300)}` : 'ends');
    if (!environment.isDead()) pool.idle.push(environment);
    return { ...outcome, requestId };
  }

  function pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      clock.after(milliseconds, resolve);
    });
  }

  return {
    find: (nameOrArn) => poolOf(nameOrArn).description,
    invoke: (nameOrArn, payload) => life.within(() => invoke(poolOf(nameOrArn), payload)),
    stop: async () => undefined,
  };
}
