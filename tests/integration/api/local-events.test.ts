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

test('a flood of one kind hides no other', async () => {
  const [rare, flood] = [`thing.${newId()}`, `thing.${newId()}`];
  const put = async (...kinds: string[]) => {
    const Entries = kinds.map((DetailType) => ({ Source: 'tests', DetailType, Detail: '{}' }));
    await awsJson(stack, 'events', 'AWSEvents.PutEvents', { Entries });
  };
  await put(rare);
  for (let calls = 0; calls < 210; calls += 1) await put(...Array<string>(10).fill(flood));
  expect(await events(`?kind=${rare}`)).toMatchObject({ body: [{ 'detail-type': rare }] });
  expect((await events(`?kind=${flood}&limit=1000`)).body).toHaveLength(1_000);
});

test.each([
  ['?limit=0', 'limit must be a whole number from 1 to 1000.'],
  ['?kinds=x', 'There is no parameter kinds: there are kind and limit.'],
])('%s is refused with a sentence', async (query, message) => {
  expect(await events(query)).toEqual({ status: 400, body: { message } });
});
