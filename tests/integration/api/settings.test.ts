import { describe, expect, test } from 'vitest';
import type { StockLevel, WarehouseAvailability } from '../../../schema/types.ts';
import type { Template } from '../../../local/emulator/template/reader.ts';
import { type Callers, callersOf, send } from '../../support/client.ts';
import { expectFeedCaughtUp } from '../../support/expect-feed.ts';
import { aLevel, aReservation, keyOf, line, newId } from '../../support/fixtures.ts';
import { availabilities, availability, extendReservation, getReservation, reserveStock } from '../../support/operations.ts';
import { accepted, refused } from '../../support/outcome.ts';
import { withOwnStack } from '../../support/own-stack.ts';
import { isLocal, type StackDescription, useStack } from '../../support/stack.ts';
import { Connection, onAvailabilityChange } from '../../support/subscriber.ts';

let callers: Callers;
let stack: StackDescription;

describe.runIf(isLocal(useStack()))('a stage deployed with settings of its own', () => {
  withOwnStack(
    (description) => {
      stack = description;
      callers = callersOf(stack);
    },
    (template) => {
      setEnvironment(template, {
        PUBLIC_COUNT_CAP: '5',
        RESERVATION_TTL_SECONDS: '60',
        LONGEST_RESERVATION_SECONDS: '90',
        SOURCING_ORDER: 'NORTH,SOUTH',
      });
    },
  );

  test('shows shoppers no more than 5, with the status of the real number', async () => {
    const { productId } = await aLevel({ stock: 100, threshold: 50 }, callers);
    const query = `{ availability(productId: "${productId}") { availableCount status warehouses { availableCount } } }`;
    const { data } = await send(callers.storefront, query);
    const capped = { availableCount: 5, status: 'IN_STOCK', warehouses: [{ availableCount: 5 }] };
    expect(data).toEqual({ availability: capped });
    const [listed] = await accepted(availabilities(callers.storefront, { productIds: [productId] }));
    expect(listed?.availability).toEqual(await accepted(availability(callers.storefront, { productId })));
  });

  test('takes lines that name no warehouse from those of the order that it has, unless the call lists others', async () => {
    const { productId } = await aLevel({ warehouseId: 'NORTH', stock: 5 }, callers);
    await aLevel({ productId, warehouseId: 'SOUTH', stock: 50 }, callers);
    await aLevel({ productId, warehouseId: 'LONDON', stock: 500 }, callers);
    const from = async (quantity: number, warehouses?: string[]) => {
      const { lines } = await aReservation([{ productId, quantity }], warehouses ? { sourcing: { warehouses } } : {}, callers);
      return lines.map(({ warehouseId }) => warehouseId);
    };
    expect([await from(3), await from(3), await from(3, ['LONDON', 'NORTH'])]).toEqual([['NORTH'], ['SOUTH'], ['LONDON']]);
    const reservationId = newId('hold');
    await refused(reserveStock(callers.checkout, { reservationId, lines: [{ productId, quantity: 60 }] }), 'INSUFFICIENT_STOCK');
  });

  test('tells shoppers of no sale that they cannot see: neither by its number nor by its time', async () => {
    const level = await aLevel({ stock: 500, threshold: 2 }, callers);
    // The level's first change under the cap is the last of which they learn the number.
    await aReservation([line(level, 1)], {}, callers);
    await expectFeedCaughtUp([level], { stack });
    const shoppers = await Connection.open(stack, callers.storefront);
    const events = await onAvailabilityChange(shoppers, [level.productId]);
    const before = await seen(level);
    for (let sale = 0; sale < 12; sale += 1) await aReservation([line(level, 1)], {}, callers);
    expect(await seen(level)).toEqual(before);
    await expectFeedCaughtUp([level], { stack });
    expect(await seen(level)).toEqual(before);
    // What they can see is news, and one step: 487 are left, then 4.
    await aReservation([line(level, 483)], {}, callers);
    const [event] = await events.until((all) => all.length > 0);
    expect(event).toMatchObject({ availableCount: 4, status: 'IN_STOCK', sequence: before.sequence + 1 });
    expect(await seen(level)).toEqual(event);
    shoppers.close();
  });

  test('counts on from there, so that the newest of answers and events is the newest of the level', async () => {
    const level = await aLevel({ stock: 7, threshold: 1 }, callers);
    const shoppers = await Connection.open(stack, callers.storefront);
    const events = await onAvailabilityChange(shoppers, [level.productId]);
    const answers = [await seen(level)];
    for (let sale = 0; sale < 7; sale += 1) {
      await aReservation([line(level, 1)], {}, callers);
      answers.push(await seen(level));
    }
    await events.until((all) => all.at(-1)?.status === 'OUT_OF_STOCK');
    await expectFeedCaughtUp([level], { stack });
    const last = await seen(level);
    expect(last).toMatchObject({ availableCount: 0, status: 'OUT_OF_STOCK' });
    expect(events.events.at(-1)).toEqual(last);
    const newest = [...answers, ...events.events].reduce((one, other) => (other.sequence >= one.sequence ? other : one));
    expect([newest.availableCount, newest.status]).toEqual([0, 'OUT_OF_STOCK']);
    shoppers.close();
  });

  test('holds for a minute when the caller does not say', async () => {
    const reservation = await aReservation([line(await aLevel({}, callers), 1)], {}, callers);
    const seconds = (Date.parse(reservation.expiresAt) - Date.parse(reservation.createdAt)) / 1000;
    expect(seconds).toBeGreaterThanOrEqual(60);
    expect(seconds).toBeLessThanOrEqual(61);
  });

  test('lets no extension keep a reservation longer than a minute and a half, however often it is sent', async () => {
    const reservation = await aReservation([line(await aLevel({}, callers), 1)], {}, callers);
    const extend = (ttlSeconds: number) =>
      accepted(extendReservation(callers.checkout, { reservationId: reservation.reservationId, ttlSeconds }));
    const lasts = (expiresAt: string) => Math.floor((Date.parse(expiresAt) - Date.parse(reservation.createdAt)) / 1000);
    const extended = await extend(600);
    expect(lasts(extended.expiresAt)).toBe(90);
    expect(await extend(86_400)).toEqual(extended);
    expect(await accepted(getReservation(callers.viewer, reservation))).toEqual(extended);
  });
});

/** What a shopper sees of a level. */
async function seen(level: StockLevel): Promise<WarehouseAvailability> {
  const { warehouses } = await accepted(availability(callers.storefront, keyOf(level)));
  return warehouses[0] ?? expect.fail('The level is not there.');
}

function setEnvironment(template: Template, variables: Record<string, string>): void {
  const all = Object.values(template.Resources);
  const apis = all.filter(({ Type }) => Type === 'AWS::AppSync::GraphQLApi');
  const functions = all.filter(({ Type }) => Type === 'AWS::Lambda::Function');
  for (const { Properties = {} } of apis) Object.assign(Properties['EnvironmentVariables'] as object, variables);
  // The change feed tells what the API answers.
  for (const { Properties = {} } of functions) {
    const { Variables } = (Properties['Environment'] ?? {}) as { Variables?: Record<string, unknown> };
    if (Variables && 'PUBLIC_COUNT_CAP' in Variables) Variables['PUBLIC_COUNT_CAP'] = variables['PUBLIC_COUNT_CAP'];
  }
}
