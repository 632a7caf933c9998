import { createServer, type IncomingMessage } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { startAws, type Aws } from '../../../local/emulator/aws.ts';
import { createCleanups } from '../../../local/emulator/lib/cleanups.ts';
import { listen, readBody } from '../../../local/emulator/lib/http.ts';
import { createPrincipals } from '../../../local/emulator/iam/principals.ts';
import { createSessions } from '../../../local/emulator/iam/sessions.ts';
import type { Principal, Principals } from '../../../local/emulator/iam/principal.ts';
import type { Deployment, DirectoryAsset } from '../../../local/emulator/template/deployment.ts';
import type { Template } from '../../../local/emulator/template/reader.ts';
import { bundledFunction, type Instruction, type Invocation } from '../lambda/function-bundle.ts';
import { deploy, recordingDatabase } from '../support/sample.ts';

type Resources = Template['Resources'];

/** Services of AWS with the resources of a test, and what their clients say and get. */
export interface World {
  aws: Aws;
  deployment: Deployment;
  principals: Principals;
  log: string[];
  /** One call over HTTP, of the operator or of a role. Rejects with an answer that is no 200. */
  call: (target: string, input: object, as?: Principal) => Promise<Answer>;
  /** Puts events with this source and detail type; details in their order. */
  put: (...details: object[]) => Promise<Answer>;
  /** Takes the messages that are in a queue of the template. */
  receive: (queue: string) => Promise<Message[]>;
  stop: () => Promise<void>;
}

export type Answer = Record<string, unknown>;

export interface Message {
  Body: string;
  MessageAttributes?: Record<string, { StringValue: string }>;
}

export interface WorldOptions {
  resources: Resources;
  /** Code of functions by its object key. */
  directories?: ReadonlyMap<string, DirectoryAsset>;
  /** A directory that the test keeps, for worlds that follow each other. */
  directory?: string;
  /** Of the first retry of a delivery, milliseconds. */
  firstRetryMs?: number;
  /** What functions made by `functionOf` are to do. */
  respond?: (invocation: Invocation) => Instruction | Promise<Instruction>;
}

const REGION = 'us-east-1';
const ACCOUNT = '000000000000';
const SERVICES: Record<string, string> = { AWSEvents: 'events', AmazonSQS: 'sqs', secretsmanager: 'secretsmanager' };

/** Starts the services that a stack has, with these resources alone. */
export async function startWorld({
  resources,
  directories,
  directory,
  firstRetryMs = 10,
  respond = () => ({}),
}: WorldOptions): Promise<World> {
  const cleanups = createCleanups();
  const own = directory ?? mkdtempSync(join(tmpdir(), 'onhand-events-'));
  if (directory === undefined)
    cleanups.add(() => {
      rmSync(own, { recursive: true, force: true });
    });
  const control = await listenForRequests(async (_request, body) => ({
    body: JSON.stringify(await respond(JSON.parse(body) as Invocation)),
  }));
  cleanups.add(control.stop);
  const template = { Resources: JSON.parse(JSON.stringify(resources).replaceAll('<control>', control.url)) as Resources, Outputs: {} };
  const hasFunctions = Object.values(template.Resources).some(({ Type }) => Type === 'AWS::Lambda::Function');
  const code = directories ?? new Map(hasFunctions ? [['code.zip', await bundledFunction()]] : []);
  const deployment = deploy(template, new Map(), code);
  let keys = 0;
  const sessions = createSessions();
  const keyFor = () => ({ accessKeyId: `AKIAEVENTS${(keys += 1)}`, secretAccessKey: `secret-${keys}` });
  const principals = createPrincipals(deployment, keyFor, sessions);
  const log: string[] = [];
  // None of these services asks it anything.
  const database = { ...recordingDatabase(), deleteExpired: () => Promise.resolve(), close: () => Promise.resolve() };
  const parts = {
    deployment,
    principals,
    sessions,
    database,
    firstRetryMs,
    ttlDelay: 'off' as const,
    log: (line: string) => log.push(line),
  };
  const aws = await startAws({ ...parts, dataDirectory: join(own, 'data'), logDirectory: join(own, 'logs') }, cleanups).catch(
    async (failure: unknown) => {
      await cleanups.run();
      throw failure;
    },
  );
  cleanups.add(aws.mappings.stop);
  aws.events.start();
  aws.mappings.start();

  async function call(target: string, input: object, as?: Principal): Promise<Answer> {
    const service = SERVICES[target.split('.')[0] ?? ''] ?? '';
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target, host: new URL(aws.endpoint).host };
    const body = JSON.stringify(input);
    // Whoever has no key of the stack is the operator, who need not sign well.
    const credentials = as ?? { accessKeyId: 'test', secretAccessKey: 'test' };
    const signer = new SignatureV4({ service, region: REGION, sha256: Sha256, credentials });
    const { hostname, port } = new URL(aws.endpoint);
    const request = { method: 'POST', protocol: 'http:', hostname, port: Number(port), path: '/', query: {}, headers, body };
    const response = await fetch(aws.endpoint, { method: 'POST', headers: (await signer.sign(request)).headers, body });
    const answer = (await response.json()) as Answer;
    if (!response.ok) throw new Error(`${response.status} ${String(answer['__type'])}: ${String(answer['message'])}`);
    return answer;
  }

  return {
    aws,
    deployment,
    principals,
    log,
    call,
    put: (...details) => call('AWSEvents.PutEvents', { Entries: details.map((detail) => entry(detail)) }),
    receive: async (queue) => {
      const QueueUrl = `${aws.endpoint}/${ACCOUNT}/${queue}`;
      const query = { QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] };
      const { Messages = [] } = (await call('AmazonSQS.ReceiveMessage', query)) as { Messages?: (Message & { ReceiptHandle: string })[] };
      for (const { ReceiptHandle } of Messages) await call('AmazonSQS.DeleteMessage', { QueueUrl, ReceiptHandle });
      return Messages;
    },
    stop: cleanups.run,
  };
}

/** An entry of PutEvents for the bus of `busOf`. */
export function entry(detail: object, more: object = {}): object {
  return { Source: 'shop', DetailType: 'thing.changed', EventBusName: 'things', Detail: JSON.stringify(detail), ...more };
}

/** The details of events in messages. */
export function detailsOf(messages: readonly Message[]): unknown[] {
  return messages.map(({ Body }) => (JSON.parse(Body) as { detail: unknown }).detail);
}

/** The bus `things`. */
export function bus(): Resources {
  return { Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'things' } } };
}

/** A rule of that bus with one target. */
export function rule(target: object, pattern: object = { source: ['shop'] }, id = 'Rule'): Resources {
  const Targets = [{ Id: 'target', ...target }];
  return { [id]: { Type: 'AWS::Events::Rule', Properties: { EventBusName: { Ref: 'Bus' }, EventPattern: pattern, Targets } } };
}

/** A queue that rules may send to, unless its statement says something else. */
export function queue(id: string, more: object = {}, statement: object = {}): Resources {
  const Principal = { Service: 'events.amazonaws.com' };
  const Statement = [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arn(id), Principal, ...statement }];
  return {
    [id]: { Type: 'AWS::SQS::Queue', Properties: { QueueName: id.toLowerCase(), ...more } },
    [`${id}Policy`]: { Type: 'AWS::SQS::QueuePolicy', Properties: { Queues: [{ Ref: id }], PolicyDocument: { Statement } } },
  };
}

/** A function that asks the test what to do, and its role with these rights. */
export function functionOf(id: string, Statement: object[] = [], Timeout = 10): Resources {
  const policies = Statement.length === 0 ? [] : [{ PolicyName: 'own', PolicyDocument: { Version: '2012-10-17', Statement } }];
  return {
    [`${id}Role`]: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {}, Policies: policies } },
    [id]: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: { S3Bucket: 'assets', S3Key: 'code.zip' },
        Handler: 'index.handler',
        Runtime: `nodejs${process.versions.node.split('.')[0]}.x`,
        Role: arn(`${id}Role`),
        Environment: { Variables: { CONTROL_URL: '<control>' } },
        Timeout,
      },
    },
  };
}

/** The ARN of a resource, as templates have it. */
export function arn(id: string): object {
  return { 'Fn::GetAtt': [id, 'Arn'] };
}

/** What a test's server answers. */
export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
}

/** A server on loopback that a test answers for. */
export async function listenForRequests(
  answer: (request: IncomingMessage, body: string) => Promise<Reply> | Reply,
): Promise<{ url: string; stop: () => void }> {
  const server = createServer((request, response) => {
    void readBody(request, 16 * 1024 * 1024).then(async (text) => {
      const { status = 200, headers = {}, body = '' } = await answer(request, text);
      response.writeHead(status, headers);
      response.end(body);
    });
  });
  const port = await listen(server, 0);
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
