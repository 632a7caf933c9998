import { expect, test } from 'vitest';
import { awsJson } from '../../support/aws-json.ts';
import { newId } from '../../support/fixtures.ts';
import { useStack } from '../../support/stack.ts';

const stack = useStack();

async function events(query: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(new URL(`/_local/events${query}`, stack.graphqlUrl));
  return { status: response.status, body: await response.json() };
}

test('the local stack lists events that left, newest first, by kind and no more than are asked for', async () => {
  const kind = `thing.${newId()}`;
  const entry = (n: number) => ({ Source: 'tests', DetailType: kind, Detail: JSON.stringify({ n }) });
  await awsJson(stack, 'events', 'AWSEvents.PutEvents', { Entries: [entry(1), entry(2), entry(3)] });
  expect(await events(`?kind=${kind}&limit=2`)).toMatchObject({
    status: 200,
    body: [
      { bus: 'default', 'detail-type': kind, detail: { n: 3 } },
      { bus: 'default', 'detail-type': kind, detail: { n: 2 } },
    ],
  });
});

test.each([
  ['?limit=0', 'limit must be a whole number from 1 to 1000.'],
  ['?kinds=x', 'There is no parameter kinds: there are kind and limit.'],
])('%s is refused with a sentence', async (query, message) => {
  expect(await events(query)).toEqual({ status: 400, body: { message } });
});
