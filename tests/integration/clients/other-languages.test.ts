import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { callersOf } from '../../support/client.ts';
import { aLevel, keyOf, newId } from '../../support/fixtures.ts';
import { stock } from '../../support/operations.ts';
import { programOf } from '../../support/programs.ts';
import { sqs } from '../../support/sqs.ts';
import { type Credentials, isLocal, useStack } from '../../support/stack.ts';
import { eventually } from '../../support/wait.ts';

const run = promisify(execFile);
const stack = useStack();
const examples = join(import.meta.dirname, '../../../examples');

const WITH_BOTOCORE = (['python3', '/usr/bin/python3'] as const).map((python) => [python, '-c', 'import botocore'] as const);

/** Locally any key that is not one of the stack's own has them. */
const FULL_RIGHTS = { accessKeyId: 'test', secretAccessKey: 'test' };

/** The examples in a directory of their own, where `ids` of theirs are these. */
function examplesWith(ids: Record<string, string> = {}): string {
  const directory = mkdtempSync(join(tmpdir(), 'onhand-examples-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  for (const file of globSync('*.{py,sh}', { cwd: examples })) {
    const code = readFileSync(join(examples, file), 'utf8');
    writeFileSync(
      join(directory, file),
      Object.entries(ids).reduce((text, [id, own]) => text.replaceAll(id, own), code),
    );
  }
  return directory;
}

/** What a program is started with, as integration.md says. */
function environment({ accessKeyId, secretAccessKey, sessionToken }: Credentials, more: Record<string, string> = {}) {
  return {
    ...{ PATH: process.env['PATH'], HOME: tmpdir(), ONHAND_URL: stack.graphqlUrl, AWS_REGION: stack.region },
    ...{ AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey },
    ...(sessionToken !== undefined && { AWS_SESSION_TOKEN: sessionToken }),
    ...more,
  };
}

/** The same ids as the examples', for a product of this test. */
function ownIds(productId: string): Record<string, string> {
  const own = newId('shop');
  return { '85123A': productId, 'cart-': `${own}-cart-`, 'order-': `${own}-order-`, 'parcel-': `${own}-parcel-` };
}

describe('the four calls of a checkout', () => {
  test('work in Python', async (context) => {
    const python = await programOf(context, 'Python with botocore', WITH_BOTOCORE);
    const level = await aLevel({ stock: 9 });
    const options = { cwd: examplesWith(ownIds(level.productId)), env: environment(stack.credentials.checkout) };
    const { stdout } = await run(python, ['checkout.py'], options);
    expect(stdout.trim().split('\n')).toEqual([
      expect.stringContaining("'status': 'ACTIVE'"),
      expect.stringContaining("'status': 'COMMITTED'"),
      expect.stringContaining("'reference': 'shop-"),
      expect.stringContaining("'status': 'ACTIVE'"),
      expect.stringContaining("'status': 'RELEASED'"),
      expect.stringMatching(/^INSUFFICIENT_STOCK .*'available': 7/),
    ]);
    expect(await stock(callersOf(stack).viewer, keyOf(level))).toMatchObject({ value: { stockCount: 7, reservedCount: 0 } });
  });

  test('work with curl', async (context) => {
    await programOf(context, 'curl', [['curl', '--version']]);
    const level = await aLevel({ stock: 9 });
    const options = { cwd: examplesWith(ownIds(level.productId)), env: environment(stack.credentials.checkout) };
    const { stdout } = await run('sh', ['checkout.sh'], options);
    expect(
      stdout
        .trim()
        .split('\n')
        .map((answer) => (JSON.parse(answer) as { data: unknown }).data),
    ).toMatchObject([
      { reserveStock: { status: 'ACTIVE' } },
      { commitReservation: { status: 'COMMITTED' } },
      { fulfillStock: { fulfilledAt: expect.any(String) as string } },
      { reserveStock: { status: 'ACTIVE' } },
      { releaseStock: { status: 'RELEASED' } },
    ]);
    expect(await stock(callersOf(stack).viewer, keyOf(level))).toMatchObject({ value: { stockCount: 7, reservedCount: 0 } });
  });

  test('end with curl at the first refusal', async (context) => {
    await programOf(context, 'curl', [['curl', '--version']]);
    const level = await aLevel({ stock: 1 });
    const options = { cwd: examplesWith(ownIds(level.productId)), env: environment(stack.credentials.checkout) };
    const { stdout } = await run('sh', ['checkout.sh'], options).catch((failure: unknown) => failure as { stdout: string });
    expect(JSON.parse(stdout)).toMatchObject({ errors: [{ errorType: 'INSUFFICIENT_STOCK' }] });
  });
});

describe('Python', () => {
  test.for([
    ['makes the same call again while that can help', ['cut', 503, 'CONTENTION', 200], '{"done": true}'],
    ['does not repeat what was not well signed', [401], 'HTTP Error 401'],
    ['does not repeat what the API refused', ['INSUFFICIENT_STOCK'], 'onhand.Refused: Said.'],
  ] as const)('%s', async ([, answers, end], context) => {
    const python = await programOf(context, 'Python with botocore', WITH_BOTOCORE);
    const api = await aScriptedApi(answers);
    const program = `import json, onhand; print(json.dumps(onhand.call('query', id='lamp')))`;
    const env = environment(FULL_RIGHTS, { ONHAND_URL: api.url });
    const { stdout, stderr } = await run(python, ['-c', program], { cwd: examplesWith(), env }).catch(
      (failure: unknown) => failure as { stdout: string; stderr: string },
    );
    expect(stdout + stderr).toContain(end);
    expect(api.bodies).toEqual(answers.map(() => '{"query": "query", "variables": {"id": "lamp"}}'));
  });
});

// A stage on AWS has no queue for this.
describe.runIf(isLocal(stack))('events in a queue, one of them twice,', () => {
  test('are kept once each by Python, which takes them away', async (context) => {
    const python = await programOf(context, 'Python with botocore', WITH_BOTOCORE);
    const [ids, queue] = [[newId('event'), newId('event')], await aQueue()];
    for (const id of [...ids, ...ids]) await queue.put(id);
    const consumer = spawn(python, ['events.py'], { cwd: examplesWith(), env: environment(FULL_RIGHTS, queue.env) });
    onTestFinished(() => void consumer.kill());
    let output = '';
    for (const stream of [consumer.stdout, consumer.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    await eventually(async () => expect(await queue.left(), output).toBe(0));
    consumer.kill();
    await once(consumer, 'close');
    expect(output.trim().split('\n').toSorted()).toEqual(ids.toSorted().map((id) => `${id} reservation.committed {"id": "${id}"}`));
  });

  test('are printed by curl, which takes them away', async (context) => {
    await programOf(context, 'curl', [['curl', '--version']]);
    await programOf(context, 'jq', [['jq', '--version']]);
    const [id, queue] = [newId('event'), await aQueue()];
    for (const copy of [id, id]) await queue.put(copy);
    const { stdout } = await run('sh', ['events.sh'], { cwd: examplesWith(), env: environment(FULL_RIGHTS, queue.env) });
    expect(stdout).toBe(`${id} reservation.committed {"id":"${id}"}\n`.repeat(2));
    expect(await queue.left()).toBe(0);
  });
});

/**
 * An API that answers so, one call after the other: by cutting the line, with an HTTP status, or
 * with an error of a type.
 */
async function aScriptedApi(answers: readonly (string | number)[]) {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const answer = answers[bodies.length];
      bodies.push(body);
      if (answer === 'cut') return void request.socket.destroy();
      response.statusCode = typeof answer === 'number' ? answer : 200;
      const errors = [{ errorType: answer, message: 'Said.' }];
      response.end(JSON.stringify(typeof answer === 'number' ? { data: { done: true } } : { errors }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`, bodies };
}

/** A queue as a rule of the bus fills it. */
async function aQueue() {
  const { QueueUrl } = (await sqs(stack, 'CreateQueue', { QueueName: newId('queue') })) as { QueueUrl: string };
  return {
    env: { QUEUE_URL: QueueUrl, AWS_ENDPOINT_URL_SQS: stack.dynamodbEndpoint },
    put: async (id: string) => {
      const event = { source: 'onhand', 'detail-type': 'reservation.committed', detail: { id } };
      await sqs(stack, 'SendMessage', { QueueUrl, MessageBody: JSON.stringify(event) });
    },
    /** How many messages wait, or are with a consumer that has not deleted them. */
    left: async (): Promise<number> => {
      const { Attributes } = (await sqs(stack, 'GetQueueAttributes', { QueueUrl, AttributeNames: ['All'] })) as {
        Attributes: Record<string, string>;
      };
      return Number(Attributes['ApproximateNumberOfMessages']) + Number(Attributes['ApproximateNumberOfMessagesNotVisible']);
    },
  };
}
