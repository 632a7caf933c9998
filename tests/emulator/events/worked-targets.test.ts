import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { EventBus, type IEventBus } from 'aws-cdk-lib/aws-events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OrderQueue } from '../../../examples/targets/order-queue.ts';
import { OutOfStockMail } from '../../../examples/targets/out-of-stock-mail.ts';
import { SearchIndex } from '../../../examples/targets/search-index.ts';
import { Webhook } from '../../../examples/targets/webhook.ts';
import type { DirectoryAsset } from '../../../local/emulator/template/deployment.ts';
import type { Template } from '../../../local/emulator/template/reader.ts';
import { detailsOf, listenForRequests, startWorld, type Reply, type World } from './support.ts';

interface Made {
  template: Template;
  directories: Map<string, DirectoryAsset>;
}

/** What CDK makes of a stack with the bus and this at it. */
function synthesise(attach: (stack: Stack, bus: IEventBus) => unknown): Made {
  const outdir = mkdtempSync(join(tmpdir(), 'onhand-targets-'));
  try {
    const app = new App({ outdir });
    const stack = new Stack(app, 'Shop');
    attach(stack, new EventBus(stack, 'Bus', { eventBusName: 'onhand' }) as IEventBus);
    const { template } = app.synth().getStackByName('Shop') as { template: Template };
    const assets = readdirSync(outdir).filter((name) => name.startsWith('asset.'));
    return { template, directories: new Map(assets.map((name) => [`${name.slice('asset.'.length)}.zip`, filesOf(join(outdir, name))])) };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

function filesOf(directory: string): DirectoryAsset {
  return new Map(readdirSync(directory).map((name) => [name, readFileSync(join(directory, name))]));
}

let world: World;
let receiver: Awaited<ReturnType<typeof listenForRequests>>;
let requests: { method: string; path: string; key: unknown; body: string }[];
let answer: (request: (typeof requests)[number]) => Reply;

beforeEach(async () => {
  requests = [];
  answer = () => ({});
  receiver = await listenForRequests(({ method = '', url = '', headers }, body) => {
    const request = { method, path: url, key: headers['x-api-key'], body };
    requests.push(request);
    return answer(request);
  });
});
afterEach(async () => {
  await world.stop();
  receiver.stop();
});

async function run(attach: (stack: Stack, bus: IEventBus) => unknown): Promise<void> {
  const { template, directories } = synthesise(attach);
  world = await startWorld({ resources: template.Resources, directories });
}

async function send(kind: string, data: object, more: object = {}): Promise<void> {
  const Detail = JSON.stringify({ id: 'an id', schemaVersion: 1, replay: null, data, ...more });
  await world.call('AWSEvents.PutEvents', { Entries: [{ Source: 'onhand', DetailType: kind, EventBusName: 'onhand', Detail }] });
}

/** Logical ids begin with the construct's path. */
function queueOf(path: string): string {
  return world.deployment.ofType('AWS::SQS::Queue').find(({ logicalId }) => logicalId.startsWith(path))?.physicalId ?? '';
}

const LEVEL = {
  productId: 'LAMP',
  name: 'Lamp',
  warehouseId: 'BERLIN',
  stockCount: 3,
  reservedCount: 3,
  changedAt: '2026-11-30T10:00:00.000Z',
};

describe('a webhook', () => {
  it('is called with its secret until it takes the event', async () => {
    await run((stack, bus) => new Webhook(stack, 'Hook', { bus, url: `${receiver.url}/onhand`, kinds: ['stock.status'] }));
    answer = () => ({ status: requests.length < 3 ? 503 : 204 });
    await send('stock.changed', LEVEL);
    await send('stock.status', LEVEL);
    await expect.poll(() => requests.length).toBe(3);
    const [secret] = world.deployment.ofType('AWS::SecretsManager::Secret');
    const { SecretString } = await world.call('secretsmanager.GetSecretValue', { SecretId: secret?.arn });
    expect(requests.map(({ key, path }) => ({ key, path }))).toEqual(Array(3).fill({ key: SecretString, path: '/onhand' }));
    expect(JSON.parse(requests[2]?.body ?? '')).toMatchObject({ 'detail-type': 'stock.status', detail: { data: LEVEL } });
  });

  it('that refuses an event for good finds it in the dead-letter queue', async () => {
    await run((stack, bus) => new Webhook(stack, 'Hook', { bus, url: receiver.url, kinds: ['stock.status'] }));
    answer = () => ({ status: 400 });
    await send('stock.status', LEVEL);
    await expect.poll(async () => detailsOf(await world.receive(queueOf('HookDeadLetters')))).toMatchObject([{ data: LEVEL }]);
  });
});

describe('the queue of an order system', () => {
  it('gets what becomes of orders, and nothing else', async () => {
    await run((stack, bus) => new OrderQueue(stack, 'Orders', { bus }));
    await send('stock.changed', LEVEL);
    await send('reservation.committed', { reservationId: 'r1' });
    await expect
      .poll(async () => detailsOf(await world.receive(queueOf('OrdersQueue'))))
      .toMatchObject([{ data: { reservationId: 'r1' } }]);
  });
});

describe('a mail of what is out of stock', () => {
  it('says which product, where and since when, and not again in a replay', async () => {
    await run((stack, bus) => new OutOfStockMail(stack, 'Mail', { bus, email: 'buyer@shop.example' }));
    const [topic] = world.deployment.ofType('AWS::SNS::Topic');
    await send('stock.status', { ...LEVEL, productId: 'OLD', status: 'OUT_OF_STOCK' }, { replay: 'again' });
    await send('stock.status', { ...LEVEL, status: 'LOW_STOCK' });
    await send('stock.status', { ...LEVEL, status: 'OUT_OF_STOCK' });
    await expect
      .poll(() => world.aws.sns.delivered(topic?.arn ?? '').map(({ email }) => email))
      .toEqual(['"LAMP (Lamp) is out of stock in BERLIN."\n"Of 3 units there, 3 are reserved. It happened at 2026-11-30T10:00:00.000Z."']);
  });
});

describe('a search index', () => {
  it('has the newest of each level, whatever order events come in and how often', async () => {
    await run((stack, bus) => new SearchIndex(stack, 'Search', { bus, indexUrl: `${receiver.url}/stock` }));
    const documents = new Map<string, { version: number; sequence: number }>();
    // As OpenSearch does with versions from outside.
    answer = ({ path, body }) => {
      const { pathname, searchParams } = new URL(path, receiver.url);
      const version = Number(searchParams.get('version'));
      if (version <= (documents.get(pathname)?.version ?? 0)) return { status: 409 };
      documents.set(pathname, { version, ...(JSON.parse(body) as { sequence: number }) });
      return { status: 201 };
    };
    for (const sequence of [3, 3, 1, 2]) await send('stock.changed', { ...LEVEL, sequence });
    await send('stock.changed', { ...LEVEL, warehouseId: 'PARIS', sequence: 1 });
    await expect.poll(() => requests.length).toBe(5);
    expect(Object.fromEntries(documents)).toMatchObject({
      '/stock/_doc/LAMP%40BERLIN': { sequence: 3 },
      '/stock/_doc/LAMP%40PARIS': { sequence: 1 },
    });
    expect(world.log).toEqual([]);
  });
});
