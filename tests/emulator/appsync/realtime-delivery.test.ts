import { describe, expect, test } from 'vitest';
import { realtimeApi, thingApi } from './realtime-support.ts';

const user = { iss: 'https://issuer', sub: 'u1', username: 'ada', client_id: 'web', token_use: 'access' };
const api = realtimeApi({ ...thingApi, tokens: { ada: user } });
const thing = { id: '1', must: 'm', text: 'a', number: 1, level: 'LOW', inner: { text: 'i', inner: { text: 'ii' } }, secret: 's' };

async function mutate(document: string, event: unknown = thing) {
  return (await api.call(`mutation($event: String!) ${document}`, { event: JSON.stringify(event) })).json;
}

/**
 * A connection whose next frame tells what came: the event, or the answer to a message that was
 * sent after it.
 */
async function listening(query: string, variables = {}) {
  const client = await api.connect();
  expect(await client.start(query, { id: '1', variables })).toEqual({ type: 'start_ack', id: '1' });
  return {
    client,
    received: async () => {
      client.send({ id: 'mark', type: 'stop' });
      const frame = await client.next();
      if (frame.type === 'complete') return null;
      expect(await client.next()).toMatchObject({ type: 'complete', id: 'mark' });
      return frame;
    },
  };
}

describe('an event', () => {
  test('has what the subscriber selects of what the mutation selected', async () => {
    const { received } = await listening('subscription { onThing { text number inner { text } } }');
    await mutate('{ publish(event: $event) { id text inner { text inner { text } } } }');
    expect(await received()).toEqual({
      id: '1',
      type: 'data',
      payload: { data: { onThing: { text: 'a', number: null, inner: { text: 'i' } } } },
    });
  });

  test('has the names that the subscriber gives, fragments, and __typename', async () => {
    const query = 'subscription S { it: onThing { __typename nr: id ...rest } } fragment rest on Thing { word: text level }';
    const { received } = await listening(query);
    await mutate('{ publish(event: $event) { id text level } }');
    expect((await received())?.payload).toEqual({ data: { it: { __typename: 'Thing', nr: '1', word: 'a', level: 'LOW' } } });
  });

  test('has what variables of the subscriber include', async () => {
    const query = 'subscription($more: Boolean!) { onThing { id text @include(if: $more) } }';
    const [more, less] = [await listening(query, { more: true }), await listening(query, { more: false })];
    await mutate('{ publish(event: $event) { id text } }');
    expect((await more.received())?.payload?.data).toEqual({ onThing: { id: '1', text: 'a' } });
    expect((await less.received())?.payload?.data).toEqual({ onThing: { id: '1' } });
  });

  test('is null with an error where the mutation left out what must not be null', async () => {
    const { received } = await listening('subscription { onThing { id must } }');
    await mutate('{ publish(event: $event) { id } }');
    expect((await received())?.payload).toEqual({
      data: { onThing: null },
      errors: [
        {
          message: "Cannot return null for non-nullable type: 'String' within parent 'Thing' (/onThing/must)",
          path: ['onThing', 'must'],
        },
      ],
    });
  });

  test('is not authorised field by field: the types of payloads are for whoever may subscribe', async () => {
    const client = await api.connect();
    const authorization = { host: api.host, Authorization: 'ada' };
    await client.start('subscription { onThing { id text } }', { authorization });
    await mutate('{ publish(event: $event) { id text } }');
    expect((await client.next()).payload).toEqual({ data: { onThing: { id: '1', text: 'a' } } });
  });

  test('does not have what the mutation gave another name', async () => {
    const { received } = await listening('subscription { onThing { id text } }');
    await mutate('{ publish(event: $event) { id word: text } }');
    expect((await received())?.payload?.data).toEqual({ onThing: { id: '1', text: null } });
  });

  test('does not have what the mutation gave the name of another field', async () => {
    const { received } = await listening('subscription { onThing { id text must } }');
    await mutate('{ publish(event: $event) { id text: must must: text } }');
    expect((await received())?.payload).toMatchObject({ data: { onThing: null }, errors: [{ path: ['onThing', 'must'] }] });
  });

  test('of a list has each element', async () => {
    const { received } = await listening('subscription { onThings { id } }');
    await mutate('{ publishAll(event: $event) { id text } }', [thing, { ...thing, id: '2' }]);
    expect((await received())?.payload?.data).toEqual({ onThings: [{ id: '1' }, { id: '2' }] });
  });

  test('comes from every mutation that the field names, and to every field that names the mutation', async () => {
    const filter = JSON.stringify({ filterGroup: [{ filters: [{ fieldName: 'id', operator: 'eq', value: '1' }] }] });
    const { received, client } = await listening('subscription($filter: String!) { onFiltered(filter: $filter) { id } }', { filter });
    await client.start('subscription { onThing { id } }', { id: '2' });
    await mutate('{ other(event: $event) { id } }');
    expect((await received())?.payload?.data).toEqual({ onFiltered: { id: '1' } });
    await mutate('{ publish(event: $event) { id } }');
    const both = [await client.next(), await client.next()].map(({ id }) => id);
    expect(both.toSorted()).toEqual(['1', '2']);
  });
});

describe('no event comes', () => {
  test.each([
    ['from a mutation under another name', '{ renamed: publish(event: $event) { id } }', thing],
    ['from another mutation under this name', '{ publish: other(event: $event) { id } }', thing],
    ['from a mutation that answers null', '{ publish(event: $event) { id } }', null],
    ['from a mutation that fails', '{ publish(event: $event) { id must } }', { id: '1' }],
    ['from a mutation with an error in its answer', '{ publish(event: $event) { id secret } }', thing],
    ['from a mutation that was refused', '{ publish(event: $event) { nothing } }', thing],
  ])('%s', async (_what, document, event) => {
    const { received } = await listening('subscription { onThing { id } }');
    await mutate(document, event);
    expect(await received()).toBeNull();
  });

  test('after stop', async () => {
    const { received, client } = await listening('subscription { onThing { id } }');
    client.send({ id: '1', type: 'stop' });
    expect(await client.next()).toEqual({ id: '1', type: 'complete' });
    await mutate('{ publish(event: $event) { id } }');
    expect(await received()).toBeNull();
  });

  test('when its payload is larger than 240 KB, which the log says', async () => {
    const { received } = await listening('subscription { onThing { text } }');
    const limit = 240 * 1024;
    const text = 'x'.repeat(limit - JSON.stringify({ data: { onThing: { text: '' } } }).length);
    await mutate('{ publish(event: $event) { text } }', { ...thing, text });
    expect((await received())?.payload?.data?.['onThing']).toEqual({ text });
    await mutate('{ publish(event: $event) { text } }', { ...thing, text: `${text}x` });
    expect(await received()).toBeNull();
    expect(api.log.join('\n')).toContain(`${limit + 1} bytes is larger than ${limit}`);
  });

  test('when its payload is larger in bytes, not in characters', async () => {
    const { received } = await listening('subscription { onThing { text } }');
    await mutate('{ publish(event: $event) { text } }', { ...thing, text: 'ä'.repeat(130 * 1024) });
    expect(await received()).toBeNull();
  });
});

describe('the log names a mutation that reaches nobody because', () => {
  test('it was called under another name', async () => {
    await mutate('{ renamed: publish(event: $event) { id } }');
    expect(api.log.join('\n')).toContain('publish reaches no subscriber: it was called under the alias renamed.');
  });

  test('its answer has errors', async () => {
    await mutate('{ publish(event: $event) { id secret } }');
    expect(api.log.join('\n')).toContain('publish reaches no subscriber: its answer has errors.');
  });
});

describe('events', () => {
  test('of one mutation with several root fields come in their order, around one that failed', async () => {
    const { client } = await listening('subscription { onThing { id } }');
    await client.start('subscription { onThings { id } }', { id: '2' });
    const event = JSON.stringify([{ id: 'list', must: 'm' }]);
    const single = JSON.stringify(thing);
    await api.call(
      'mutation($event: String!, $single: String!) { publishAll(event: $event) { id } renamed: publish(event: $single) { id } publish(event: $single) { id } }',
      { event, single },
    );
    expect(await client.next()).toMatchObject({ id: '2', payload: { data: { onThings: [{ id: 'list' }] } } });
    expect(await client.next()).toMatchObject({ id: '1', payload: { data: { onThing: { id: '1' } } } });
  });

  test('come in the order of the mutations, each once', async () => {
    const { client } = await listening('subscription { onThing { number } }');
    for (let number = 0; number < 100; number += 1) await mutate('{ publish(event: $event) { number } }', { ...thing, number });
    for (let number = 0; number < 100; number += 1) expect((await client.next()).payload?.data).toEqual({ onThing: { number } });
  });

  test('published right after the acknowledgement are never missed', async () => {
    for (let round = 0; round < 20; round += 1) {
      const { received } = await listening('subscription { onThing { id } }');
      await mutate('{ publish(event: $event) { id } }');
      expect(await received()).not.toBeNull();
    }
  });

  test('have been sent when the mutation answers', async () => {
    const { received } = await listening('subscription { onThing { id } }');
    await mutate('{ publish(event: $event) { id } }');
    expect(await received()).toMatchObject({ type: 'data' });
  });

  test('reach every one of many subscribers with what it selects', async () => {
    const client = await api.connect();
    const selections = ['id', 'text', 'number text', 'word: text'];
    for (let index = 0; index < 100; index += 1)
      await client.start(`subscription { onThing { ${selections[index % 4]} } }`, { id: `s${index}` });
    await mutate('{ publish(event: $event) { id text number } }');
    const expected = [{ id: '1' }, { text: 'a' }, { number: 1, text: 'a' }, { word: 'a' }];
    for (let index = 0; index < 100; index += 1)
      expect(await client.next()).toEqual({ id: `s${index}`, type: 'data', payload: { data: { onThing: expected[index % 4] } } });
  });
});
