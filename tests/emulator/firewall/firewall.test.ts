import { describe, expect, test } from 'vitest';
import { createFirewall, type WebAclRule } from '../../../local/emulator/firewall/firewall.ts';

const PLAIN = [{ Priority: 0, Type: 'NONE' }];
const request = { method: 'POST', headers: {}, sourceIp: '192.0.2.1' };

function rule(rate: object, more: Partial<WebAclRule> = {}): WebAclRule {
  return {
    Name: 'rate',
    Priority: 0,
    Action: { Block: {} },
    Statement: { RateBasedStatement: { AggregateKeyType: 'IP', Limit: 2, ...rate } },
    ...more,
  };
}

describe('the stand-in for the firewall', () => {
  test('lets an address through again when its window has fewer requests', () => {
    let now = 0;
    const { blockedBy } = createFirewall([rule({ EvaluationWindowSec: 60 })], () => now);
    expect([blockedBy(request), blockedBy(request), blockedBy(request)]).toEqual([undefined, undefined, 'rate']);
    now = 61_000;
    expect(blockedBy(request)).toBeUndefined();
  });

  test('counts what it blocks, so that an address must become quieter', () => {
    let now = 0;
    const { blockedBy } = createFirewall([rule({ EvaluationWindowSec: 60 })], () => now);
    for (; now < 300_000; now += 10_000) blockedBy(request);
    expect(blockedBy(request)).toBe('rate');
  });

  test('counts each address for itself', () => {
    const { blockedBy } = createFirewall([rule({ Limit: 1 })]);
    expect([blockedBy(request), blockedBy({ ...request, sourceIp: '192.0.2.2' })]).toEqual([undefined, undefined]);
  });

  test.each([
    ['GeoMatchStatement', rule({ ScopeDownStatement: { GeoMatchStatement: { CountryCodes: ['DE'] } } })],
    [
      'FieldToMatch Body',
      rule({
        ScopeDownStatement: {
          SizeConstraintStatement: { FieldToMatch: { Body: {} }, ComparisonOperator: 'GT', Size: 1, TextTransformations: PLAIN },
        },
      }),
    ],
    [
      'TextTransformation LOWERCASE',
      rule({
        ScopeDownStatement: {
          ByteMatchStatement: {
            FieldToMatch: { Method: {} },
            PositionalConstraint: 'EXACTLY',
            SearchString: 'x',
            TextTransformations: [{ Priority: 0, Type: 'LOWERCASE' }],
          },
        },
      }),
    ],
    ['AggregateKeyType FORWARDED_IP', rule({ AggregateKeyType: 'FORWARDED_IP' })],
    ['the action Count', rule({}, { Action: { Count: {} } })],
    ['the statement IPSetReferenceStatement', { ...rule({}), Statement: { IPSetReferenceStatement: {} } }],
  ])('refuses by name what it cannot evaluate: %s', (what, unknown) => {
    expect(() => createFirewall([unknown])).toThrow(what);
  });
});
