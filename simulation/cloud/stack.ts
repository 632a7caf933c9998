import { createGraphqlApi, type GraphqlApi } from '../../local/emulator/appsync/api.ts';
import type { HttpRequest, HttpResponse } from '../../local/emulator/appsync/http.ts';
import { createEventsProtocol } from '../../local/emulator/events/http.ts';
import type { Database } from '../../local/emulator/dynamodb/database.ts';
import { createGateway, type ControlledGateway } from '../../local/emulator/gateway/create.ts';
import { createDynamodbProtocol } from '../../local/emulator/gateway/dynamodb-protocol.ts';
import { createFaults as createInjected } from '../../local/emulator/gateway/faults.ts';
import { createServiceDoor } from '../../local/emulator/gateway/http.ts';
import { SERVICE_LIKE } from '../../local/emulator/gateway/service-like-settings.ts';
import type { Principals } from '../../local/emulator/iam/principal.ts';
import { createCallers } from '../../local/emulator/lambda/callers.ts';
import type { Functions } from '../../local/emulator/lambda/functions.ts';
import { createLambdaProtocol } from '../../local/emulator/lambda/http.ts';
import { createS3Protocol } from '../../local/emulator/s3/http.ts';
import type { S3 } from '../../local/emulator/s3/s3.ts';
import { createSchedule } from '../../local/emulator/schedule/schedule.ts';
import type { LastRuns } from '../../local/emulator/schedule/last-runs.ts';
import { createSnsProtocol } from '../../local/emulator/sns/http.ts';
import type { Deployment } from '../../local/emulator/template/deployment.ts';
import { createTtl } from '../../local/emulator/ttl/ttl.ts';
import { INSTRUMENTED } from '../../local/built.ts';
import { BUS_FAULTS, DATABASE_FAULTS, SNS_FAULTS } from './call-faults.ts';
import type { Checkpointed } from './checkpoints.ts';
import type { CloudParts } from './cloud-parts.ts';
import type { SentRequest } from './function-http.ts';
import { createFunctions } from './functions.ts';
import type { Hops } from './hops.ts';
import type { Life } from './life.ts';
import { withOldResolvers } from './old-resolvers.ts';
import { createBus, createTopic, type Received } from './receivers.ts';
import { scheduled } from './scheduled.ts';
import { startStreams } from './streams.ts';
import { tokenKeys } from './tokens.ts';

/** How long an index says what is over already, at most. */
const BEHIND_MS = 2_000;

/** What a stack stands on, and what survives it. */
export interface StackParts extends CloudParts {
  deployment: Deployment;
  principals: Principals;
  hops: Hops;
  s3: S3;
  received: Received;
  lastRuns: LastRuns;
  checkpoints: Checkpointed;
  /** Until when it lives, and its database within that time. */
  life: Life;
  database: Database;
  /** Of AWS, and of the API. */
  origins: { aws: string; api: string };
  callApi: (request: HttpRequest) => Promise<HttpResponse | undefined>;
  /** Resolves when something is written to this table after now. */
  written: (table: string) => Promise<void>;
  /** How many stacks there were before. */
  starts: number;
  /** Called for each call of DynamoDB. */
  counted: () => void;
}

/** What runs on one machine, and dies with it. */
export interface Stack {
  functions: Functions;
  api: GraphqlApi;
}

/** Starts all that works in a stage; streams, schedules and TTL at once. */
export function startStack(parts: StackParts): Stack {
  const { deployment, principals, hops, s3, received, faults, note, life, database, origins, callApi } = parts;
  const [injected, callers] = [createInjected(), createCallers()];
  const own = parts.chance.fork(`database ${parts.starts}`);
  const surroundings = { now: () => parts.clock.now(), pause: hops.pause, random: own.next };
  const real = createGateway({ deployment, database, faults: injected, callers, surroundings });
  real.serviceLike.set({ ...SERVICE_LIKE, conflicts: parts.settings.transactionMs[1] > 0, capacity: false, ...parts.settings });
  const gateway: ControlledGateway = {
    ...real,
    dynamodb: (principal, operation, body) => {
      parts.counted();
      return hops.call(DATABASE_FAULTS, async () => {
        const given = await real.dynamodb(principal, operation, body);
        if (body['IndexName'] !== undefined && faults.hits('index is behind')) await hops.pause(own.between(0, BEHIND_MS));
        return given;
      });
    },
  };
  const functions = createFunctions({
    ...{ ...parts, skewMs: parts.settings.skewMs, endpoint: origins.aws },
    route: (request) => route(request),
  });
  const door = createServiceDoor(protocols(), principals, deployment);
  const log = (line: string) => note('AppSync', line);
  const api = createGraphqlApi({
    ...{ deployment, gateway, principals, log, keys: tokenKeys, cacheDirectory: INSTRUMENTED },
    functions: withOldResolvers(functions, parts),
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

  async function route({ host, method, path, headers, body }: SentRequest) {
    if (`http://${host}` !== origins.api) return door.answer({ method, path, headers, body });
    return callApi({ method, path, headers, body: body.toString('utf8'), sourceIp: '127.0.0.1' });
  }

  startStreams({ ...parts, gateway: real, functions });
  const schedule = createSchedule({
    ...{ deployment, functions: scheduled(functions, parts, hops), lastRuns: parts.lastRuns },
    log: (line) => note('schedule', line),
  });
  const ttl = createTtl({ deployment, database, delay: parts.settings.ttlDelayS, log: (line) => note('TTL', line) });
  schedule.start();
  ttl.start();
  void life.over.then(() => {
    void schedule.stop();
    void ttl.stop();
  });
  return { functions, api };
}
