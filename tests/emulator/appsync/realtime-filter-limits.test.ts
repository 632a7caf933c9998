import { describe, expect, test } from 'vitest';
import { anyOf, realtimeApi, subscribeWith, thingApi, type Condition } from './realtime-support.ts';

const api = realtimeApi(thingApi);
const one = (fieldName: string, operator: string, value: unknown) => anyOf([{ fieldName, operator, value }]);

describe('a filter is refused at the start', () => {
  const fields = (count: number): Condition[] =>
    Array.from({ length: count }, (_, index) => ({ fieldName: `inner.f${index}`, operator: 'eq', value: 1 }));
  const texts = (count: number) => Array.from({ length: count }, (_, index) => `v${index}`);

  test.each<[limit: string, within: unknown, beyond: unknown, message: string]>([
    [
      'groups',
      anyOf(...Array.from({ length: 10 }, () => fields(1))),
      anyOf(...Array.from({ length: 11 }, () => fields(1))),
      'Filters combination exceed maximum limit 10 for subscription.',
    ],
    ['fields', anyOf(fields(5)), anyOf(fields(6)), 'Filters exceed maximum attributes limit 5 for subscription'],
    ['in', one('text', 'in', texts(5)), one('text', 'in', texts(6)), 'subscription exceeds maximum value limit 5 for operator `in`.'],
    [
      'notIn',
      one('text', 'notIn', texts(5)),
      one('text', 'notIn', texts(6)),
      'subscription exceeds maximum value limit 5 for operator `notIn`.',
    ],
    [
      'containsAny',
      one('tags', 'containsAny', texts(20)),
      one('tags', 'containsAny', texts(21)),
      'subscription exceeds maximum value limit 20 for operator `containsAny`.',
    ],
    [
      'characters',
      one('text', 'eq', 'x'.repeat(256)),
      one('text', 'eq', 'x'.repeat(257)),
      'subscription filter has a value longer than 256 characters for operator `eq`.',
    ],
    [
      'characters in a list',
      one('text', 'in', ['x'.repeat(256)]),
      one('text', 'in', ['x', 'x'.repeat(257)]),
      'subscription filter has a value longer than 256 characters for operator `in`.',
    ],
    [
      'levels',
      one('a.b.c.d.e', 'eq', 1),
      one('a.b.c.d.e.f', 'eq', 1),
      'subscription filter has more than 5 levels in fieldName `a.b.c.d.e.f`.',
    ],
    [
      'a field twice in a group, and not in two groups',
      anyOf([fields(1)[0] as Condition], [fields(1)[0] as Condition]),
      anyOf([fields(1)[0] as Condition, { ...(fields(1)[0] as Condition), operator: 'ne' }]),
      'subscription filter uses same fieldName multiple time.',
    ],
  ])('beyond the limit of %s', async (_limit, within, beyond, message) => {
    expect((await subscribeWith(api, within)).answer).toEqual({ type: 'start_ack', id: '1' });
    expect((await subscribeWith(api, beyond)).answer).toEqual({
      type: 'error',
      id: '1',
      payload: { errors: [{ message, errorCode: 400 }] },
    });
  });

  test.each([
    ['eq', null],
    ['eq', ['a']],
    ['lt', true],
    ['contains', true],
    ['beginsWith', 1],
    ['in', 'a'],
    ['in', []],
    ['notIn', [true]],
    ['between', [1]],
    ['between', [1, 'b']],
    ['between', [1, 2, 3]],
    ['containsAny', []],
    ['containsAny', 'a'],
  ])('when %s is given %j', async (operator, value) => {
    const message = `subscription filter has invalid filter value for operator \`${operator}\`.`;
    expect((await subscribeWith(api, one('text', operator, value))).answer).toMatchObject({
      payload: { errors: [{ message, errorCode: 400 }] },
    });
  });

  test.each([null, {}, [], 'text', { filterGroup: [] }, { filterGroup: [{ filters: [] }] }, { filterGroup: [null] }, one('', 'eq', 1)])(
    'when it has no such form: %j',
    async (filter) => {
      expect((await subscribeWith(api, filter)).answer).toMatchObject({ type: 'error', payload: { errors: [{ errorCode: 400 }] } });
    },
  );

  test.each(['lte', 'EQ', 'toString', '', 5])('when its operator is %j', async (operator) => {
    expect((await subscribeWith(api, one('text', operator as string, 1))).answer).toMatchObject({
      payload: { errors: [{ message: expect.stringContaining('unknown operator') as string, errorCode: 400 }] },
    });
  });
});
