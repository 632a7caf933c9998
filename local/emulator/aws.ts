import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import type { Cleanups } from './lib/cleanups.ts';
import { createGateway, type ControlledGateway } from './gateway/create.ts';
import { createDynamodbProtocol } from './gateway/dynamodb-protocol.ts';
import { createFaults, type Faults } from './gateway/faults.ts';
import type { Database } from './dynamodb/database.ts';
import { gatewayListener, unsignedListener } from './gateway/http.ts';
import type { Principals } from './iam/principal.ts';
import type { Sessions } from './iam/sessions.ts';
import { createCallers, type Callers } from './lambda/callers.ts';
import { createEvents, type Events } from './events/events.ts';
import { createEventsProtocol } from './events/http.ts';
import { createFunctions, type Functions } from './lambda/functions.ts';
import { createLambdaProtocol } from './lambda/http.ts';
import { createMappings, type Mappings } from './lambda/mappings.ts';
import { createS3Protocol } from './s3/http.ts';
import { createS3, type S3 } from './s3/s3.ts';
import { createSecretsProtocol } from './secrets/http.ts';
import { openSecrets } from './secrets/secrets.ts';
import { createSnsProtocol, createSqsProtocol } from './sns/http.ts';
import { createSns, type Sns } from './sns/sns.ts';
import { createStsProtocol } from './sts/http.ts';
import type { IssuerAddresses } from './sts/keys.ts';
import { createSts } from './sts/sts.ts';
import { openLastRuns } from './schedule/last-runs.ts';
import { createSchedule, type Schedule } from './schedule/schedule.ts';
import { serve } from './lib/listen.ts';
import type { Deployment } from './template/deployment.ts';
import { createTtl, type Ttl, type TtlDelay } from './ttl/ttl.ts';

/**
 * What stands in for DynamoDB, S3, SNS, STS, Lambda and EventBridge, all that is called behind one
 * address.
 */
export interface Aws {
  gateway: ControlledGateway;
  faults: Faults;
  callers: Callers;
  functions: Functions;
  s3: S3;
  sns: Sns;
  /** Not started yet. */
  events: Events;
  /** For an AWS SDK client of any of them. */
  endpoint: string;
  /** STS alone, for an address that stays the same from start to start. */
  answerSts: RequestListener;
  /** Not started yet. */
  mappings: Mappings;
  /** Not started yet. */
  schedule: Schedule;
  /** Not started yet. */
  ttl: Ttl;
}

export interface AwsParts {
  deployment: Deployment;
  principals: Principals;
  /** Those of `principals`. */
  sessions: Sessions;
  /** Where issuers of tokens are found that are on this machine only; none when left out. */
  issuerAddresses?: IssuerAddresses;
  /** The database behind the gateway. */
  database: Database;
  /** For objects, checkpoints, events and the code of functions. */
  dataDirectory: string;
  logDirectory: string;
  /** 0 when left out. */
  ttlDelay?: TtlDelay;
  /** Of the first retry of an event's delivery, milliseconds; for tests. */
  firstRetryMs?: number;
  log: (line: string) => void;
}

/**
 * Starts them; the cleanups end them, but for `mappings`, which the caller ends before whatever the
 * functions call. Throws a sentence on anything in the template that they do
 * not understand.
 */
export async function startAws(parts: AwsParts, cleanups: Cleanups): Promise<Aws> {
  const { deployment, principals, sessions, issuerAddresses = {}, database, dataDirectory, logDirectory } = parts;
  const { ttlDelay = 0, firstRetryMs, log } = parts;
  const faults = createFaults();
  const callers = createCallers();
  const ttl = createTtl({ deployment, database, delay: ttlDelay, log });
  const gateway = createGateway({ deployment, database, faults, callers });
  const s3 = createS3(deployment, join(dataDirectory, 's3'));
  const sns = await createSns(deployment, join(dataDirectory, 'sns'));
  cleanups.add(sns.stop);
  const address = { endpoint: '' };
  const codeDirectory = join(dataDirectory, 'functions');
  // Functions are reached at the address that they need for themselves, so it is known to them a
  // moment later.
  const functions = createFunctions({
    deployment,
    principals,
    callers,
    endpoint: () => address.endpoint,
    codeDirectory,
    logDirectory,
    log,
  });
  cleanups.add(functions.stop);
  const secrets = openSecrets(deployment, join(dataDirectory, 'secrets.json'));
  const events = createEvents({
    ...{ deployment, principals, functions, sns, secrets, log },
    directory: join(dataDirectory, 'events'),
    ...(firstRetryMs !== undefined && { firstRetryMs }),
  });
  cleanups.add(events.stop);
  const sts = createStsProtocol(createSts({ deployment, principals, sessions, issuerAddresses }));
  const protocols = {
    dynamodb: createDynamodbProtocol(gateway),
    s3: createS3Protocol(s3),
    lambda: createLambdaProtocol(functions),
    sns: createSnsProtocol(sns, faults, callers),
    sqs: createSqsProtocol(sns, deployment),
    events: createEventsProtocol({ events, deployment, faults, callers }),
    secretsmanager: createSecretsProtocol(secrets),
    sts,
  };
  const { origin } = await serve(0, gatewayListener(protocols, principals, deployment), cleanups);
  address.endpoint = origin;
  const directory = join(dataDirectory, 'mappings');
  const mappings = createMappings({ deployment, gateway, principals, functions, s3, sns, faults, directory, log });
  const lastRuns = openLastRuns(join(dataDirectory, 'schedules.json'));
  const schedule = createSchedule({ deployment, functions, lastRuns, log });
  cleanups.add(ttl.stop);
  cleanups.add(schedule.stop);
  const served = { endpoint: origin, answerSts: unsignedListener(sts) };
  return { gateway, faults, callers, functions, s3, sns, events, mappings, schedule, ttl, ...served };
}
