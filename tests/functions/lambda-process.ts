import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { functionDirectory } from '../../infra/build.ts';

/** What became of the events of one function. */
export interface Ran {
  /** One for each event: what the handler answered, or how it failed. */
  results: { answer?: unknown; error?: string }[];
  /**
   * `DynamoDB.PutItem`, `AppSync.publishStockChange`, `S3.GET`, `SNS.Publish`, … in the order of
   * their coming.
   */
  calls: string[];
  /** What the function wrote. */
  log: string;
}

/** What `X-Amz-Target` calls them. */
const SERVICES: Readonly<Record<string, string>> = { DynamoDB_20120810: 'DynamoDB', AWSEvents: 'EventBridge' };
const TRACE = 'Root=1-6560a1b2-0123456789abcdef01234567;Parent=0123456789abcdef;Sampled=1';

/**
 * Runs events through the bundle of functions/<name> in a process of its own that looks like
 * Lambda, and AWS that takes everything and has nothing.
 */
export async function runInLambda(name: string, events: readonly unknown[]): Promise<Ran> {
  const calls: string[] = [];
  const server = createServer((request, response) => void answer(request, response, calls)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const env = { ...variablesOf(name), ...lambda(name), AWS_ENDPOINT_URL: url, GRAPHQL_URL: `${url}/graphql` };
  const child = fork(join(import.meta.dirname, 'lambda-host.mjs'), [join(functionDirectory, name, 'index.mjs')], {
    env,
    execArgv: [],
    silent: true,
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part: Buffer) => (log += part.toString()));
  const ended = once(child, 'exit').then(() => {
    throw new Error(`${name} has ended by itself:\n${log}`);
  });
  // It may end while nobody waits for an answer; whoever waits next learns of it.
  ended.catch(() => undefined);
  const said = async (): Promise<unknown> => {
    const [message] = (await Promise.race([once(child, 'message'), ended])) as unknown[];
    return message;
  };
  try {
    await said();
    const results: Ran['results'] = [];
    for (const event of events) {
      child.send({ event, trace: TRACE });
      results.push((await said()) as Ran['results'][number]);
    }
    return { results, calls, log };
  } finally {
    child.removeAllListeners('exit');
    child.kill();
    server.close();
    server.closeAllConnections();
  }
}

/** What the template gives the function, with a name for what only a deploy knows. */
function variablesOf(name: string): Record<string, string> {
  const { template } = JSON.parse(readFileSync('local/template/local.json', 'utf8')) as {
    template: { Resources: Record<string, LambdaResource> };
  };
  const found = Object.values(template.Resources).find(({ Properties }) => Properties?.Code?.S3Key === `functions/${name}.zip`);
  const variables = Object.entries(found?.Properties?.Environment?.Variables ?? {});
  return Object.fromEntries(variables.map(([key, value]) => [key, typeof value === 'string' ? value : `the-${key.toLowerCase()}`]));
}

interface LambdaResource {
  Properties?: { Code?: { S3Key?: string }; Environment?: { Variables: Record<string, unknown> } };
}

/** The variables that Lambda sets by itself. */
function lambda(name: string): Record<string, string> {
  return {
    ...{ AWS_LAMBDA_FUNCTION_NAME: name, AWS_LAMBDA_FUNCTION_VERSION: '$LATEST', AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512' },
    ...{ AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x', AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand', _HANDLER: 'index.handler' },
    ...{ LAMBDA_TASK_ROOT: join(functionDirectory, name), LAMBDA_RUNTIME_DIR: '/var/runtime', TZ: ':UTC' },
    ...{ AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`, AWS_LAMBDA_LOG_STREAM_NAME: 'stream', AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9001' },
    ...{ AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-1', AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR' },
    ...{ AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:2000', _X_AMZN_TRACE_ID: TRACE },
    ...{ AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'token' },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, calls: string[]): Promise<void> {
  const body = await text(request);
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') {
    const [service = '', operation = ''] = target.split('.');
    calls.push(`${SERVICES[service] ?? service}.${operation}`);
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{}');
  } else if (request.url === '/graphql') {
    const { query } = JSON.parse(body) as { query: string };
    const fields = Array.from(query.matchAll(/(\w+)\(input: /g), ([, field = '']) => field);
    calls.push(...fields.map((field) => `AppSync.${field}`));
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ data: Object.fromEntries(fields.map((field) => [field, {}])) }));
  } else {
    calls.push(`S3.${request.method ?? ''}`);
    const isList = request.url?.includes('list-type=2') === true;
    const isMissing = request.method === 'GET' && !isList;
    response
      .writeHead(isMissing ? 404 : 200, { 'content-type': 'application/xml' })
      .end(isList ? '<ListBucketResult/>' : isMissing ? '<Error><Code>NoSuchKey</Code></Error>' : '');
  }
}
