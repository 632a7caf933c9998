import { describe, expect, test } from 'vitest';
import type { Template } from '../../local/template/reader.ts';
import { type Callers, callersOf, send } from '../support/client.ts';
import { aLevel, aReservation, line } from '../support/given.ts';
import { withOwnStack } from '../support/own-stack.ts';
import { isLocal, useStack } from '../support/stack.ts';

let callers: Callers;

describe.runIf(isLocal(useStack()))('a stage deployed with publicCountCap 5 and reservationTtlSeconds 60', () => {
  withOwnStack(
    (stack) => {
      callers = callersOf(stack);
    },
    (template) => {
      setEnvironment(template, { PUBLIC_COUNT_CAP: '5', RESERVATION_TTL_SECONDS: '60' });
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
});

function setEnvironment(template: Template, variables: Record<string, string>): void {
  const apis = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::AppSync::GraphQLApi');
  for (const { Properties = {} } of apis) Object.assign(Properties['EnvironmentVariables'] as object, variables);
}
