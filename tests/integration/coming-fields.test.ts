import { expect, test } from 'vitest';
import { callersOf, send } from '../support/client.ts';
import { newId } from '../support/given.ts';
import { expectNothingInternal } from '../support/outcome.ts';
import { useStack } from '../support/stack.ts';

const { viewer, checkout } = callersOf(useStack());

test.each([
  ['fulfillment', viewer, '{ fulfillment(orderId: "o") { orderId } }'],
  ['fulfillStock', checkout, `mutation { fulfillStock(input: { orderId: "${newId('order')}", reservationIds: ["r"] }) { orderId } }`],
])('%s, which is not there yet, says so', async (field, caller, query) => {
  const answer = await send(caller, query);
  expect(answer.status).toBe(200);
  expect(answer.errors).toHaveLength(1);
  expect(answer.errors?.[0]?.message).toContain(field);
  expectNothingInternal(answer.body);
});
