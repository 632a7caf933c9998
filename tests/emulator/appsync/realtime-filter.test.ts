import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyOf, aWitness, publish, realtimeApi, subscribeWith, thingApi, type RealtimeClient } from './realtime-support.ts';

const api = realtimeApi(thingApi);
const ALL = '{ id text number float flag level tags numbers inner { text inner { text inner { text } } } must }';
const one = (fieldName: string, operator: string, value: unknown) => anyOf([{ fieldName, operator, value }]);

/** Publishes the event; whether it came is seen by what comes first, it or what follows it. */
async function receives(client: RealtimeClient, witness: RealtimeClient, event: object, selection = ALL): Promise<boolean> {
  const id = crypto.randomUUID();
  await publish(api, { id, must: 'm', ...event }, selection);
  await witness.next();
  client.send({ id: 'mark', type: 'stop' });
  const frame = await client.next();
  if (frame.type === 'complete') return false;
  expect(frame.payload?.data?.['onFiltered']).toEqual({ id });
  await client.next();
  return true;
}

describe('an enhanced filter', () => {
  test.each<[operator: string, field: string, value: unknown, matching: unknown[], others: unknown[]]>([
    ['eq', 'text', 'abc', ['abc'], ['ABC', 'ab', '', null]],
    ['eq', 'number', 3, [3], [4, null]],
    ['eq', 'number', '3', [], [3]],
    ['eq', 'float', 0.5, [0.5], [0.25]],
    ['eq', 'flag', true, [true], [false, null]],
    ['eq', 'level', 'LOW', ['LOW'], ['HIGH']],
    ['ne', 'text', 'abc', ['ABC', null], ['abc']],
    ['ne', 'flag', false, [true, null], [false]],
    ['lt', 'number', 3, [2, -5], [3, 4, null]],
    ['le', 'number', 3, [2, 3], [4, null]],
    ['gt', 'number', 3, [4], [3, 2, null]],
    ['ge', 'number', 3, [3, 4], [2, null]],
    ['ge', 'float', 0.5, [0.5, 1], [0.25]],
    ['gt', 'text', 'b', ['c', 'ba'], ['b', 'a', 'B', null]],
    ['gt', 'text', 1, [], ['2']],
    ['contains', 'text', 'bc', ['abcd', 'bc'], ['aBC', 'b', null]],
    ['contains', 'tags', 'x', [['x', 'y']], [['xy'], [], null]],
    ['contains', 'numbers', 2, [[1, 2]], [[1, 22], null]],
    ['notContains', 'text', 'bc', ['aBC', 'b', null], ['abcd']],
    ['notContains', 'tags', 'x', [['xy'], [], null], [['x']]],
    ['beginsWith', 'text', 'ab', ['ab', 'abc'], ['cab', 'Ab', null]],
    ['in', 'text', ['a', 'b'], ['a', 'b'], ['ab', 'A', null]],
    ['in', 'number', [1, 2], [1, 2], [3, null]],
    ['notIn', 'text', ['a', 'b'], ['ab', null], ['a', 'b']],
    ['between', 'number', [2, 4], [2, 3, 4], [1, 5, null]],
    ['between', 'text', ['b', 'd'], ['b', 'c', 'd'], ['a', 'da', null]],
    ['containsAny', 'tags', ['x', 'y'], [['a', 'y'], ['x']], [['a'], [], null]],
    ['containsAny', 'numbers', [1], [[1, 5]], [[5], null]],
    ['containsAny', 'text', ['x'], [], ['x']],
    ['eq', 'inner.text', 'deep', [undefined], []],
  ])('with %s on %s %j', async (operator, field, value, matching, others) => {
    const witness = await aWitness(api);
    const { client, answer } = await subscribeWith(api, one(field, operator, value));
    expect(answer).toEqual({ type: 'start_ack', id: '1' });
    const event = (field_: unknown) => (field === 'inner.text' ? { inner: { text: 'deep' } } : { [field]: field_ });
    for (const each of matching) expect(await receives(client, witness, event(each)), JSON.stringify(each)).toBe(true);
    for (const each of others) expect(await receives(client, witness, event(each)), JSON.stringify(each)).toBe(false);
  });

  test('matches when all filters of any group do', async () => {
    const witness = await aWitness(api);
    const filter = anyOf(
      [
        { fieldName: 'text', operator: 'eq', value: 'a' },
        { fieldName: 'number', operator: 'gt', value: 1 },
      ],
      [{ fieldName: 'flag', operator: 'eq', value: true }],
    );
    const { client } = await subscribeWith(api, filter);
    expect(await receives(client, witness, { text: 'a', number: 2, flag: false })).toBe(true);
    expect(await receives(client, witness, { text: 'a', number: 1, flag: false })).toBe(false);
    expect(await receives(client, witness, { text: 'b', number: 0, flag: true })).toBe(true);
  });

  test('reaches into nested objects, where a level that is not there is like null', async () => {
    const witness = await aWitness(api);
    const { client } = await subscribeWith(api, one('inner.inner.text', 'eq', 'x'));
    expect(await receives(client, witness, { inner: { inner: { text: 'x' } } })).toBe(true);
    expect(await receives(client, witness, { inner: { inner: null } })).toBe(false);
    expect(await receives(client, witness, { inner: null })).toBe(false);
  });

  test('sees only what the mutation selects, and nothing under another name', async () => {
    const witness = await aWitness(api);
    const { client } = await subscribeWith(api, one('text', 'eq', 'x'));
    expect(await receives(client, witness, { text: 'x' }, '{ id text must }')).toBe(true);
    expect(await receives(client, witness, { text: 'x' }, '{ id must }')).toBe(false);
    expect(await receives(client, witness, { text: 'x' }, '{ id must other: text }')).toBe(false);
    expect(await receives(client, witness, { text: 'y', tags: ['x'] }, '{ id must text: must }')).toBe(false);
    expect(await receives(client, witness, { text: 'x' }, '{ ... on Thing { id must ... { text } } }')).toBe(true);
  });

  test('replaces the arguments altogether', async () => {
    const client = await api.connect();
    const query = 'subscription($filter: String!) { onFiltered(id: "another", filter: $filter) { id } }';
    await client.start(query, { variables: { filter: JSON.stringify(one('number', 'eq', 1)) } });
    await publish(api, { id: 'this', must: 'm', number: 1 }, ALL);
    expect((await client.next()).payload?.data).toEqual({ onFiltered: { id: 'this' } });
  });

  test('never matches a list of objects', async () => {
    const client = await api.connect();
    const filter = JSON.stringify(one('text', 'ne', 'x'));
    await client.start('subscription($filter: String!) { onThingsFiltered(filter: $filter) { id } }', { variables: { filter } });
    await publish(api, [{ id: '1', must: 'm', text: 'a' }], ALL, 'publishAll');
    client.send({ id: 'mark', type: 'stop' });
    expect(await client.next()).toEqual({ id: 'mark', type: 'complete' });
  });

  test('of any number of fields selects as a plain evaluation does', async () => {
    const witness = await aWitness(api);
    const text = fc.constantFrom('a', 'b', 'B', 'ab');
    const number = fc.integer({ min: -2, max: 2 });
    const condition = fc.oneof(
      fc.record({ fieldName: fc.constant('text'), operator: fc.constantFrom('eq', 'ne', 'beginsWith', 'le'), value: text }),
      fc.record({ fieldName: fc.constant('number'), operator: fc.constantFrom('eq', 'ne', 'lt', 'ge'), value: number }),
    );
    const judge: Record<string, (field: string | number, value: string | number) => boolean> = {
      eq: (field, value) => field === value,
      ne: (field, value) => field !== value,
      beginsWith: (field, value) => String(field).startsWith(String(value)),
      le: (field, value) => field <= value,
      lt: (field, value) => field < value,
      ge: (field, value) => field >= value,
    };
    const group = fc.uniqueArray(condition, { minLength: 1, maxLength: 2, selector: ({ fieldName }) => fieldName });
    const event = fc.record({ text, number });
    await fc.assert(
      fc.asyncProperty(fc.array(group, { minLength: 1, maxLength: 3 }), event, async (filters, given) => {
        const { client } = await subscribeWith(api, anyOf(...filters));
        const expected = filters.some((all) => all.every(({ fieldName, operator, value }) => judge[operator]?.(given[fieldName], value)));
        expect(await receives(client, witness, given)).toBe(expected);
        client.socket.close();
      }),
      { numRuns: 60 },
    );
  });
});
