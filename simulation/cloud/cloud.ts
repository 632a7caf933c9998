import { createGraphqlApi, type GraphqlApi } from '../../local/emulator/appsync/api.ts';
import { refusal, RequestError, type HttpRequest, type HttpResponse } from '../../local/emulator/appsync/http.ts';
import type { Database } from '../../local/emulator/dynamodb/database.ts';
import { openEmbedded } from '../../local/emulator/dynamodb/embedded/database.ts';
import { createTables } from '../../local/emulator/dynamodb/tables.ts';
import { createEventsProtocol } from '../../local/emulator/events/http.ts';
import { createGateway, type ControlledGateway } from '../../local/emulator/gateway/create.ts';
import { createDynamodbProtocol } from '../../local/emulator/gateway/dynamodb-protocol.ts';
import { createFaults as createInjected } from '../../local/emulator/gateway/faults.ts';
import { AwsError } from '../../local/emulator/gateway/gateway.ts';
import { createServiceDoor } from '../../local/emulator/gateway/http.ts';
import { SERVICE_LIKE } from '../../local/emulator/gateway/service-like-settings.ts';
import type { Principals } from '../../local/emulator/iam/principal.ts';
import { createPrincipals, operator } from '../../local/emulator/iam/principals.ts';
import { createCallers } from '../../local/emulator/lambda/callers.ts';
import type { Functions } from '../../local/emulator/lambda/functions.ts';
import { createLambdaProtocol } from '../../local/emulator/lambda/http.ts';
import { createS3Protocol } from '../../local/emulator/s3/http.ts';
import { createS3, type S3 } from '../../local/emulator/s3/s3.ts';
import { createSchedule } from '../../local/emulator/schedule/schedule.ts';
import { createSnsProtocol } from '../../local/emulator/sns/http.ts';
import type { Deployment } from '../../local/emulator/template/deployment.ts';
import { readDeployment, type Assembly } from '../../local/emulator/template/reader.ts';
import { createTtl } from '../../local/emulator/ttl/ttl.ts';
import { INSTRUMENTED } from '../../local/built.ts';
import { describeOutputs } from '../../infra/stack-outputs.ts';
import { type Faults, LATEST_DATABASE_MS } from '../faults.ts';
import type { Chance } from '../platform/chance.ts';
import type { VirtualClock } from '../platform/clock.ts';
import type { Settings } from '../settings.ts';
import { createFunctions } from './functions.ts';
import { createHops, type CallFaults, type Hops } from './hops.ts';
import { createBucket, createBus, createTopic, type Received } from './receivers.ts';
import { startStreams } from './streams.ts';
import { scheduled } from './scheduled.ts';
import { tokenKeys } from './tokens.ts';

/** What a cloud is made of. */
export interface CloudParts {
  assembly: Assembly;
  chance: Chance;
  clock: VirtualClock;
  faults: Faults;
  settings: Settings;
  /** Gets what happens, for the timeline. */
  note: (who: string, what: string) => void;
}

/** The whole system on one thread: a stage as a deploy would have made it, and what it runs on. */
export interface Cloud {
  deployment: Deployment;
  outputs: ReturnType<typeof describeOutputs>;
  principals: Principals;
  database: Database;
  functions: Functions;
  api: GraphqlApi;
  s3: S3;
  hops: Hops;
  received: Received;
  /** A request of somebody outside. Undefined where the connection breaks. */
  callApi: (request: HttpRequest) => Promise<HttpResponse | undefined>;
  /** Hands what was given up to its functions again, as an operator does (`npm run redrive`). */
  redrive: () => Promise<void>;
  /** How many calls of AWS there were. */
  calls: () => number;
  /** Whether a table was written since this was asked last. */
  takeWritten: () => boolean;
}

const ORIGIN = 'http://127.0.0.1:4000';
const AWS = 'http://127.0.0.1:4001';
const API_KEY = 'da2-simulation';
const WRITES = /(Put|Update|Delete|BatchWrite|TransactWrite)Items?$/;

const DATABASE_FAULTS: CallFaults = {
  refused: [
    [
      'database throttles',
      () =>
        new AwsError(
          'ProvisionedThroughputExceededException',
          'The level of configured provisioned throughput for the table was exceeded.',
        ),
    ],
    ['database fails', () => new AwsError('InternalServerError', 'Internal server error', 500)],
  ],
  slow: { kind: 'database is slow', leastMs: 1_000, mostMs: LATEST_DATABASE_MS },
  lost: 'database answer lost',
};
const SNS_FAULTS: CallFaults = {
  refused: [['SNS refuses', () => new AwsError('InternalError', 'Internal error', 500)]],
  lost: 'SNS answer lost',
};
const BUS_FAULTS: CallFaults = {
  refused: [['bus refuses', () => new AwsError('ThrottlingException', 'Rate exceeded')]],
  lost: 'bus answer lost',
};
const API_FAULTS: CallFaults = {
  refused: [
    ['API throttles', () => new RequestError(429, 'ThrottlingException', 'Rate exceeded')],
    ['API fails', () => new RequestError(500, 'InternalFailure', 'An internal failure occurred.')],
  ],
  slow: { kind: 'API is slow', leastMs: 2_000, mostMs: 40_000 },
  lost: 'API answer lost',
};

/** Stands it up, with empty tables. Streams, schedules and TTL begin at once. */
export async function createCloud(parts: CloudParts): Promise<Cloud> {
  const { assembly, chance, clock, faults, settings, note } = parts;
  const deployment = readDeployment(assembly, { origin: ORIGIN, apiKey: API_KEY });
  const principals = createPrincipals(deployment, (arn) => ({
    accessKeyId: `LOCAL${arn.length}${arn.slice(-30)}`.replace(/\W/g, ''),
    secretAccessKey: `secret of ${arn}`,
  }));
  const hops = createHops(chance, clock, settings.hopMs, faults);
  const written = createWritten();
  const database = withWrites(
    openEmbedded({ region: deployment.region, accountId: deployment.accountId, problem: (line) => note('database', line) }),
    written.note,
  );
  await createTables(deployment, database.call);
  const [injected, callers] = [createInjected(), createCallers()];
  const own = chance.fork('database');
  const surroundings = { now: () => clock.now(), pause: hops.pause, random: own.next };
  const real = createGateway({ deployment, database, faults: injected, callers, surroundings });
  real.serviceLike.set({ ...SERVICE_LIKE, conflicts: settings.transactionMs[1] > 0, capacity: false, ...settings });
  let calls = 0;
  const gateway: ControlledGateway = {
    ...real,
    dynamodb: (...call) => {
      calls += 1;
      return hops.call(DATABASE_FAULTS, () => real.dynamodb(...call));
    },
  };
  const s3 = createS3(deployment, '', createBucket);
  const received: Received = { messages: [], entries: [] };
  const functions = createFunctions({
    ...parts,
    deployment,
    principals,
    skewMs: settings.skewMs,
    endpoint: AWS,
    route: (request) => route(request),
  });
  const door = createServiceDoor(protocols(), principals, deployment);
  const keys = tokenKeys;
  const api = createGraphqlApi({
    deployment,
    gateway,
    functions,
    principals,
    keys,
    log: (line) => note('AppSync', line),
    cacheDirectory: INSTRUMENTED,
  });

  function protocols() {
    const sns = createSnsProtocol(createTopic(received), injected, callers);
    const events = createEventsProtocol({ events: createBus(received, faults), deployment, faults: injected, callers });
    return {
      dynamodb: createDynamodbProtocol(gateway),
      s3: createS3Protocol(s3),
      lambda: createLambdaProtocol(functions),
      sns: { ...sns, answer: (call: Parameters<typeof sns.answer>[0]) => hops.call(SNS_FAULTS, () => sns.answer(call)) },
      events: { ...events, answer: (call: Parameters<typeof events.answer>[0]) => hops.call(BUS_FAULTS, () => events.answer(call)) },
    };
  }

  async function route({ host, method, path, headers, body }: Parameters<Parameters<typeof createFunctions>[0]['route']>[0]) {
    if (`http://${host}` !== ORIGIN) return door.answer({ method, path, headers, body });
    return callApi({ method, path, headers, body: body.toString('utf8'), sourceIp: '127.0.0.1' });
  }

  async function callApi(request: HttpRequest): Promise<HttpResponse | undefined> {
    try {
      return await hops.call(API_FAULTS, () => api.handle(request));
    } catch (error) {
      if (error instanceof RequestError) return refusal(error, 'simulated');
      return undefined;
    }
  }

  startStreams({ ...parts, deployment, gateway: real, principals, functions, s3, hops, written: written.next });
  createSchedule({
    deployment,
    functions: scheduled(functions, parts, hops),
    lastRuns: { of: () => undefined, note: () => undefined },
    log: (line) => note('schedule', line),
  }).start();
  createTtl({ deployment, database, delay: settings.ttlDelayS, log: (line) => note('TTL', line) }).start();
  async function redrive(): Promise<void> {
    const { bucket } = outputs.failures;
    const everything = operator(deployment.accountId);
    for (const { key } of s3.listObjects(everything, bucket, { prefix: 'aws/lambda/', after: '', most: Infinity }).objects) {
      const { requestContext, payload } = JSON.parse(
        Buffer.from(s3.getObject(everything, bucket, key).content).toString('utf8'),
      ) as GivenUp;
      note('operator', `redrives ${key}`);
      await functions.invoke(requestContext.functionArn, payload);
      s3.deleteObject(everything, bucket, key);
    }
  }

  const outputs = describeOutputs((key) => deployment.outputs[key] ?? '');
  return {
    deployment,
    outputs,
    principals,
    database,
    functions,
    api,
    s3,
    hops,
    received,
    callApi,
    redrive,
    calls: () => calls,
    takeWritten: written.take,
  };
}

/** What Lambda writes of a batch that it gave up. */
interface GivenUp {
  requestContext: { functionArn: string };
  payload: string;
}

/** Who waits for writes to a table, and whether there were any. */
function createWritten() {
  const waiting = new Map<string, (() => void)[]>();
  let any = false;
  return {
    next: (table: string) =>
      new Promise<void>((resolve) => {
        waiting.set(table, [...(waiting.get(table) ?? []), resolve]);
      }),
    note: () => {
      any = true;
      for (const [table, resolves] of waiting) {
        waiting.delete(table);
        for (const resolve of resolves) resolve();
      }
    },
    take: () => {
      const was = any;
      any = false;
      return was;
    },
  };
}

function withWrites(database: Database, note: () => void): Database {
  return {
    ...database,
    call: async (target, body) => {
      const answer = await database.call(target, body);
      if (WRITES.test(target)) note();
      return answer;
    },
    deleteExpired: async (request) => {
      await database.deleteExpired(request);
      note();
    },
  };
}
