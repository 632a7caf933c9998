import { describe, expect, test } from 'vitest';
import type { Template } from '../../local/template/reader.ts';
import { type Callers, callersOf, send } from '../support/client.ts';
import { aLevel, aReservation, line } from '../support/given.ts';
import { extendReservation, reservation } from '../support/operations.ts';
import { accepted } from '../support/outcome.ts';
import { withOwnStack } from '../support/own-stack.ts';
import { isLocal, useStack } from '../support/stack.ts';

let callers: Callers;

describe.runIf(isLocal(useStack()))('a stage deployed with settings of its own', () => {
  withOwnStack(
    (stack) => {
      callers = callersOf(stack);
    },
    (template) => {
      setEnvironment(template, { PUBLIC_COUNT_CAP: '5', RESERVATION_TTL_SECONDS: '60', LONGEST_RESERVATION_SECONDS: '90' });
    },
  );

  test('shows shoppers no more than 5, with the status of the real number', async () => {
    const { productId } = await aLevel({ stock: 100, threshold: 50 }, callers);
    const query = `{ availability(productId: "${productId}") { availableCount status warehouses { availableCount } } }`;
    const { data } = await send(callers.storefront, query);
    expect(data).toEqual({ availability: { availableCount: 5, status: 'IN_STOCK', warehouses: [{ availableCount: 5 }] } });
  });

  test('holds for a minute when the caller does not say', async () => {
    const hold = await aReservation([line(await aLevel({}, callers), 1)], {}, callers);
    const seconds = (Date.parse(hold.expiresAt) - Date.parse(hold.createdAt)) / 1000;
    expect(seconds).toBeGreaterThanOrEqual(60);
    expect(seconds).toBeLessThanOrEqual(61);
  });

  test('lets no extension keep a reservation longer than a minute and a half, however often it is sent', async () => {
    const hold = await aReservation([line(await aLevel({}, callers), 1)], {}, callers);
    const extend = (ttlSeconds: number) => accepted(extendReservation(callers.checkout, { reservationId: hold.reservationId, ttlSeconds }));
    const lasts = (expiresAt: string) => Math.floor((Date.parse(expiresAt) - Date.parse(hold.createdAt)) / 1000);
    const extended = await extend(600);
    expect(lasts(extended.expiresAt)).toBe(90);
    expect(await extend(86_400)).toEqual(extended);
    expect(await accepted(reservation(callers.viewer, hold))).toEqual(extended);
  });
});

function setEnvironment(template: Template, variables: Record<string, string>): void {
  const apis = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::AppSync::GraphQLApi');
  for (const { Properties = {} } of apis) Object.assign(Properties['EnvironmentVariables'] as object, variables);
}
