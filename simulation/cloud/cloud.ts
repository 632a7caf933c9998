import type { GraphqlApi } from '../../local/emulator/appsync/api.ts';
import { refusal, RequestError, type HttpRequest, type HttpResponse } from '../../local/emulator/appsync/http.ts';
import type { Database } from '../../local/emulator/dynamodb/database.ts';
import { createTables } from '../../local/emulator/dynamodb/tables.ts';
import type { Principals } from '../../local/emulator/iam/principal.ts';
import { createPrincipals } from '../../local/emulator/iam/principals.ts';
import { createS3 } from '../../local/emulator/s3/s3.ts';
import type { Deployment } from '../../local/emulator/template/deployment.ts';
import { readDeployment } from '../../local/emulator/template/reader.ts';
import { describeOutputs } from '../../infra/stack-outputs.ts';
import { API_FAULTS } from './call-faults.ts';
import { createCheckpoints } from './checkpoints.ts';
import type { CloudParts } from './cloud-parts.ts';
import { createDisk, createMemory } from './disk.ts';
import { connectionLost, createHops, type Hops } from './hops.ts';
import { createLife, outcomeOf, type Life } from './life.ts';
import { createBucket, type Received } from './receivers.ts';
import { redriveAll } from './redrive.ts';
import { startStack, type Stack } from './stack.ts';
import { createWritten, isWrite } from './written.ts';

/** The whole system on one thread: a stage as a deploy would have made it, and what it runs on. */
export interface Cloud {
  deployment: Deployment;
  outputs: ReturnType<typeof describeOutputs>;
  principals: Principals;
  /** Past the gateway; what is on it stays when the stack is killed. */
  database: Database;
  /** Undefined while the stack is down. */
  api: () => GraphqlApi | undefined;
  hops: Hops;
  received: Received;
  /** A request of somebody outside. Undefined where the connection breaks. */
  callApi: (request: HttpRequest) => Promise<HttpResponse | undefined>;
  /** Calls this each time that the stack is killed. */
  whenKilled: (action: () => void) => void;
  /** Hands what was given up to its functions again, as an operator does (`npm run redrive`). */
  redrive: () => Promise<void>;
  /** How many calls of AWS there were. */
  calls: () => number;
  /** Whether a table was written since this was asked last. */
  takeWritten: () => boolean;
}

const ORIGINS = { api: 'http://127.0.0.1:4000', aws: 'http://127.0.0.1:4001' };
const API_KEY = 'da2-simulation';
/** How long a stack that was killed is down, milliseconds. */
const DOWN_MS = [200, 5_000] as const;

/** Stands it up, with empty tables. Streams, schedules and TTL begin at once. */
export async function createCloud(parts: CloudParts): Promise<Cloud> {
  const { assembly, chance, clock, faults, settings, note } = parts;
  const deployment = readDeployment(assembly, { origin: ORIGINS.api, apiKey: API_KEY });
  const principals = createPrincipals(deployment, (arn) => ({
    accessKeyId: `LOCAL${arn.length}${arn.slice(-30)}`.replace(/\W/g, ''),
    secretAccessKey: `secret of ${arn}`,
  }));
  const hops = createHops(chance, clock, settings.hopMs, faults);
  const written = createWritten();
  const place = { region: deployment.region, accountId: deployment.accountId, problem: (line: string) => note('database', line) };
  const disk = faults.has('stack killed') ? createDisk(place, chance) : createMemory(place);
  await createTables(deployment, disk.database().call);
  const s3 = createS3(deployment, '', createBucket);
  const received: Received = { messages: [], entries: [] };
  const lastRuns = new Map<string, number>();
  const own = chance.fork('kills');
  const killed: (() => void)[] = [];
  const shared = {
    ...{ ...parts, deployment, principals, hops, s3, received, origins: ORIGINS, callApi, written: written.next },
    lastRuns: { of: (rule: string) => lastRuns.get(rule), note: (rule: string, time: number) => void lastRuns.set(rule, time) },
    checkpoints: createCheckpoints(clock),
    counted: () => {
      calls += 1;
    },
  };
  let [calls, starts] = [0, 0];
  let stack: (Stack & { life: Life }) | undefined = start();

  function start(): Stack & { life: Life } {
    const life = createLife();
    const begun = startStack({ ...shared, life, database: databaseOf(life), starts });
    starts += 1;
    return { ...begun, life };
  }

  /** The database as a stack has it, which may be killed before it hears of what it wrote. */
  function databaseOf(life: Life): Database {
    const within = <Value>(work: () => Promise<Value>, writes: boolean) =>
      life.within(async () => {
        const outcome = await outcomeOf(work());
        if (!life.isOver() && disk.hasWritten() && faults.hits('stack killed')) kill(life);
        if (writes && !life.isOver()) written.note();
        return outcome();
      });
    return {
      ...disk.database(),
      call: (target, body) => within(() => disk.database().call(target, body), isWrite(target)),
      deleteExpired: (request) => within(() => disk.database().deleteExpired(request), true),
    };
  }

  function kill(life: Life): void {
    life.end();
    stack = undefined;
    disk.crash();
    // Of what was written last somebody has heard nothing, and it may be there.
    written.note();
    note('stack', 'is killed');
    for (const action of killed) action();
    clock.after(own.between(...DOWN_MS), () => {
      stack = start();
      note('stack', 'is there again');
    });
  }

  async function callApi(request: HttpRequest): Promise<HttpResponse | undefined> {
    try {
      return await hops.call(API_FAULTS, () => answer(request));
    } catch (error) {
      if (error instanceof RequestError) return refusal(error, 'simulated');
      return undefined;
    }
  }

  async function answer(request: HttpRequest): Promise<HttpResponse> {
    if (!stack) throw connectionLost();
    const { api, life } = stack;
    const lost = life.over.then(() => {
      throw connectionLost();
    });
    return Promise.race([api.handle(request), lost]);
  }

  const outputs = describeOutputs((key) => deployment.outputs[key] ?? '');
  return {
    ...{ deployment, outputs, principals, hops, received, callApi, takeWritten: written.take },
    database: {
      ...disk.database(),
      call: async (target, body) => {
        const given = await disk.database().call(target, body);
        if (isWrite(target)) written.note();
        return given;
      },
      close: disk.close,
    },
    api: () => stack?.api,
    whenKilled: (action) => void killed.push(action),
    redrive: async () => {
      if (stack) await redriveAll({ deployment, s3, functions: stack.functions, bucket: outputs.failures.bucket, note });
    },
    calls: () => calls,
  };
}
