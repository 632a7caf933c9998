import { describe, expect, test } from 'vitest';
import type { FakeAws } from './fake-aws.ts';
import { withFakeAws } from './with-aws.ts';

let aws: FakeAws;
const destroy = (stage: string) => aws.run('destroy.ts', ['--stage', stage]);

withFakeAws((fake) => (aws = fake));

describe('npm run destroy', { timeout: 60_000 }, () => {
  test('takes a test stage away with all that is in its buckets', async () => {
    aws.add('Onhand-test', { stage: 'test' });
    aws.buckets.set('the-site-bucket', ['index.html']);
    const { status, calls } = await destroy('test');
    expect({ status, calls }).toEqual({ status: 0, calls: ['cdk destroy Onhand-test --force --context stage=test'] });
    expect(aws.stacks.has('Onhand-test')).toBe(false);
  });

  test('tries again where something was written to a bucket meanwhile', async () => {
    aws.add('Onhand-test', { stage: 'test' });
    aws.writtenLate = 'reports/late.json';
    expect(await destroy('test')).toMatchObject({ status: 0 });
    expect(aws.stacks.has('Onhand-test')).toBe(false);
  });

  test('takes the firewall of its site away too', async () => {
    aws.add('Onhand-test', { stage: 'test', waf: 'true' });
    aws.add('Onhand-test-Edge', { stage: 'test' }, { resources: [] });
    await destroy('test');
    expect([...aws.stacks.keys()]).toEqual(['CDKToolkit']);
  });

  test.each([
    ['by its name', 'prod', {}],
    ['by a setting of its deploy', 'test', { production: 'true' }],
  ])('refuses what is production %s', async (_, stage, settings) => {
    aws.add(`Onhand-${stage}`, { stage, ...settings }, { protected: true });
    const { status, said, calls } = await destroy(stage);
    expect({ status, calls }).toEqual({ status: 1, calls: [] });
    expect(said).toContain('is production');
  });

  test('takes away what is left of a production whose creation has failed', async () => {
    aws.add('Onhand-prod', { stage: 'prod' }, { status: 'ROLLBACK_FAILED', outputs: {}, resources: [] });
    expect((await destroy('prod')).status).toBe(0);
    expect(aws.stacks.has('Onhand-prod')).toBe(false);
  });

  test('says so where there is no such stage, and what earlier ones have left, with how to remove it', async () => {
    const resources = [
      { type: 'AWS::DynamoDB::Table', id: 'the-table', status: 'DELETE_SKIPPED' },
      { type: 'AWS::Events::Rule', id: 'the-rule', status: 'DELETE_COMPLETE' },
    ];
    aws.deleted.push({ name: 'Onhand-prod', resources }, { name: 'Onhand-other', resources });
    const { status, said } = await destroy('prod');
    expect(status).toBe(1);
    expect(said).toContain('There is no stage prod');
    expect(said.match(/aws dynamodb delete-table --table-name the-table/g)).toHaveLength(1);
    expect(said).not.toContain('the-rule');
  });
});
