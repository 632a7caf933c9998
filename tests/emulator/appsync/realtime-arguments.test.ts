import { describe, expect, test } from 'vitest';
import { aWitness, publish, realtimeApi, thingApi } from './realtime-support.ts';

const api = realtimeApi(thingApi);
const ALL = '{ id text number float flag level tags numbers inner { text inner { text inner { text } } } must }';

describe('without a filter, arguments select:', () => {
  const all = { id: 'x', must: 'm', number: 1, text: 'a', inner: null };

  const reaches = async (call: string, event: object, variables = {}, selection = ALL): Promise<boolean> => {
    const witness = await aWitness(api);
    const client = await api.connect();
    expect(await client.start(call, { id: '1', variables })).toEqual({ type: 'start_ack', id: '1' });
    await publish(api, event, selection);
    await witness.next();
    client.send({ id: 'mark', type: 'stop' });
    return (await client.next()).type === 'data';
  };

  test.each([
    ['none', 'subscription { onThing { id } }', {}, true],
    ['equal', 'subscription { onThing(number: 1) { id } }', {}, true],
    ['different', 'subscription { onThing(number: 2) { id } }', {}, false],
    ['all of them', 'subscription { onThing(number: 1, text: "b") { id } }', {}, false],
    ['by variable', 'subscription($n: Int) { onThing(number: $n) { id } }', { n: 1 }, true],
    ['by default of a variable', 'subscription($n: Int = 2) { onThing(number: $n) { id } }', {}, false],
    ['null', 'subscription { onThing(text: null) { id } }', {}, false],
    ['null by variable', 'subscription($t: String) { onThing(text: $t) { id } }', { t: null }, false],
    ['a variable without a value', 'subscription($t: String) { onThing(text: $t) { id } }', {}, false],
    ['an object is no text', 'subscription { onThing(inner: "x") { id } }', {}, false],
  ])('%s', async (_what, query, variables, expected) => {
    expect(await reaches(query, all, variables)).toBe(expected);
  });

  test('null matches null', async () => {
    expect(await reaches('subscription { onThing(text: null) { id } }', { ...all, text: null })).toBe(true);
    expect(await reaches('subscription($t: String) { onThing(text: $t) { id } }', { ...all, text: null })).toBe(true);
  });

  test('what the mutation does not select matches nothing, not even null', async () => {
    expect(await reaches('subscription { onThing(text: "a") { id } }', all, {}, '{ id }')).toBe(false);
    expect(await reaches('subscription { onThing(text: null) { id } }', all, {}, '{ id }')).toBe(false);
  });
});
