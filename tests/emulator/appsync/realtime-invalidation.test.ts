import { describe, expect, test } from 'vitest';
import { realtimeApi } from './realtime-support.ts';

const none = `import { extensions } from '@aws-appsync/utils'; export const request = () => ({ payload: null });`;
const invalidate = (field: string) =>
  `extensions.invalidateSubscriptions({ subscriptionField: '${field}', payload: { user: ctx.args.user } })`;

const api = realtimeApi({
  sdl: `
    type Query @aws_api_key { none: String }
    type Mutation @aws_api_key { end(user: String!): String  endMany(user: String!): String  touch: String }
    type Subscription @aws_api_key {
      onTouch(user: String!): String @aws_subscribe(mutations: ["touch"])
      onOther(user: String!): String @aws_subscribe(mutations: ["touch"])
      onNameless: String @aws_subscribe(mutations: ["touch"])
    }
  `,
  resolvers: {
    'Mutation.end': `${none} export const response = (ctx) => { ${invalidate('onTouch')}; return ctx.args.user; };`,
    'Mutation.endMany': `${none} export const response = (ctx) => { for (const name of ['a', 'b', 'c', 'd', 'e', 'f'])
      extensions.invalidateSubscriptions({ subscriptionField: name, payload: { user: ctx.args.user } }); return 'x'; };`,
    'Mutation.touch': `${none} export const response = () => 'touched';`,
    ...Object.fromEntries(
      ['onTouch', 'onOther'].map((field) => [
        `Subscription.${field}`,
        `${none} export const response = (ctx) => {
          extensions.setSubscriptionFilter({ filterGroup: [{ filters: [{ fieldName: 'none', operator: 'ne', value: 'x' }] }] });
          extensions.setSubscriptionInvalidationFilter({ filterGroup: [{ filters: [{ fieldName: 'user', operator: 'eq', value: ctx.args.user }] }] });
          return null; };`,
      ]),
    ),
    'Subscription.onNameless': `${none} export const response = () => null;`,
    'Query.none': `${none} export const response = (ctx) => { ${invalidate('onTouch')}; return null; };`,
  },
});

async function listening(field: string) {
  const client = await api.connect();
  expect(await client.start(`subscription { ${field} }`)).toMatchObject({ type: 'start_ack' });
  return client;
}

describe('extensions.invalidateSubscriptions', () => {
  test('closes the connections of the field’s subscriptions whose filter matches, and no other', async () => {
    const [ended, twin] = [await listening('onTouch(user: "ann")'), await listening('onTouch(user: "ann")')];
    const others = await Promise.all(['onTouch(user: "bob")', 'onOther(user: "ann")', 'onNameless'].map(listening));
    expect((await api.call('mutation { end(user: "ann") }')).json).toEqual({ data: { end: 'ann' } });
    for (const client of [ended, twin]) {
      expect(await client.next()).toMatchObject({ type: 'error', payload: { errors: [{ message: 'Subscription complete.' }] } });
      expect(await client.closed).toBe(1000);
    }
    for (const client of others) {
      client.send({ id: 'x', type: 'stop' });
      expect(await client.next()).toEqual({ id: 'x', type: 'complete' });
    }
  });

  test.each([
    ['is refused a sixth time in a request, as by the service', 'mutation { endMany(user: "ann") }', 'at most 5'],
    ['works in a mutation only', '{ none }', "works only in the response handler of a mutation's resolver"],
  ])('%s', async (_, query, reason) => {
    expect((await api.call(query)).json).toMatchObject({ errors: [{ message: 'Runtime Error' }] });
    expect(api.log.at(-1)).toContain(reason);
  });
});
