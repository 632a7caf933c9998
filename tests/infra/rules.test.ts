import { describe, expect, test } from 'vitest';
import { FULLY_SET, TEST_STAGE } from './stages.ts';
import { allResources, templatesOf } from './template.ts';

// What AWS refuses, or does without a word, and no schema says.

const testStage = allResources(templatesOf(TEST_STAGE));
const production = allResources(templatesOf(FULLY_SET));

/**
 * Properties by which a resource has a name of its own, that no other of the account (or of the
 * world) may have.
 */
const NAMES = /^((?!Metric)\w+Name|Name|Domain)$/;
/** Of these, what names something inside the stack only, or another resource. */
const INSIDE = ['AWS::AppSync::', 'AWS::IAM::Policy', 'AWS::Cognito::UserPoolGroup', 'AWS::Lambda::Permission', 'AWS::DynamoDB::Table'];

/** The names that a resource gives itself: at its top, or in what all of it is in. */
function ownNames([, { Type, Properties }]: (typeof production)[number]): string[] {
  if (INSIDE.some((type) => Type.startsWith(type))) return [];
  const parts = [Properties, ...Object.values(Properties).filter((value) => typeof value === 'object' && value !== null)];
  return parts.flatMap((part) =>
    Object.entries(part)
      .filter(([name]) => NAMES.test(name))
      .map(([, value]) => textOf(value)),
  );
}

/** A name as text, with what only a deploy knows left out. */
function textOf(value: unknown): string {
  const join = (value as { 'Fn::Join'?: [string, unknown[]] })['Fn::Join'];
  return join ? join[1].map((part) => (typeof part === 'string' ? part : '')).join(join[0]) : typeof value === 'string' ? value : '';
}

describe.each([
  ['a test stage', testStage],
  ['a fully set production', production],
])('%s', (_, resources) => {
  test('names no key of AWS by an ARN, for which it would not be made', () => {
    expect(JSON.stringify(resources)).not.toMatch(/:alias\/aws\//);
  });

  test('has names that say whose they are', () => {
    const names = resources.flatMap(ownNames).filter((name) => name !== '');
    expect(names.length).toBeGreaterThan(20);
    // AppSync and WAF ask for the beginnings of their log groups' names.
    expect(names.filter((name) => !/^(aws-waf-logs-|\/aws\/appsync\/apis\/)?(onhand|Onhand)/.test(name))).toEqual(['/aws/appsync/apis/']);
  });

  test('lets nothing stay of a creation that failed', () => {
    const staying = resources.filter(([, { DeletionPolicy }]) => DeletionPolicy === 'Retain' || DeletionPolicy === 'Snapshot');
    expect(staying.map(([id]) => id)).toEqual([]);
  });
});

test('a test stage leaves nothing behind', () => {
  const staying = testStage.filter(([, { DeletionPolicy = 'Delete', UpdateReplacePolicy = 'Delete' }]) =>
    [DeletionPolicy, UpdateReplacePolicy].some((policy) => policy !== 'Delete'),
  );
  expect(staying.map(([id]) => id)).toEqual([]);
});

test('what production keeps has no name that would be in the way of a new stack', () => {
  const kept = production.filter(([, { DeletionPolicy }]) => DeletionPolicy === 'RetainExceptOnCreate');
  expect(kept.length).toBeGreaterThan(10);
  // That of the API's log group has the id of the API in it, which no other API gets.
  expect(kept.flatMap(ownNames).filter((name) => name !== '')).toEqual(['/aws/appsync/apis/']);
});

test('what is being created can be taken away again, and refuses that once it stands', () => {
  const protectedOnes = (protect: string) => {
    const resources = allResources(templatesOf({ ...FULLY_SET, protect }));
    return resources.filter(([, { Properties }]) => {
      const { DeletionProtectionEnabled, DeletionProtection } = Properties;
      return DeletionProtectionEnabled === true || DeletionProtection === 'ACTIVE';
    });
  };
  expect(protectedOnes('false')).toEqual([]);
  expect(protectedOnes('true')).toHaveLength(5);
});
