import { describe, expect, it } from 'vitest';
import { decide, readPolicy } from '../../../local/emulator/iam/policy.ts';
import { createPrincipals } from '../../../local/emulator/iam/principals.ts';
import { deploy, sampleTemplate } from '../support/sample.ts';

const TABLE = 'arn:aws:dynamodb:us-east-1:000000000000:table/Stock';

function policy(...statements: object[]) {
  return [readPolicy({ Version: '2012-10-17', Statement: statements }, 'Somebody')];
}

describe('policy evaluation', () => {
  const allowed = [
    ['the very action and resource', 'dynamodb:GetItem', TABLE],
    ['an action in another case', 'DynamoDB:getitem', TABLE],
    ['a star in the action', 'dynamodb:Get*', TABLE],
    ['a question mark in the action', 'dynamodb:?etItem', TABLE],
    ['a star in the resource', 'dynamodb:GetItem', 'arn:aws:dynamodb:*:*:table/St*'],
    ['a question mark in the resource', 'dynamodb:GetItem', TABLE.replace('Stock', 'Stoc?')],
    ['a star alone', '*', '*'],
  ] as const;
  it.each(allowed)('allows by %s', (_case, action, resource) => {
    expect(decide(policy({ Effect: 'Allow', Action: action, Resource: resource }), 'dynamodb:GetItem', TABLE)).toBe('allowed');
  });

  const notAllowed = [
    ['another action', 'dynamodb:PutItem', TABLE],
    ['a longer action', 'dynamodb:GetItemNow', TABLE],
    ['an index of the table', 'dynamodb:GetItem', `${TABLE}/index/*`],
    ['a resource in another case', 'dynamodb:GetItem', TABLE.toLowerCase()],
    ['a dot, which is no wildcard', 'dynamodb:Get.tem', TABLE],
  ] as const;
  it.each(notAllowed)('does not allow by %s', (_case, action, resource) => {
    expect(decide(policy({ Effect: 'Allow', Action: action, Resource: resource }), 'dynamodb:GetItem', TABLE)).toBe('not-allowed');
  });

  it('lets a deny win over an allow', () => {
    const policies = policy({ Effect: 'Allow', Action: '*', Resource: '*' }, { Effect: 'Deny', Action: 'dynamodb:GetItem', Resource: '*' });
    expect(decide(policies, 'dynamodb:GetItem', TABLE)).toBe('denied');
  });

  const counters = { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['SUMMARY'] } };
  const summaryOnly = () => policy({ Effect: 'Allow', Action: 'dynamodb:UpdateItem', Resource: TABLE, Condition: counters });
  it.each([
    ['allows the items of the partitions that it names', ['SUMMARY'], 'allowed'],
    ['does not allow an item of another', ['SUMMARY', 'a#b'], 'not-allowed'],
    ['allows a call that names no item, as IAM does', [], 'allowed'],
  ])('by a condition on leading keys %s', (_case, partitions, decision) => {
    expect(decide(summaryOnly(), 'dynamodb:UpdateItem', TABLE, () => partitions)).toBe(decision);
  });

  it('refuses any other condition', () => {
    expect(() => policy({ Effect: 'Allow', Action: '*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'true' } } })).toThrow(
      'understands ForAllValues:StringEquals of dynamodb:LeadingKeys alone',
    );
  });

  it.each(['NotAction', 'NotResource', 'Principal'])('refuses a statement with %s', (element) => {
    expect(() => policy({ Effect: 'Allow', Action: '*', Resource: '*', [element]: {} })).toThrow(
      `A statement in the policy of Somebody has ${element}, which the local IAM does not understand.`,
    );
  });
});

describe('principals of a template', () => {
  const keyFor = (arn: string) => ({ accessKeyId: `KEY-${arn}`, secretAccessKey: 'secret' });

  it('gives a role the policies that are attached to it', () => {
    const principals = createPrincipals(deploy(sampleTemplate()), keyFor);
    expect(principals.byRoleArn('arn:aws:iam::000000000000:role/Sample-Reader').policies).toHaveLength(1);
  });

  it('makes a user of each managed policy, named after the output that carries it', () => {
    const principals = createPrincipals(deploy(sampleTemplate()), keyFor);
    const user = principals.byAccessKeyId('KEY-arn:aws:iam::000000000000:user/checkout');
    expect(user).toMatchObject({ name: 'checkout', arn: 'arn:aws:iam::000000000000:user/checkout' });
  });

  it('says which role is missing', () => {
    const principals = createPrincipals(deploy(sampleTemplate()), keyFor);
    expect(() => principals.byRoleArn('arn:x')).toThrow('The template has no role arn:x.');
  });
});
