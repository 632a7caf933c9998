import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template as Synthesised } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import type { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { OrderQueue } from '../../../examples/targets/order-queue.ts';
import { Webhook } from '../../../examples/targets/webhook.ts';
import type { EventDetail, EventKind } from '../../../functions/send-events/events.ts';
import type { Template } from '../../../local/emulator/template/reader.ts';
import { listenForRequests } from '../../emulator/events/support.ts';
import { auditAll, quickAudits } from '../../support/audits.ts';
import { type Callers, callersOf } from '../../support/client.ts';
import { EventConsumer, withConsumer } from '../../support/event-consumer.ts';
import { expectTrue } from '../../support/expect-consumer.ts';
import { type Fault, heal, withFaults } from '../../support/faults.ts';
import { aLevel, aReservation, keyOf, line, newId } from '../../support/fixtures.ts';
import { importLevels } from '../../support/import.ts';
import {
  adjustStock,
  changeReservation,
  commitReservation,
  describeProduct,
  extendReservation,
  fulfillStock,
  releaseStock,
  removeStock,
  transferStock,
  updateStock,
} from '../../support/operations.ts';
import { accepted } from '../../support/outcome.ts';
import { withOwnStack } from '../../support/own-stack.ts';
import { letEnd, letTtlFind } from '../../support/reservation-fixtures.ts';
import { runNow } from '../../support/run-now.ts';
import { queueUrl, receive } from '../../support/sqs.ts';
import { isLocal, type StackDescription, useStack } from '../../support/stack.ts';
import { setLevel } from '../../support/tampering.ts';
import { eventually } from '../../support/wait.ts';

let stack: StackDescription;
let callers: Callers;
let consumer: EventConsumer;
let partner: Partner;

describe.runIf(isLocal(useStack()))('what leaves for other systems', () => {
  beforeAll(async () => {
    partner = await aPartner();
  });

  afterAll(() => partner.stop());

  withOwnStack(
    (description) => {
      stack = description;
      callers = callersOf(stack);
    },
    (template) => {
      quickAudits(template);
      withConsumer(template);
      withTargets(template);
    },
  );

  beforeAll(() => {
    consumer = new EventConsumer(stack);
  });

  afterEach(() => heal(stack));

  test('is every change of a level, whoever made it, and each change of its status', async () => {
    const level = await aLevel({ stock: 10, threshold: 2, name: 'Lamp' }, callers);
    const other = await aLevel({ productId: level.productId, warehouseId: 'PARIS', stock: 0 }, callers);
    const key = keyOf(level);
    await accepted(updateStock(callers.admin, { ...key, expectedVersion: 1, stockCount: 12, safetyStock: 11 }));
    await accepted(adjustStock(callers.admin, { ...key, adjustmentId: newId('adjustment'), delta: 5, reason: 'RECEIVED' }));
    const move = {
      transferId: newId('transfer'),
      productId: level.productId,
      fromWarehouseId: 'LONDON',
      toWarehouseId: 'PARIS',
      quantity: 1,
    };
    await accepted(transferStock(callers.admin, move));
    const expected = ['LONDON', 'PARIS'].map((warehouseId) => ({ warehouseId, name: 'Lamp' }));
    await accepted(describeProduct(callers.admin, { changeId: newId('change'), productId: level.productId, name: 'Lantern', expected }));
    await accepted(removeStock(callers.admin, { ...keyOf(await aLevel({ stock: 0 }, callers)), expectedVersion: 1 }));
    await importLevels(stack, 5, 3);
    const drifted = await aLevel({}, callers);
    await expectTrue(consumer, stack);
    await setLevel(stack, drifted, { reserved_count: 3, available_count: 7, sellable_count: 7, withheld_count: 3 });
    await auditAll(stack, { repair: true });
    expect(other.sequence).toBe(1);
    await expectTrue(consumer, stack);
  });

  test('is what becomes of a reservation, whoever ends it, and an order', async () => {
    const level = await aLevel({ stock: 1_000 }, callers);
    const reserve = () => aReservation([line(level, 2)], {}, callers);
    const [released, swept, deleted, shipped, parcels] = await Promise.all([reserve(), reserve(), reserve(), reserve(), reserve()]);
    const change = { reservationId: released.reservationId, lines: [line(level, 1)] };
    await accepted(changeReservation(callers.checkout, change));
    await accepted(extendReservation(callers.checkout, { reservationId: released.reservationId, ttlSeconds: 80_000 }));
    await accepted(releaseStock(callers.checkout, { reservationId: released.reservationId }));
    await letEnd(stack, swept.reservationId, Math.floor(Date.now() / 1_000) - 1);
    await runNow(stack, 'expire-reservations');
    await accepted(commitReservation(callers.checkout, { reservationId: swept.reservationId, orderId: newId('order'), reacquire: true }));
    await letTtlFind(stack, deleted.reservationId);
    await runNow(stack, 'ttl');
    const orderId = newId('order');
    await accepted(fulfillStock(callers.checkout, { orderId, reservationIds: [shipped.reservationId] }));
    await accepted(commitReservation(callers.checkout, { reservationId: parcels.reservationId, orderId: newId('order') }));
    const parcel = newId('parcel');
    const first = { orderId: parcel, reservationIds: [parcels.reservationId], lines: [line(level, 1)], keepRemainder: true };
    await accepted(fulfillStock(callers.checkout, first));
    const kinds: [string, EventKind[]][] = [
      [released.reservationId, ['reservation.changed', 'reservation.changed', 'reservation.created', 'reservation.released']],
      [swept.reservationId, ['reservation.changed', 'reservation.committed', 'reservation.created', 'reservation.expired']],
      [deleted.reservationId, ['reservation.created', 'reservation.expired']],
      [shipped.reservationId, ['reservation.created']],
      [orderId, ['order.fulfilled']],
      [parcels.reservationId, ['reservation.changed', 'reservation.committed', 'reservation.created']],
      [parcel, ['order.fulfilled']],
    ];
    await eventually(async () => {
      await consumer.collect();
      expect(kinds.map(([id]) => [id, consumer.kindsOf(id)])).toEqual(kinds);
    });
    await expectTrue(consumer, stack);
  });

  test('is nothing of the reservations that a large order makes for itself', async () => {
    const levels = await importLevels(stack, 120, 5);
    const orderId = newId('order');
    await accepted(fulfillStock(callers.checkout, { orderId, lines: levels.map((each) => line(each, 1)) }));
    await eventually(async () => {
      await consumer.collect();
      expect(consumer.kindsOf(orderId)).toEqual(['order.fulfilled']);
    });
    await expectTrue(consumer, stack);
    expect([...consumer.reservations.keys()].filter((id) => id.includes(orderId))).toEqual([]);
  });

  test.each(['kill-before', 'kill-after', 'throttle', 'internal', 'answer-lost', 'unprocessed'] as const)(
    'is all of it when sending meets %s',
    async (kind) => {
      await withFaults(stack, [{ operation: 'events:PutEvents', kind, times: 4 }], sellSome);
    },
  );

  test('is all of it when records come twice, in batches that are cut anew', async () => {
    const faults = Object.values(stack.tables).flatMap((table): Fault[] => [
      { operation: `stream:${table}`, kind: 'twice', times: 10 },
      { operation: `stream:${table}`, kind: 'recut', seed: 1, times: 30 },
    ]);
    const before = consumer.copies;
    await withFaults(stack, faults, async () => {
      await sellSome();
      await eventually(async () => {
        await consumer.collect();
        expect(consumer.copies).toBeGreaterThan(before);
      });
    });
  });

  test('comes when a bus that refused everything takes it again, and held up nobody meanwhile', async () => {
    await withFaults(stack, [{ operation: 'events:PutEvents', kind: 'throttle', times: 100_000 }], async () => {
      const level = await aLevel({ stock: 5 }, callers);
      await accepted(releaseStock(callers.checkout, await aReservation([line(level, 5)], {}, callers)));
      await eventually(async () => expect(await refusalsLeft()).toBeLessThan(100_000));
      await consumer.collect();
      expect([...consumer.levels.keys()].filter((name) => name.includes(level.productId))).toEqual([]);
    });
    await expectTrue(consumer, stack);
  });

  test('reaches the queue of an order system: what becomes of orders, and nothing else', async () => {
    const level = await aLevel({ stock: 10 }, callers);
    const { reservationId } = await aReservation([line(level, 1)], {}, callers);
    const [orderId, parcel] = [newId('order'), newId('parcel')];
    await accepted(commitReservation(callers.checkout, { reservationId, orderId }));
    await accepted(fulfillStock(callers.checkout, { orderId: parcel, reservationIds: [reservationId] }));
    const got: { 'detail-type': string; detail: EventDetail }[] = [];
    await eventually(async () => {
      got.push(...((await receive(stack, queueUrl(stack, ORDERS))) as typeof got));
      const own = got.filter(({ detail }) => [reservationId, parcel].some((id) => detail.id.includes(id)));
      expect(own.map((event) => event['detail-type']).toSorted()).toEqual(['order.fulfilled', 'reservation.committed']);
    });
    expect(got.filter((event) => event['detail-type'].startsWith('stock.'))).toEqual([]);
  });

  test('reaches a partner that refused it for long, who held up nobody meanwhile', async () => {
    partner.refuses = true;
    await sellSome();
    const all = [...consumer.events.keys()].filter((id) => id.startsWith('stock.changed:'));
    await eventually(async () => expect(partner.refused).toBeGreaterThan(0));
    partner.refuses = false;
    await eventually(async () => expect(all.filter((id) => !partner.got.has(id))).toEqual([]));
  });

  test('is sent again for who lost everything, and marked as a replay', async () => {
    const from = new Date(Date.now() - 3_600_000).toISOString();
    const known = consumer;
    consumer = new EventConsumer(stack);
    const output = await replay('--from', from);
    expect(output).toMatch(/^\d+ events were sent to onhand-local as "replay /m);
    await expectTrue(consumer, stack);
    for (const { id, kind, replay: name } of consumer.events.values()) {
      expect(name).toMatch(/^replay /);
      if (kind !== 'reservation.committed') expect(known.events.has(id), id).toBe(true);
    }
  });

  test('is sent again of one product and kind alone', async () => {
    const level = await aLevel({}, callers);
    await expectTrue(consumer, stack);
    const output = await replay(
      '--from',
      new Date(Date.now() - 60_000).toISOString(),
      '--product',
      level.productId,
      '--kind',
      'stock.status',
    );
    expect(output).toContain('stock.status: 1\n1 events were sent');
  });
});

const ORDERS = 'orders';

/** A webhook's receiver, which can refuse all that comes. */
interface Partner {
  url: string;
  refuses: boolean;
  refused: number;
  /** By id. */
  got: Set<string>;
  stop: () => void;
}

/** Of the fault that is armed. */
async function refusalsLeft(): Promise<number> {
  const { faults } = (await (await fetch(new URL('/_local/faults', stack.graphqlUrl))).json()) as { faults: { times: number }[] };
  return faults[0]?.times ?? 0;
}

async function aPartner(): Promise<Partner> {
  const state: Partner = { url: '', refuses: false, refused: 0, got: new Set(), stop: () => undefined };
  const receiver = await listenForRequests((_request, body) => {
    if (state.refuses) state.refused += 1;
    else state.got.add((JSON.parse(body) as { detail: EventDetail }).detail.id);
    return { status: state.refuses ? 503 : 204 };
  });
  return Object.assign(state, receiver);
}

/** The webhook that docs/events.md shows, for the partner, and the queue for an order system. */
function withTargets({ Resources }: Template): void {
  const shop = new Stack(new App(), 'Shop');
  const bus = EventBus.fromEventBusName(shop, 'Bus', 'onhand-local');
  new Webhook(shop, 'Partner', { bus, url: partner.url, kinds: ['stock.changed'] });
  const { queue } = new OrderQueue(shop, 'Orders', { bus });
  (queue.node.defaultChild as CfnQueue).queueName = ORDERS;
  Object.assign(Resources, (Synthesised.fromStack(shop).toJSON() as Template).Resources);
}

/** Changes of levels and reservations, and that the consumer hears of all. */
async function sellSome(): Promise<void> {
  const level = await aLevel({ stock: 10, threshold: 2 }, callers);
  const [first, second] = await Promise.all([0, 1].map(() => aReservation([line(level, 4)], {}, callers)));
  await accepted(releaseStock(callers.checkout, { reservationId: first?.reservationId ?? '' }));
  await accepted(fulfillStock(callers.checkout, { orderId: newId('order'), reservationIds: [second?.reservationId ?? ''] }));
  await expectTrue(consumer, stack);
}

/** `npm run replay-events`, for this stack. */
async function replay(...args: string[]): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'onhand-replay-'));
  const file = join(directory, 'stack.json');
  writeFileSync(file, JSON.stringify(stack));
  return new Promise((resolve) => {
    execFile('node_modules/.bin/node', ['scripts/replay-events.ts', '--stack', file, ...args], (_error, stdout, stderr) => {
      rmSync(directory, { recursive: true });
      resolve(stdout + stderr);
    });
  });
}
