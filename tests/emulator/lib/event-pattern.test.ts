import { describe, expect, it } from 'vitest';
import { EVENT_PATTERNS, readPattern } from '../../../local/emulator/lib/event-pattern.ts';

const event = {
  'detail-type': 'stock.status',
  source: 'shop',
  resources: ['arn:one', 'arn:two'],
  detail: {
    status: 'OUT_OF_STOCK',
    name: 'Lamp * large',
    available: 0,
    replay: false,
    nothing: null,
    empty: [],
    lines: [
      { product: 'a', quantity: 1 },
      { product: 'b', quantity: 5 },
    ],
  },
};
const matches = (pattern: object) => readPattern(pattern, EVENT_PATTERNS, 'The pattern')(event);
const detail = (pattern: object) => ({ detail: pattern });

describe('an event pattern', () => {
  it.each<[string, object]>([
    ['one of several values', { source: ['other', 'shop'] }],
    ['all of its fields', { source: ['shop'], 'detail-type': ['stock.status'], detail: { available: [0] } }],
    ['false and null', detail({ replay: [false], nothing: [null] })],
    ['a value of a list', { resources: ['arn:two'] }],
    ['fields of one object of a list', detail({ lines: { product: ['b'], quantity: [5] } })],
    ['prefix', detail({ status: [{ prefix: 'OUT' }] })],
    ['prefix, whatever the case', detail({ status: [{ prefix: { 'equals-ignore-case': 'out' } }] })],
    ['suffix, whatever the case', detail({ status: [{ suffix: { 'equals-ignore-case': 'Stock' } }] })],
    ['equals-ignore-case', detail({ status: [{ 'equals-ignore-case': 'out_of_stock' }] })],
    ['wildcard', detail({ status: [{ wildcard: 'OUT*ST*' }] })],
    ['a star that stands for itself', detail({ name: [{ wildcard: 'Lamp \\* *' }] })],
    ['anything-but a list', detail({ status: [{ 'anything-but': ['LOW', 'OK'] }] })],
    ['anything-but a prefix', detail({ status: [{ 'anything-but': { prefix: 'IN' } }] })],
    ['anything-but wildcards', detail({ status: [{ 'anything-but': { wildcard: ['IN*', '*LOW'] } }] })],
    ['numeric', detail({ available: [{ numeric: ['>=', 0, '<', 1] }] })],
    ['exists', detail({ nothing: [{ exists: true }] })],
    ['exists: false where there is nothing', detail({ other: [{ exists: false }], empty: [{ exists: false }] })],
    ['one of $or', { source: ['shop'], $or: [{ 'detail-type': ['x'] }, { detail: { available: [0] } }] }],
  ])('matches %s', (_case, pattern) => {
    expect(matches(pattern)).toBe(true);
  });

  it.each<[string, object]>([
    ['another value', { source: ['other'] }],
    ['text for a number', detail({ available: ['0'] })],
    ['fields of two objects of a list', detail({ lines: { product: ['a'], quantity: [5] } })],
    ['a star that stands for itself, where there is none', detail({ status: [{ wildcard: 'OUT\\*STOCK' }] })],
    ['a dot as any character', detail({ status: [{ wildcard: 'OUT.OF*' }] })],
    ['anything-but the value', detail({ status: [{ 'anything-but': 'OUT_OF_STOCK' }] })],
    ['anything-but its prefix', detail({ status: [{ 'anything-but': { prefix: 'OUT' } }] })],
    ['anything-but where there is nothing', detail({ other: [{ 'anything-but': 'x' }] })],
    ['exists: false where there is null', detail({ nothing: [{ exists: false }] })],
    ['none of $or', { $or: [{ source: ['x'] }, { source: ['y'] }] }],
    ['$or beside a field that does not match', { source: ['x'], $or: [{ detail: { available: [0] } }, { source: ['y'] }] }],
  ])('does not match %s', (_case, pattern) => {
    expect(matches(pattern)).toBe(false);
  });

  it.each<[string, object, string]>([
    ['cidr', { source: [{ cidr: '10.0.0.0/8' }] }, 'uses {"cidr":"10.0.0.0/8"}'],
    ['a value outside of a list', { source: 'shop' }, 'a value outside of a list'],
    ['an empty list', { source: [] }, 'an empty list'],
    ['an empty pattern', {}, 'an empty object'],
    ['an $or of one', { $or: [{ source: ['x'] }] }, '$or without two'],
    ['two operators in one object', { source: [{ prefix: 'a', suffix: 'b' }] }, 'two operators'],
  ])('with %s is refused', (_case, pattern, sentence) => {
    expect(() => matches(pattern)).toThrow(sentence);
  });
});
