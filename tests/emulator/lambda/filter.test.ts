import { describe, expect, it } from 'vitest';
import { readFilters } from '../../../local/emulator/lambda/filter.ts';

const record = {
  eventName: 'MODIFY',
  userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' },
  dynamodb: { SizeBytes: 26, NewImage: { status: { S: 'LOW_stock' }, count: { N: '5' }, gone: { NULL: true }, empty: { S: '' } } },
};
const criteria = (...patterns: object[]) => ({ Filters: patterns.map((pattern) => ({ Pattern: JSON.stringify(pattern) })) });
const isRetryable = (...patterns: object[]) => readFilters(criteria(...patterns), 'Mapping')(record);
const image = (attribute: object) => ({ dynamodb: { NewImage: attribute } });

describe('filters', () => {
  const matching: [string, object][] = [
    ['one of several values', { eventName: ['INSERT', 'MODIFY'] }],
    ['a nested value', image({ status: { S: ['LOW_stock'] } })],
    ['a number, which is text', image({ count: { N: ['5'] } })],
    ['the empty text', image({ empty: { S: [''] } })],
    ['a boolean', image({ gone: { NULL: [true] } })],
    ['prefix', image({ status: { S: [{ prefix: 'LOW' }] } })],
    ['suffix', image({ status: { S: [{ suffix: 'stock' }] } })],
    ['equals-ignore-case', image({ status: { S: [{ 'equals-ignore-case': 'low_STOCK' }] } })],
    ['anything-but', image({ status: { S: [{ 'anything-but': ['OUT'] }] } })],
    ['exists', image({ status: { S: [{ exists: true }] } })],
    ['not exists', image({ other: { S: [{ exists: false }] } })],
    ['a numeric range', { dynamodb: { SizeBytes: [{ numeric: ['>', 20, '<=', 26] }] } }],
    ['all fields of a pattern', { eventName: ['MODIFY'], userIdentity: { type: ['Service'] } }],
  ];
  it.each(matching)('match %s', (_case, pattern) => {
    expect(isRetryable(pattern)).toBe(true);
  });

  const others: [string, object][] = [
    ['another value', { eventName: ['INSERT'] }],
    ['a pattern of which one field differs', { eventName: ['MODIFY'], userIdentity: { type: ['User'] } }],
    ['a number where the record has text', image({ count: { N: [5] } })],
    ['a numeric range on a number of DynamoDB', image({ count: { N: [{ numeric: ['=', 5] }] } })],
    ['exists above a leaf', image({ status: [{ exists: true }] })],
    ['anything-but where there is nothing', image({ other: { S: [{ 'anything-but': ['OUT'] }] } })],
  ];
  it.each(others)('do not match %s', (_case, pattern) => {
    expect(isRetryable(pattern)).toBe(false);
  });

  it('let a record pass that one of them matches', () => {
    expect(isRetryable({ eventName: ['INSERT'] }, { eventName: ['MODIFY'] })).toBe(true);
  });

  it('let every record pass when there are none', () => {
    expect(readFilters(undefined, 'Mapping')(record)).toBe(true);
  });

  const refused: [string, object, string][] = [
    ['a key that Lambda does not look at', { eventID: ['1'] }, 'looks at eventID'],
    ['$or', { dynamodb: { $or: [] } }, 'uses $or'],
    ['an unknown operator', { eventName: [{ wildcard: 'I*' }] }, 'uses {"wildcard":"I*"}'],
    ['an operator inside of anything-but', { eventName: [{ 'anything-but': { prefix: 'I' } }] }, 'operator in anything-but'],
    ['a value without a list', { eventName: 'INSERT' }, 'a value outside of a list'],
    ['an unknown comparison', { eventName: [{ numeric: ['~', 1] }] }, 'numeric range'],
  ];
  it.each(refused)('with %s are refused', (_case, pattern, sentence) => {
    expect(() => isRetryable(pattern)).toThrow(sentence);
  });
});
