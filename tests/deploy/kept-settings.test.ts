import { describe, expect, test } from 'vitest';
import type { FakeAws } from './fake-aws.ts';
import { withFakeAws } from './with-aws.ts';

let aws: FakeAws;
/**
 * Deploys the stage test, without a site unless it is about that, and answers how CDK was called
 * to.
 */
async function contextOf(...settings: string[]): Promise<string> {
  const given = settings.some((setting) => /^waf|^site/.test(setting)) ? settings : ['site=false', ...settings];
  const { said, calls } = await aws.run('deploy.ts', ['--stage', 'test', ...given.flatMap((setting) => ['--context', setting])]);
  const [, context] = /^cdk deploy Onhand-test --require-approval never (.*)$/.exec(calls.at(-1) ?? '') ?? [];
  return context?.replace(' --context site=false', '') ?? said;
}

withFakeAws((fake) => (aws = fake));

describe('the settings of a deployed stage', { timeout: 60_000 }, () => {
  test('are kept by a deploy that does not name them', async () => {
    await contextOf('publicCountCap=5', 'alertEmail=stock@example.com');
    expect(await contextOf('alertMarginPercent=20')).toBe(
      '--context stage=test --context alertMarginPercent=20 --context publicCountCap=5 --context alertEmail=stock@example.com',
    );
  });

  test('are changed by one that does, and put back to the default by an empty one', async () => {
    await contextOf('publicCountCap=5', 'alertEmail=stock@example.com');
    expect(await contextOf('publicCountCap=7', 'alertEmail=')).toBe('--context stage=test --context publicCountCap=7');
    expect(await contextOf()).toBe('--context stage=test --context publicCountCap=7');
  });

  test('name no firewall that the deploy has made itself: without firewalls, the site has none', async () => {
    aws.add('Onhand-test-Edge', { stage: 'test' });
    expect(await contextOf('waf=true')).toContain('siteWebAclArn=arn:aws:wafv2:us-east-1:1:edge');
    expect(await contextOf('waf=false')).toBe('--context stage=test --context waf=false');
  });

  test('keep a firewall that somebody has named', async () => {
    await contextOf('siteWebAclArn=arn:aws:wafv2:us-east-1:1:own');
    expect(await contextOf()).toContain('siteWebAclArn=arn:aws:wafv2:us-east-1:1:own');
  });

  test.each([
    ['a lower one', '1'],
    ['one that leaves out the next, and so takes the present one away at once', '4'],
  ])('have a key that shops use: %s is refused', async (_, generation) => {
    aws.add('Onhand-test', { stage: 'test', apiKeyGeneration: '2' });
    expect(await contextOf(`apiKeyGeneration=${generation}`)).toContain('would take it away from them');
    expect(await contextOf('apiKeyGeneration=3')).toContain('--context apiKeyGeneration=3');
  });
});
