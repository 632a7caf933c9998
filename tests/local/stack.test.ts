import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import type { StackDescription } from '../../infra/stack-outputs.ts';
import { commandLineOf, isRunning } from '../../local/emulator/lib/processes.ts';
import { withDirectory } from '../emulator/support/sample.ts';

/** A stack as a user starts it. */
interface Process {
  child: ChildProcess;
  output: () => string;
  ended: Promise<number | null>;
}

function launch(...args: string[]): Process {
  const child = spawn('node_modules/.bin/node', ['local/main.ts', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  return { child, output: () => output, ended: once(child, 'close').then(([code]) => code as number | null) };
}

/** Starts a stack without the catalogue, gives it to the work once it answers, and ends it. */
async function withStack<Result>(
  directory: string,
  work: (stack: StackDescription, process: Process) => Promise<Result>,
  ...args: string[]
) {
  rmSync(join(directory, 'stack.json'), { force: true });
  const process = launch('--empty', '--port', '0', '--dir', directory, ...args);
  try {
    return await work(await described(directory, process), process);
  } finally {
    process.child.kill('SIGTERM');
    await process.ended;
  }
}

async function described(directory: string, { child, output }: Process): Promise<StackDescription> {
  const path = join(directory, 'stack.json');
  while (!existsSync(path)) {
    if (child.exitCode !== null) throw new Error(`The stack ended: ${output()}`);
    await wait(50);
  }
  return JSON.parse(readFileSync(path, 'utf8')) as StackDescription;
}

function database(stack: StackDescription): DynamoDBClient {
  const credentials = { accessKeyId: 'operator', secretAccessKey: 'any' };
  return new DynamoDBClient({ endpoint: stack.dynamodbEndpoint, region: stack.region, credentials });
}

const item = (product: string) => ({ product_id: { S: product }, warehouse_id: { S: 'w' } });

async function write(stack: StackDescription, product: string): Promise<void> {
  await database(stack).send(new PutItemCommand({ TableName: stack.tables.inventory, Item: item(product) }));
}

async function has(stack: StackDescription, product: string): Promise<boolean> {
  const { Item } = await database(stack).send(new GetItemCommand({ TableName: stack.tables.inventory, Key: item(product) }));
  return Item !== undefined;
}

/** The process id of the stack's DynamoDB Local. */
function emulatorOf(directory: string): number {
  const note = readdirSync(directory).find((file) => /^dynamodb-\d+\.pid$/.test(file)) ?? '';
  return Number(readFileSync(join(directory, note), 'utf8'));
}

async function gone(pid: number): Promise<boolean> {
  for (let waited = 0; isRunning(pid) && waited < 5_000; waited += 50) await wait(50);
  return !isRunning(pid);
}

async function graphql(stack: StackDescription, headers: Record<string, string>): Promise<unknown> {
  const body = JSON.stringify({ query: '{ availability(productId: "none") { productId } }' });
  const response = await fetch(stack.graphqlUrl, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
  return response.json();
}

describe('a stack that is killed', () => {
  it('has its data, keys and tokens again after a restart', () =>
    withDirectory(async (directory) => {
      const before = await withStack(directory, async (stack, { child, ended }) => {
        await write(stack, 'kept');
        child.kill('SIGKILL');
        await ended;
        return stack;
      });
      await withStack(directory, async (stack) => {
        expect(await has(stack, 'kept')).toBe(true);
        expect(stack.apiKey).toBe(before.apiKey);
        expect(stack.credentials).toEqual(before.credentials);
      });
      await withStack(
        directory,
        async (stack) => {
          expect(await has(stack, 'kept')).toBe(false);
        },
        '--fresh',
      );
    }));
});

describe('two stacks', () => {
  it('run side by side in their own directories, and each refuses the keys of the other', () =>
    withDirectory((first) =>
      withDirectory((second) =>
        withStack(first, (one) =>
          withStack(
            second,
            async (two) => {
              await write(one, 'mine');
              expect(await has(two, 'mine')).toBe(false);
              expect(await graphql(two, { 'x-api-key': two.apiKey })).toEqual({ data: { availability: null } });
              expect(await graphql(two, { 'x-api-key': one.apiKey })).toHaveProperty('errors.0.errorType', 'UnauthorizedException');
              expect(await graphql(two, { authorization: one.tokens.admin })).toHaveProperty('errors.0.errorType', 'UnauthorizedException');
            },
            '--memory',
          ),
        ),
      ),
    ));

  it('cannot have the same directory, nor the same port', () =>
    withDirectory((directory) =>
      withStack(directory, async (stack) => {
        for (const keeping of [[], ['--memory']]) {
          const sameDirectory = launch('--port', '0', '--dir', directory, ...keeping);
          expect(await sameDirectory.ended).toBe(1);
          expect(sameDirectory.output()).toContain(`A stack already runs with ${directory}`);
        }
        expect(existsSync(join(directory, 'stack.json'))).toBe(true);
        const { port } = new URL(stack.graphqlUrl);
        const samePort = launch('--memory', '--port', port, '--dir', join(directory, 'another'));
        expect(await samePort.ended).toBe(1);
        expect(samePort.output()).toBe(`Port ${port} is taken. Choose another with --port, or --port 0 for a free one.\n`);
      }),
    ));
});

describe('the end of a stack', () => {
  it('leaves no process and no stack.json, with exit code 0 also after a second Ctrl-C', () =>
    withDirectory((directory) =>
      withStack(directory, async (_stack, { child, ended }) => {
        child.kill('SIGINT');
        child.kill('SIGINT');
        expect(await ended).toBe(0);
        expect(readdirSync(directory).sort()).toEqual(['data', 'logs', 'secrets.json']);
      }),
    ));

  it('comes at once when it is asked for during the start', () =>
    withDirectory(async (directory) => {
      const { child, ended } = launch('--empty', '--port', '0', '--dir', directory);
      while (!existsSync(join(directory, 'stack.pid'))) await wait(20);
      child.kill('SIGINT');
      expect(await ended).toBe(0);
      expect(existsSync(join(directory, 'stack.json'))).toBe(false);
    }));
});

describe('a stack on DynamoDB Local', () => {
  const onDynamodbLocal = ['--engine', 'dynamodb-local'] as const;

  it('takes it with it when it is killed, and refuses its data to the embedded database', () =>
    withDirectory(async (directory) => {
      await withStack(
        directory,
        async (stack, { child, ended }) => {
          await write(stack, 'kept');
          const emulator = emulatorOf(directory);
          expect(commandLineOf(emulator)).toContain('DynamoDBLocal.jar');
          child.kill('SIGKILL');
          await ended;
          expect(await gone(emulator)).toBe(true);
        },
        ...onDynamodbLocal,
      );
      const embedded = launch('--port', '0', '--dir', directory);
      expect(await embedded.ended).toBe(1);
      expect(embedded.output()).toContain('were kept by DynamoDB Local, which the embedded database does not read.');
      await withStack(
        directory,
        async (stack) => {
          expect(await has(stack, 'kept')).toBe(true);
        },
        ...onDynamodbLocal,
      );
    }));

  it('ends with a message and exit code 1 when it crashes', () =>
    withDirectory((directory) =>
      withStack(
        directory,
        async (_stack, { ended, output }) => {
          process.kill(emulatorOf(directory), 'SIGKILL');
          expect(await ended).toBe(1);
          expect(output()).toContain('DynamoDB Local ended by itself (SIGKILL). The stack ends.');
          expect(existsSync(join(directory, 'stack.json'))).toBe(false);
        },
        ...onDynamodbLocal,
      ),
    ));
});

describe('the development routes', () => {
  it('publish the keys of the user pool, make tokens, and take and refuse faults', () =>
    withDirectory((directory) =>
      withStack(
        directory,
        async (stack) => {
          const local = (path: string, init?: RequestInit) => fetch(new URL(`/_local/${path}`, stack.graphqlUrl), init);
          const post = (body: unknown, type = 'application/json') => ({
            method: 'POST',
            headers: { 'content-type': type },
            body: JSON.stringify(body),
          });
          const answer = await local('cognito/token', post({ username: 'ann', groups: ['viewer'] }));
          const { token } = (await answer.json()) as { token: string };
          const { iss } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { iss: string };
          const configuration = (await (await fetch(`${iss}/.well-known/openid-configuration`)).json()) as {
            issuer: string;
            jwks_uri: string;
          };
          expect(configuration.issuer).toBe(iss);
          expect(await (await fetch(configuration.jwks_uri)).json()).toHaveProperty('keys.0.kty', 'RSA');

          const fault = { operation: 'PutItem', kind: 'internal' };
          expect(await (await local('faults', post(fault))).json()).toEqual({ faults: [{ ...fault, times: 1, skip: 0 }] });
          expect((await local('faults', post([fault, { kind: 'none' }]))).status).toBe(400);
          expect((await local('faults', post(fault, 'text/plain'))).status).toBe(400);
          expect(await (await local('faults', { method: 'DELETE' })).json()).toEqual({ faults: [] });
          expect((await local('nothing')).status).toBe(404);
        },
        '--memory',
      ),
    ));
});
