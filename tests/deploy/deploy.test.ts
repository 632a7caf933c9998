import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FakeAws } from './fake-aws.ts';
import { withFakeAws } from './with-aws.ts';

let aws: FakeAws;
const deploy = (args: string[], environment?: Record<string, string>) => aws.run('deploy.ts', args, environment);
/** The calls of `cdk deploy` and `cdk destroy`, without what is in each. */
const changes = (calls: string[]) =>
  calls
    .filter((call) => /^cdk (deploy|destroy)/.test(call))
    .map((call) => call.replace('cdk ', '').replace(' --require-approval never', ''));

withFakeAws((fake) => (aws = fake));

describe('npm run deploy', { timeout: 60_000 }, () => {
  test('builds, shows what changes, deploys, and writes what a client needs for its owner only', async () => {
    const { status, said, calls } = await deploy(['--stage', 'test', '--context', 'publicCountCap=5']);
    expect({ status, said }).toMatchObject({ status: 0 });
    const context = '--context stage=test --context publicCountCap=5';
    expect(calls).toEqual([
      'npm run build',
      `cdk diff Onhand-test ${context}`,
      `cdk deploy Onhand-test --require-approval never ${context}`,
    ]);
    const file = join(aws.directory, '.local/stack.test.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      graphqlUrl: 'the GraphqlUrl',
      tables: { movements: 'the MovementsTable' },
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(aws.uploaded).toEqual(expect.arrayContaining(['/the-site-bucket/config.json', '/the-site-bucket/inventory-widget.js']));
    expect(aws.uploaded.at(-1)).toMatch(/\.html$/);
  });

  test('uploads no site where there is none, and makes no firewall for it', async () => {
    const { status, calls } = await deploy(['--stage', 'test', '--context', 'site=false', '--context', 'waf=true']);
    expect({ status, uploaded: aws.uploaded }).toEqual({ status: 0, uploaded: [] });
    expect(calls.filter((call) => call.includes('Edge'))).toEqual([]);
  });

  test('refuses to change production when nobody confirms', async () => {
    const { status, said, calls } = await deploy(['--stage', 'prod']);
    expect({ status, calls }).toEqual({ status: 1, calls: [] });
    expect(said).toContain('say --yes');
  });

  test('asks also before what was production is to be so no longer', async () => {
    aws.add('Onhand-prod', { stage: 'prod' }, { protected: true });
    expect((await deploy(['--stage', 'prod', '--context', 'production=false'])).said).toContain('say --yes');
  });

  test('deploys production with --yes, the firewall of its site first, and says what will notify nobody', async () => {
    aws.add('Onhand-prod', { stage: 'prod' }, { protected: true });
    aws.add('Onhand-prod-Edge', { stage: 'prod' }, { protected: true });
    const { status, said, calls } = await deploy(['--stage', 'prod', '--yes']);
    const context = '--context stage=prod';
    const firewall = '--context siteWebAclArn=arn:aws:wafv2:us-east-1:1:edge';
    expect({ status, calls }).toEqual({
      status: 0,
      calls: [
        'npm run build',
        `cdk diff Onhand-prod-Edge ${context}`,
        `cdk diff Onhand-prod ${context} ${firewall}`,
        `cdk deploy Onhand-prod-Edge --require-approval never ${context}`,
        `cdk deploy Onhand-prod --require-approval never ${context} ${firewall}`,
      ],
    });
    expect(said).toContain('set operationsEmail');
    expect(said).toContain('set monthlyBudgetUsd');
  });

  test.each([
    ['no stage', [], 2, 'Say --stage NAME'],
    ['a stage without --stage', ['test'], 2, '"test" is one argument too many'],
    ['an option that there is not', ['--stgae', 'test'], 2, 'There is no option --stgae. Do you mean --stage?'],
    ['a wrong setting', ['--stage', 'test', '--context', 'apiKeyDays=1'], 2, 'Setting apiKeyDays is "1"'],
    [
      'a setting that there is not',
      ['--stage', 'test', '-c', 'publicCountcap=5'],
      2,
      'There is no setting publicCountcap. Do you mean publicCountCap?',
    ],
    ['context without a value', ['--stage', 'test', '--context', 'waf'], 2, 'must be NAME=VALUE'],
    ['no region', ['--stage', 'test'], 1, 'No AWS region is set', { AWS_REGION: '' }],
  ])('says what is wrong with %s and builds nothing', async (_, args, code, sentence, environment?: Record<string, string>) => {
    const { status, said, calls } = await deploy(args, environment);
    expect({ status, calls }).toEqual({ status: code, calls: [] });
    expect(said).toContain(sentence);
  });

  test('says how to set CDK up where it never was', async () => {
    aws.stacks.clear();
    expect((await deploy(['--stage', 'test'])).said).toContain('npx cdk bootstrap');
  });

  test('deploys nothing after a diff that failed', async () => {
    const { status, calls } = await deploy(['--stage', 'test'], { FAIL: 'diff' });
    expect({ status, changes: changes(calls) }).toEqual({ status: 1, changes: [] });
  });
});

describe('a stage that is being created', { timeout: 60_000 }, () => {
  test('is protected when it stands, and not before', async () => {
    const { calls } = await deploy(['--stage', 'prod', '--context', 'waf=false', '--yes']);
    expect(changes(calls)).toEqual([
      'deploy Onhand-prod --context stage=prod --context waf=false --context protect=false',
      'deploy Onhand-prod --context stage=prod --context waf=false',
    ]);
    expect(aws.stacks.get('Onhand-prod')?.protected).toBe(true);
  });

  test('can be deployed again after its creation has failed', async () => {
    aws.failsToCreate = true;
    expect((await deploy(['--stage', 'prod', '--context', 'waf=false', '--yes'])).status).toBe(1);
    expect(aws.stacks.get('Onhand-prod')).toMatchObject({ status: 'ROLLBACK_COMPLETE', protected: false });
    aws.failsToCreate = false;
    expect((await deploy(['--stage', 'prod', '--context', 'waf=false', '--yes'])).status).toBe(0);
    expect(aws.stacks.get('Onhand-prod')).toMatchObject({ status: 'CREATE_COMPLETE', protected: true });
  });

  test.each([
    ['ROLLBACK_COMPLETE', true, 'update-termination-protection --no-enable-termination-protection --stack-name Onhand-prod'],
    ['UPDATE_ROLLBACK_FAILED', true, 'continue-update-rollback --stack-name Onhand-prod'],
    ['DELETE_FAILED', false, 'delete-stack --stack-name Onhand-prod'],
    ['UPDATE_IN_PROGRESS', true, 'is being changed at this moment'],
  ])('in the state %s is not deployed, and the deploy says what to do', async (status, isProtected, sentence) => {
    aws.add('Onhand-prod', { stage: 'prod' }, { status, protected: isProtected });
    const ended = await deploy(['--stage', 'prod', '--yes']);
    expect({ status: ended.status, calls: ended.calls }).toEqual({ status: 1, calls: [] });
    expect(ended.said).toContain(sentence);
  });
});
